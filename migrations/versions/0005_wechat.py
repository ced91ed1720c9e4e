"""Platforms beside the web: inboxes with their set-up, what arrived, limits, tokens, and what became of each send."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_STATES = "state in ('pending','sending','sent','parked','failed','unknown','withdrawn')"


def upgrade() -> None:
    op.add_column("inboxes", sa.Column("enabled", sa.Boolean(), nullable=False, server_default=sa.text("true")))
    op.add_column("inboxes", sa.Column("account", sa.JSON(), nullable=True))
    op.add_column("inboxes", sa.Column("sealed", sa.Text(), nullable=True))
    op.add_column("inboxes", sa.Column("trouble", sa.JSON(), nullable=True))
    op.add_column("inboxes", sa.Column("created_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("inboxes", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("contact_identities", sa.Column("nickname", sa.String(length=64), nullable=True))
    op.add_column("attachments", sa.Column("name", sa.String(length=128), nullable=True))
    op.add_column("messages", sa.Column("recalled", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    _outbox()
    op.create_table(
        "arrivals",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("inbox_id", sa.String(length=40), nullable=False),
        sa.Column("ref", sa.String(length=200), nullable=False),
        sa.Column("sender_ref", sa.String(length=128), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("state in ('pending','done','failed')", name=op.f("ck_arrivals_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrivals")),
        sa.UniqueConstraint("inbox_id", "ref", name=op.f("uq_arrivals_inbox_id_ref")),
    )
    op.create_index("ix_arrivals_state_next_attempt_at", "arrivals", ["state", "next_attempt_at"], unique=False)
    op.create_index(
        "ix_arrivals_inbox_id_sender_ref_state", "arrivals", ["inbox_id", "sender_ref", "state"], unique=False
    )
    op.create_table(
        "quota_ledgers",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("ledger", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_quota_ledgers")),
    )
    op.create_table(
        "access_tokens",
        sa.Column("inbox_id", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fetching_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("inbox_id", name=op.f("pk_access_tokens")),
    )
    op.create_table(
        "kf_cursors",
        sa.Column("inbox_id", sa.String(length=40), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("bell_token", sa.Text(), nullable=False),
        sa.Column("rings", sa.Integer(), nullable=False),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("inbox_id", name=op.f("pk_kf_cursors")),
    )
    op.create_index(op.f("ix_kf_cursors_pending"), "kf_cursors", ["pending"], unique=False)
    op.create_table(
        "platform_sessions",
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("servicer", sa.String(length=64), nullable=True),
        sa.Column("code", sa.String(length=200), nullable=True),
        sa.Column("rejects", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_platform_sessions")),
    )


def _outbox() -> None:
    """More states, and who is sending: SQLite has to copy the table, for it cannot change a check."""
    naming = {"ck": "ck_%(table_name)s_%(constraint_name)s"}
    with op.batch_alter_table("outbox", copy_from=_outbox_before(), naming_convention=naming, recreate="auto") as batch:
        batch.drop_constraint(op.f("ck_outbox_state"), type_="check")
        batch.create_check_constraint(op.f("ck_outbox_state"), _STATES)
        batch.alter_column("state", existing_type=sa.String(length=8), type_=sa.String(length=10), nullable=False)
        batch.add_column(sa.Column("holder", sa.String(length=64), nullable=True))
        batch.add_column(sa.Column("held_until", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("parcel_id", sa.String(length=32), nullable=True))
        batch.add_column(sa.Column("parts_sent", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("reason", sa.Text(), nullable=True))
    op.create_index(op.f("ix_outbox_parcel_id"), "outbox", ["parcel_id"], unique=False)


def _outbox_before() -> sa.Table:
    return sa.Table(
        "outbox",
        sa.MetaData(),
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("state in ('pending','sent','failed')", name=op.f("ck_outbox_state")),
        sa.CheckConstraint("verdict in ('pass','warn','override')", name=op.f("ck_outbox_verdict")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_outbox_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_outbox")),
        sa.Index("ix_outbox_state_next_attempt_at", "state", "next_attempt_at"),
    )


def downgrade() -> None:
    raise RuntimeError("going back would drop what customers wrote on WeChat; restore a backup instead")
