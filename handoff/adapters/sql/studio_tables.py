"""The tables of the studio: examples, who answers them how, every change of an answer, and who is at which example."""

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    false,
    literal_column,
    text,
    true,
)

from handoff.adapters.sql.columns import Instant, identifier, metadata

MARKS = ("not_understood", "low_confidence", "corrected", "escalated", "rated_low", "false_alarm")


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=text("false"))


examples = Table(
    "examples",
    metadata,
    identifier(primary_key=True),
    Column("source", String(8), nullable=False),
    identifier("message_id", unique=True),
    identifier("conversation_id", index=True),
    Column("channel", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("before", Text),
    Column("before_sender", String(8)),
    Column("said_at", Instant, nullable=False),
    Column("correction", Text),
    Column("suggestion", JSON(none_as_null=True)),
    Column("confidence", Float),
    *(_flag(mark) for mark in MARKS),
    Column("random_key", Float, nullable=False),
    Column("group_key", String(32), nullable=False),
    Column("state", String(10), nullable=False, server_default="open"),
    Column("answers_wanted", Integer, nullable=False, server_default="1"),
    # What the annotations come to (domain.studio.example.standing), kept here so that no queue has to count them.
    Column("free_places", Integer, nullable=False, server_default="1"),
    _flag("touched"),
    _flag("disagreed"),
    # A near-duplicate of it, or itself, has been answered.
    _flag("group_answered"),
    Column("created_at", Instant, nullable=False),
    CheckConstraint("source in ('message','import')", name="source"),
    CheckConstraint("state in ('open','done','discarded')", name="state"),
    CheckConstraint("answers_wanted >= 1", name="answers_wanted"),
    CheckConstraint("free_places between 0 and answers_wanted", name="free_places"),
)
# Written out, not bound: a planner takes a partial index only for a condition that it can read.
waiting = examples.c.free_places > literal_column("0")
group_waits = and_(waiting, examples.c.group_answered == false())
is_touched = examples.c.touched == true()
is_disagreed = examples.c.disagreed == true()


def marked(mark: str) -> ColumnElement[bool]:
    return and_(waiting, examples.c[mark] == true())


def _queue_index(name: str, rows: ColumnElement[bool], first: Column[Any], *also: Column[Any]) -> None:
    """With just these rows, in this order, and with all that their condition reads: next and count read nothing else.

    SQLite has no figures of its indexes; that this one covers the question is why it is taken.
    """
    columns = (first, examples.c.id, examples.c.free_places, *also)
    Index(f"ix_examples_queue_{name}", *columns, sqlite_where=rows, postgresql_where=rows)


_queue_index("useful", group_waits, examples.c.confidence, examples.c.group_answered)
_queue_index("random", waiting, examples.c.random_key)
_queue_index("all", waiting, examples.c.said_at)
for _mark in MARKS:
    _first = examples.c.confidence if _mark == "low_confidence" else examples.c.said_at
    _queue_index(_mark, marked(_mark), _first, examples.c[_mark])
Index("ix_examples_group_key_state", examples.c.group_key, examples.c.state)
Index(
    "ix_examples_group_waits",
    examples.c.group_key,
    examples.c.confidence,
    examples.c.id,
    sqlite_where=waiting,
    postgresql_where=waiting,
)
Index(
    "ix_examples_touched",
    examples.c.id,
    *(examples.c[name] for name in ("touched", "free_places", "group_answered", *MARKS)),
    sqlite_where=is_touched,
    postgresql_where=is_touched,
)
Index(
    "ix_examples_disagreed",
    examples.c.id,
    examples.c.disagreed,
    sqlite_where=is_disagreed,
    postgresql_where=is_disagreed,
)

annotations = Table(
    "annotations",
    metadata,
    # Made by the page, so that a save that is repeated is the same save.
    identifier(primary_key=True),
    Column("example_id", ForeignKey("examples.id"), nullable=False),
    Column("annotator_id", ForeignKey("users.id"), nullable=False),
    Column("status", String(10), nullable=False),
    Column("outcome", String(8)),
    Column("answer", JSON(none_as_null=True), nullable=False),
    # The answer's intent once more, for counting.
    Column("intent", String(64)),
    Column("comment", Text, nullable=False),
    Column("blind", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("seconds", Float),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("submitted_at", Instant),
    identifier("reviewed_by"),
    Column("reviewed_at", Instant),
    Column("review_comment", Text),
    UniqueConstraint("example_id", "annotator_id"),
    CheckConstraint("status in ('draft','submitted','approved','rejected')", name="status"),
    CheckConstraint("outcome in ('answer','skip','discard')", name="outcome"),
    CheckConstraint("status = 'draft' or outcome is not null", name="finished"),
    Index("ix_annotations_annotator_id_updated_at", "annotator_id", "updated_at"),
    Index("ix_annotations_annotator_id_submitted_at", "annotator_id", "submitted_at"),
    Index("ix_annotations_intent_status", "intent", "status"),
    Index("ix_annotations_status_submitted_at", "status", "submitted_at", "id", "annotator_id"),
)
is_rejected = annotations.c.status == literal_column("'rejected'")
Index(
    "ix_annotations_rejected",
    annotations.c.annotator_id,
    annotations.c.reviewed_at,
    sqlite_where=is_rejected,
    postgresql_where=is_rejected,
)
annotation_changes = Table(
    "annotation_changes",
    metadata,
    # Made by the page: the same change once more is found by it.
    identifier(primary_key=True),
    Column("annotation_id", ForeignKey("annotations.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("before", JSON(none_as_null=True), nullable=False),
    Column("after", JSON(none_as_null=True), nullable=False),
    Column("at", Instant, nullable=False),
    identifier("by", nullable=False),
    Column("kind", String(8), nullable=False),
    # The change of many examples at once that it is a part of.
    identifier("batch", index=True),
    UniqueConstraint("annotation_id", "revision"),
    CheckConstraint("kind in ('done','undone','redone')", name="kind"),
)
example_leases = Table(
    "example_leases",
    metadata,
    Column("example_id", ForeignKey("examples.id"), primary_key=True),
    identifier("annotator_id", primary_key=True),
    Column("until", Instant, nullable=False, index=True),
)
studio_settings = Table(
    "studio_settings",
    metadata,
    identifier("user_id", primary_key=True),
    Column("blind", Boolean, nullable=False),
    Column("keys", JSON(none_as_null=True), nullable=False),
)
# One row once something was gathered: up to which position of the feed, which follows the order of commits.
gathering_position = Table(
    "gathering_position",
    metadata,
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, nullable=False),
)
# A line of the bot that an agent called wrong; the row goes when they take it back.
bot_mistakes = Table(
    "bot_mistakes",
    metadata,
    Column("message_id", ForeignKey("messages.id"), primary_key=True),
    Column("episode_id", ForeignKey("episodes.id"), nullable=False, index=True),
    identifier("reported_by", nullable=False),
    Column("reported_at", Instant, nullable=False),
)
# A finding of the register that an agent called no fault; `text` is masked, and `start` and `end` are of it.
false_alarms = Table(
    "false_alarms",
    metadata,
    # Made of what is reported, so that the same report once more is known.
    identifier(primary_key=True),
    Column("episode_id", ForeignKey("episodes.id"), nullable=False, index=True),
    # The line of ours it was found in; null: it was being written.
    identifier("message_id"),
    # The customer's line it answers: its example is in the queue.
    identifier("contact_message_id", index=True),
    Column("rule", String(8), nullable=False),
    Column("text", Text, nullable=False),
    # Null: what was found is masked, and nothing of it is left to point at.
    Column("start", Integer),
    Column("end", Integer),
    identifier("reported_by", nullable=False),
    Column("reported_at", Instant, nullable=False),
)
# What was written into the training data at once; `commit_id` is null where the data lies in no repository.
exports = Table(
    "exports",
    metadata,
    identifier(primary_key=True),
    Column("at", Instant, nullable=False),
    identifier("by", nullable=False),
    Column("message", Text, nullable=False),
    Column("commit_id", String(64)),
    Column("files", JSON(none_as_null=True), nullable=False),
)
# An answer as it was approved (`revision`) is through with: written, or standing in the data already.
export_lines = Table(
    "export_lines",
    metadata,
    Column("annotation_id", ForeignKey("annotations.id"), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("export_id", ForeignKey("exports.id"), nullable=False, index=True),
    Column("outcome", String(8), nullable=False),
    Column("file", String(255), nullable=False),
    CheckConstraint("outcome in ('written','standing')", name="outcome"),
)
