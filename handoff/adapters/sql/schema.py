"""The tables of the truth. Migrations in `migrations/` build them; a test holds the two equal."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime on both databases; SQLite keeps no zone, so a naive value is refused before it is lost."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (theirs)
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _id(name: str = "id", **options: Any) -> Column[str]:
    return Column(name, String(40), **options)


users = Table(
    "users",
    metadata,
    _id(primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("display_name", String(64), nullable=False),
    Column("number", String(16), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("password_hash", String(255), nullable=False),
    Column("availability", String(16), nullable=False, default="offline"),
    Column("capacity", Integer, nullable=False, default=5),
    Column("last_seen_at", Instant),
    Column("created_at", Instant, nullable=False),
    CheckConstraint("capacity between 0 and 50", name="capacity"),
)
logins = Table(
    "logins",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    _id("user_id", nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("expires_at", Instant, nullable=False),
)
inboxes = Table(
    "inboxes",
    metadata,
    _id(primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("name", String(64), nullable=False),
)
contacts = Table(
    "contacts",
    metadata,
    _id(primary_key=True),
    Column("name", String(64)),
    Column("title", String(8)),
    Column("vip", Boolean, nullable=False, default=False),
    Column("created_at", Instant, nullable=False),
)
contact_identities = Table(
    "contact_identities",
    metadata,
    _id("inbox_id", primary_key=True),
    Column("external_ref", String(128), primary_key=True),
    _id("contact_id", nullable=False),
)
conversations = Table(
    "conversations",
    metadata,
    _id(primary_key=True),
    _id("inbox_id", nullable=False),
    _id("contact_id", nullable=False),
    Column("channel", String(16), nullable=False),
    Column("last_seq", Integer, nullable=False, default=0),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("inbox_id", "contact_id"),
)
episodes = Table(
    "episodes",
    metadata,
    _id(primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("status", String(16), nullable=False),
    Column("version", Integer, nullable=False, default=0),
    _id("assignee_id"),
    Column("reason", String(32)),
    Column("opened_at", Instant, nullable=False),
    Column("first_seq", Integer, nullable=False),
    Column("queued_at", Instant),
    Column("accepted_at", Instant),
    Column("resolved_at", Instant),
    _id("continues_id"),
    Column("complaint_step", String(16)),
    Column("packet", JSON(none_as_null=True)),
    Column("offer", JSON(none_as_null=True)),
    Column("declined", JSON(none_as_null=True), nullable=False),
    Column("result", Text),
    Column("lead_called", Boolean, nullable=False, default=False),
    _id("ends_with_message_id"),
    Column("unlined_seq", Integer),
    Column("unlined_at", Instant),
    Column("unanswered_seq", Integer),
    Column("unanswered_at", Instant),
    Column("promised_until", Instant),
    Column("renewals", Integer, nullable=False, default=0),
    Column("person_from", Integer),
    CheckConstraint("status in ('bot','queued','assigned','resolved')", name="status"),
    CheckConstraint("(status = 'assigned') = (assignee_id is not null) or status = 'resolved'", name="owner"),
    Index("ix_episodes_status_queued_at", "status", "queued_at"),
    Index("ix_episodes_assignee_id_status", "assignee_id", "status"),
)
# One open episode a conversation: two intakes at once cannot open two.
Index(
    "uq_episodes_one_open",
    episodes.c.conversation_id,
    unique=True,
    sqlite_where=episodes.c.status != "resolved",
    postgresql_where=episodes.c.status != "resolved",
)
stretches = Table(
    "stretches",
    metadata,
    _id(primary_key=True),
    Column("episode_id", ForeignKey("episodes.id"), nullable=False, index=True),
    _id("conversation_id", nullable=False, index=True),
    Column("served_by", String(8), nullable=False),
    _id("agent_id"),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("slots", JSON(none_as_null=True), nullable=False),
)
messages = Table(
    "messages",
    metadata,
    _id(primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("episode_id", ForeignKey("episodes.id"), nullable=False, index=True),
    _id("inbox_id", nullable=False),
    Column("message_ref", String(200), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("sender", String(8), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("client_id", String(64)),
    _id("agent_id"),
    Column("buttons", JSON(none_as_null=True), nullable=False),
    Column("answers_seq", Integer),
    Column("verdict", String(8)),
    Column("findings", JSON(none_as_null=True), nullable=False),
    Column("override_reason", Text),
    Column("parse", JSON(none_as_null=True)),
    UniqueConstraint("inbox_id", "message_ref"),
    UniqueConstraint("conversation_id", "seq"),
    CheckConstraint("sender = 'contact' or verdict is not null", name="outgoing_has_verdict"),
)
mailboxes = Table(
    "mailboxes",
    metadata,
    _id("conversation_id", primary_key=True),
    Column("done_seq", Integer, nullable=False, default=0),
    Column("pending", Boolean, nullable=False, default=False, index=True),
    Column("holder", String(64)),
    Column("held_until", Instant),
    Column("fence", Integer, nullable=False, default=0),
)
outbox = Table(
    "outbox",
    metadata,
    Column("message_id", ForeignKey("messages.id"), primary_key=True),
    _id("conversation_id", nullable=False),
    Column("channel", String(16), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("verdict", String(8), nullable=False),
    Column("state", String(8), nullable=False, default="pending"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_attempt_at", Instant, nullable=False),
    Column("error", Text),
    # Promise 4: a blocked line has no way out of the database; 'overridden' is an agent's recorded decision.
    CheckConstraint("verdict in ('pass','warn','override')", name="verdict"),
    CheckConstraint("state in ('pending','sent','failed')", name="state"),
    Index("ix_outbox_state_next_attempt_at", "state", "next_attempt_at"),
)
clocks = Table(
    "clocks",
    metadata,
    Column("episode_id", ForeignKey("episodes.id"), primary_key=True),
    Column("rung", String(16), primary_key=True),
    Column("anchor", String(24), primary_key=True),
    Column("due_at", Instant, nullable=False),
    Column("fired_at", Instant),
    Index("ix_clocks_fired_at_due_at", "fired_at", "due_at"),
)
clock_events = Table(
    "clock_events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    _id("episode_id", nullable=False, index=True),
    Column("name", String(24), nullable=False),
    Column("at", Instant, nullable=False),
    Column("detail", JSON(none_as_null=True), nullable=False),
)
promises = Table(
    "promises",
    metadata,
    _id(primary_key=True),
    _id("episode_id", nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("status", String(8), nullable=False),
    Column("closed_at", Instant),
    # `answer`: kept by the next answer; `contact`: kept when an agent is in touch again.
    Column("kind", String(8), nullable=False),
    CheckConstraint("status in ('made','kept','renewed','broken')", name="status"),
    Index("ix_promises_status_due_at", "status", "due_at"),
)
tickets = Table(
    "tickets",
    metadata,
    _id(primary_key=True),
    Column("number", String(16), nullable=False, unique=True),
    Column("episode_id", ForeignKey("episodes.id"), nullable=False, index=True),
    _id("conversation_id", nullable=False, index=True),
    Column("opened_at", Instant, nullable=False),
    Column("status", String(8), nullable=False),
    Column("category", String(8), nullable=False),
    Column("demand", Text, nullable=False),
    Column("scene", Text, nullable=False),
    Column("contact_name", String(64), nullable=False),
    Column("contact_ref", String(128), nullable=False),
    Column("priority", String(8), nullable=False),
    Column("department", String(32), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("title", String(8)),
    Column("convenient_time", String(64)),
    Column("order_number", String(32)),
    Column("product", String(128)),
    Column("promise", Text),
    Column("handling", Text),
    Column("result", Text),
    Column("satisfaction", String(16)),
    CheckConstraint("status in ('open','pending','solved','closed')", name="status"),
)
feed_position = Table(
    "feed_position",
    metadata,
    Column("only", Integer, primary_key=True),
    Column("position", Integer, nullable=False),
)
feed_events = Table(
    "feed_events",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", String(32), nullable=False),
    Column("audience", String(8), nullable=False),
    _id("conversation_id"),
    _id("episode_id"),
    _id("user_id"),
    Column("data", JSON(none_as_null=True), nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("audience in ('desk','lead','contact','user')", name="audience"),
    Index("ix_feed_events_conversation_id_position", "conversation_id", "position"),
)
read_marks = Table(
    "read_marks",
    metadata,
    _id("user_id", primary_key=True),
    _id("episode_id", primary_key=True),
    Column("read_count", Integer, nullable=False),
)
activities = Table(
    "activities",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("name", String(48), nullable=False),
    _id("episode_id", index=True),
    Column("detail", JSON(none_as_null=True), nullable=False),
)
counters = Table(
    "counters",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Integer, nullable=False),
)
