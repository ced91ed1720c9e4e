"""The studio: examples, annotations with all their changes, leases, settings, and how far messages were gathered."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# The first column of each mark's queue.
_MARKS = {
    "not_understood": "said_at",
    "low_confidence": "confidence",
    "corrected": "said_at",
    "escalated": "said_at",
    "rated_low": "said_at",
    "false_alarm": "said_at",
}


def upgrade() -> None:
    _examples()
    _queues()
    _annotations()
    _beside()
    _reports()
    _exports()


def _examples() -> None:
    op.create_table(
        "examples",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("message_id", sa.String(length=40), nullable=True),
        sa.Column("conversation_id", sa.String(length=40), nullable=True),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("before_sender", sa.String(length=8), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("correction", sa.Text(), nullable=True),
        sa.Column("suggestion", sa.JSON(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("not_understood", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("low_confidence", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("corrected", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("escalated", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("rated_low", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("false_alarm", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("random_key", sa.Float(), nullable=False),
        sa.Column("group_key", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=10), server_default="open", nullable=False),
        sa.Column("answers_wanted", sa.Integer(), server_default="1", nullable=False),
        sa.Column("free_places", sa.Integer(), server_default="1", nullable=False),
        sa.Column("touched", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("disagreed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("group_answered", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source in ('message','import')", name=op.f("ck_examples_source")),
        sa.CheckConstraint("state in ('open','done','discarded')", name=op.f("ck_examples_state")),
        sa.CheckConstraint("answers_wanted >= 1", name=op.f("ck_examples_answers_wanted")),
        sa.CheckConstraint("free_places between 0 and answers_wanted", name=op.f("ck_examples_free_places")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_examples")),
        sa.UniqueConstraint("message_id", name=op.f("uq_examples_message_id")),
    )
    op.create_index(op.f("ix_examples_conversation_id"), "examples", ["conversation_id"], unique=False)
    op.create_index("ix_examples_group_key_state", "examples", ["group_key", "state"], unique=False)


def _queues() -> None:
    """An index for each queue, with just the examples that wait in it and all that is asked of them."""
    _index("queue_all", ["said_at", "id", "free_places"], "free_places > 0")
    _index("queue_random", ["random_key", "id", "free_places"], "free_places > 0")
    _index(
        "queue_useful",
        ["confidence", "id", "free_places", "group_answered"],
        "free_places > 0 and group_answered = {false}",
    )
    for mark, first in _MARKS.items():
        _index(f"queue_{mark}", [first, "id", "free_places", mark], f"free_places > 0 and {mark} = {{true}}")
    _index("group_waits", ["group_key", "confidence", "id"], "free_places > 0")
    _index("touched", ["id", "touched", "free_places", "group_answered", *_MARKS], "touched = {true}")
    _index("disagreed", ["id", "disagreed"], "disagreed = {true}")


def _index(name: str, columns: list[str], rows: str) -> None:
    op.create_index(
        f"ix_examples_{name}",
        "examples",
        columns,
        unique=False,
        sqlite_where=sa.text(rows.format(true="1", false="0")),
        postgresql_where=sa.text(rows.format(true="true", false="false")),
    )


def _annotations() -> None:
    op.create_table(
        "annotations",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("example_id", sa.String(length=40), nullable=False),
        sa.Column("annotator_id", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=True),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("intent", sa.String(length=64), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.String(length=40), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_comment", sa.Text(), nullable=True),
        sa.CheckConstraint("outcome in ('answer','skip','discard')", name=op.f("ck_annotations_outcome")),
        sa.CheckConstraint("status = 'draft' or outcome is not null", name=op.f("ck_annotations_finished")),
        sa.CheckConstraint("status in ('draft','submitted','approved','rejected')", name=op.f("ck_annotations_status")),
        sa.ForeignKeyConstraint(["annotator_id"], ["users.id"], name=op.f("fk_annotations_annotator_id")),
        sa.ForeignKeyConstraint(["example_id"], ["examples.id"], name=op.f("fk_annotations_example_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotations")),
        sa.UniqueConstraint("example_id", "annotator_id", name=op.f("uq_annotations_example_id_annotator_id")),
    )
    op.create_index(
        "ix_annotations_annotator_id_submitted_at", "annotations", ["annotator_id", "submitted_at"], unique=False
    )
    op.create_index(
        "ix_annotations_annotator_id_updated_at", "annotations", ["annotator_id", "updated_at"], unique=False
    )
    op.create_index("ix_annotations_intent_status", "annotations", ["intent", "status"], unique=False)
    op.create_index(
        "ix_annotations_status_submitted_at",
        "annotations",
        ["status", "submitted_at", "id", "annotator_id"],
        unique=False,
    )
    op.create_index(
        "ix_annotations_rejected",
        "annotations",
        ["annotator_id", "reviewed_at"],
        unique=False,
        sqlite_where=sa.text("status = 'rejected'"),
        postgresql_where=sa.text("status = 'rejected'"),
    )
    op.create_table(
        "annotation_changes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("annotation_id", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=True),
        sa.CheckConstraint("kind in ('done','undone','redone')", name=op.f("ck_annotation_changes_kind")),
        sa.ForeignKeyConstraint(
            ["annotation_id"], ["annotations.id"], name=op.f("fk_annotation_changes_annotation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotation_changes")),
        sa.UniqueConstraint("annotation_id", "revision", name=op.f("uq_annotation_changes_annotation_id_revision")),
    )
    op.create_index(op.f("ix_annotation_changes_batch"), "annotation_changes", ["batch"], unique=False)


def _beside() -> None:
    op.create_table(
        "example_leases",
        sa.Column("example_id", sa.String(length=40), nullable=False),
        sa.Column("annotator_id", sa.String(length=40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["example_id"], ["examples.id"], name=op.f("fk_example_leases_example_id")),
        sa.PrimaryKeyConstraint("example_id", "annotator_id", name=op.f("pk_example_leases")),
    )
    op.create_index(op.f("ix_example_leases_until"), "example_leases", ["until"], unique=False)
    op.create_table(
        "studio_settings",
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_studio_settings")),
    )
    op.create_table(
        "gathering_position",
        sa.Column("only", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("only", name=op.f("pk_gathering_position")),
    )


def _reports() -> None:
    op.create_table(
        "bot_mistakes",
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column("episode_id", sa.String(length=40), nullable=False),
        sa.Column("reported_by", sa.String(length=40), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_bot_mistakes_message_id")),
        sa.ForeignKeyConstraint(["episode_id"], ["episodes.id"], name=op.f("fk_bot_mistakes_episode_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_bot_mistakes")),
    )
    op.create_index(op.f("ix_bot_mistakes_episode_id"), "bot_mistakes", ["episode_id"], unique=False)
    op.create_table(
        "false_alarms",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("episode_id", sa.String(length=40), nullable=False),
        sa.Column("message_id", sa.String(length=40), nullable=True),
        sa.Column("contact_message_id", sa.String(length=40), nullable=True),
        sa.Column("rule", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("reported_by", sa.String(length=40), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["episode_id"], ["episodes.id"], name=op.f("fk_false_alarms_episode_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_false_alarms")),
    )
    op.create_index(op.f("ix_false_alarms_episode_id"), "false_alarms", ["episode_id"], unique=False)
    op.create_index(op.f("ix_false_alarms_contact_message_id"), "false_alarms", ["contact_message_id"], unique=False)


def _exports() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("commit_id", sa.String(length=64), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    op.create_table(
        "export_lines",
        sa.Column("annotation_id", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("export_id", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("file", sa.String(length=255), nullable=False),
        sa.CheckConstraint("outcome in ('written','standing')", name=op.f("ck_export_lines_outcome")),
        sa.ForeignKeyConstraint(["annotation_id"], ["annotations.id"], name=op.f("fk_export_lines_annotation_id")),
        sa.ForeignKeyConstraint(["export_id"], ["exports.id"], name=op.f("fk_export_lines_export_id")),
        sa.PrimaryKeyConstraint("annotation_id", "revision", name=op.f("pk_export_lines")),
    )
    op.create_index(op.f("ix_export_lines_export_id"), "export_lines", ["export_id"], unique=False)


def downgrade() -> None:
    raise RuntimeError("going back would drop what trainers have answered; restore a backup instead")
