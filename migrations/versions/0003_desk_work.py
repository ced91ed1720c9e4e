"""Tickets that are worked at the desk, ratings, and notes among colleagues."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Every ticket of the first release was opened by bringing in a person.
    op.add_column("tickets", sa.Column("kind", sa.String(length=12), nullable=False, server_default="handoff"))
    op.add_column("tickets", sa.Column("assignee_id", sa.String(length=40), nullable=True))
    op.add_column("tickets", sa.Column("contact_phone", sa.String(length=32), nullable=True))
    op.add_column("tickets", sa.Column("service_number", sa.String(length=40), nullable=True))
    op.add_column("tickets", sa.Column("photos", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
    op.add_column("tickets", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("tickets", sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("tickets", sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("tickets", sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_tickets_status_due_at", "tickets", ["status", "due_at"], unique=False)
    op.create_index(op.f("ix_tickets_remind_at"), "tickets", ["remind_at"], unique=False)
    op.add_column("promises", sa.Column("ticket_id", sa.String(length=40), nullable=True))
    op.create_index(op.f("ix_promises_ticket_id"), "promises", ["ticket_id"], unique=False)
    op.add_column("episodes", sa.Column("ticket_id", sa.String(length=40), nullable=True))
    op.create_table(
        "ticket_entries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("ticket_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_entries_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_entries")),
    )
    op.create_index(op.f("ix_ticket_entries_ticket_id"), "ticket_entries", ["ticket_id"], unique=False)
    op.create_table(
        "ratings",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("episode_id", sa.String(length=40), nullable=False),
        sa.Column("stretch_id", sa.String(length=40), nullable=False),
        sa.Column("served_by", sa.String(length=8), nullable=False),
        sa.Column("agent_id", sa.String(length=40), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(grade is null) = skipped", name=op.f("ck_ratings_skipped")),
        sa.CheckConstraint("grade between 1 and 5", name=op.f("ck_ratings_grade")),
        sa.ForeignKeyConstraint(["episode_id"], ["episodes.id"], name=op.f("fk_ratings_episode_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
        sa.UniqueConstraint("episode_id", name=op.f("uq_ratings_episode_id")),
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("episode_id", sa.String(length=40), nullable=False),
        sa.Column("agent_id", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["episode_id"], ["episodes.id"], name=op.f("fk_notes_episode_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
        sa.UniqueConstraint("agent_id", "client_id", name=op.f("uq_notes_agent_id_client_id")),
    )
    op.create_index(op.f("ix_notes_conversation_id"), "notes", ["conversation_id"], unique=False)


def downgrade() -> None:
    for table in ("notes", "ratings", "ticket_entries"):
        op.drop_table(table)
    op.drop_column("episodes", "ticket_id")
    op.drop_index(op.f("ix_promises_ticket_id"), "promises")
    op.drop_column("promises", "ticket_id")
    op.drop_index(op.f("ix_tickets_remind_at"), "tickets")
    op.drop_index("ix_tickets_status_due_at", "tickets")
    for column in ("remind_at", "solved_at", "updated_at", "version", "photos"):
        op.drop_column("tickets", column)
    for column in ("service_number", "contact_phone", "assignee_id", "kind"):
        op.drop_column("tickets", column)
