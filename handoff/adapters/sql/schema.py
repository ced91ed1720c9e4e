"""The tables of the truth. Migrations in `migrations/` build them; a test holds the two equal."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

# Imported so that whoever knows these tables knows all of them.
from handoff.adapters.sql.channel_tables import (
    access_tokens,
    arrivals,
    inboxes,
    kf_cursors,
    platform_sessions,
    quota_ledgers,
)
from handoff.adapters.sql.clock_tables import clock_events, clocks, promises
from handoff.adapters.sql.columns import Instant, identifier, metadata
from handoff.adapters.sql.desk_tables import notes, ratings, ticket_entries, tickets
from handoff.adapters.sql.studio_tables import annotation_changes, annotations, example_leases, examples

__all__ = [
    "access_tokens",
    "annotation_changes",
    "annotations",
    "arrivals",
    "clock_events",
    "clocks",
    "example_leases",
    "examples",
    "inboxes",
    "kf_cursors",
    "notes",
    "platform_sessions",
    "promises",
    "quota_ledgers",
    "ratings",
    "ticket_entries",
    "tickets",
]

users = Table(
    "users",
    metadata,
    identifier(primary_key=True),
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
    identifier("user_id", nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("expires_at", Instant, nullable=False),
)
contacts = Table(
    "contacts",
    metadata,
    identifier(primary_key=True),
    Column("name", String(64)),
    Column("title", String(8)),
    Column("vip", Boolean, nullable=False, default=False),
    Column("created_at", Instant, nullable=False),
)
contact_identities = Table(
    "contact_identities",
    metadata,
    identifier("inbox_id", primary_key=True),
    Column("external_ref", String(128), primary_key=True),
    identifier("contact_id", nullable=False),
    # What the customer calls themselves on the platform; shown at the desk, never said to them.
    Column("nickname", String(64)),
)
conversations = Table(
    "conversations",
    metadata,
    identifier(primary_key=True),
    identifier("inbox_id", nullable=False),
    identifier("contact_id", nullable=False),
    Column("channel", String(16), nullable=False),
    Column("last_seq", Integer, nullable=False, default=0),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("inbox_id", "contact_id"),
)
episodes = Table(
    "episodes",
    metadata,
    identifier(primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("status", String(16), nullable=False),
    Column("version", Integer, nullable=False, default=0),
    identifier("assignee_id"),
    Column("reason", String(32)),
    Column("opened_at", Instant, nullable=False),
    Column("first_seq", Integer, nullable=False),
    Column("queued_at", Instant),
    Column("accepted_at", Instant),
    Column("resolved_at", Instant),
    identifier("continues_id"),
    Column("complaint_step", String(16)),
    Column("packet", JSON(none_as_null=True)),
    Column("offer", JSON(none_as_null=True)),
    Column("declined", JSON(none_as_null=True), nullable=False),
    Column("result", Text),
    Column("lead_called", Boolean, nullable=False, default=False),
    identifier("ends_with_message_id"),
    # The ticket from which an agent wrote to the customer.
    identifier("ticket_id"),
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
    identifier(primary_key=True),
    Column("episode_id", ForeignKey("episodes.id"), nullable=False, index=True),
    identifier("conversation_id", nullable=False, index=True),
    Column("served_by", String(8), nullable=False),
    identifier("agent_id"),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("slots", JSON(none_as_null=True), nullable=False),
)
messages = Table(
    "messages",
    metadata,
    identifier(primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("episode_id", ForeignKey("episodes.id"), nullable=False, index=True),
    identifier("inbox_id", nullable=False),
    Column("message_ref", String(200), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("sender", String(8), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("client_id", String(64)),
    identifier("agent_id"),
    Column("buttons", JSON(none_as_null=True), nullable=False),
    Column("answers_seq", Integer),
    Column("verdict", String(8)),
    Column("findings", JSON(none_as_null=True), nullable=False),
    Column("override_reason", Text),
    Column("parse", JSON(none_as_null=True)),
    # What the line shows, in the order sent; the rows these name are in `attachments`.
    Column("attachments", JSON(none_as_null=True), nullable=False, server_default=text("'[]'")),
    Column("card", JSON(none_as_null=True)),
    # The knowledge entry it was answered from, with the entry's question as it was then.
    Column("source", JSON(none_as_null=True)),
    # The customer took it back on the platform; what was said stays known.
    Column("recalled", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("inbox_id", "message_ref"),
    UniqueConstraint("conversation_id", "seq"),
    CheckConstraint("sender = 'contact' or verdict is not null", name="outgoing_has_verdict"),
)
attachments = Table(
    "attachments",
    metadata,
    identifier(primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    # "contact", or the id of the user who sent it.
    identifier("uploaded_by", nullable=False),
    Column("media_type", String(32), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    # Where the file lies under VAR_DIR/attachments; two rows may share one file.
    Column("sha256", String(64), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    # The line that carries it; null while it has only been uploaded.
    identifier("message_id", index=True),
    # Of a file that is no image; width and height are 0 then.
    Column("name", String(128)),
    CheckConstraint("length(sha256) = 64", name="sha256"),
)
mailboxes = Table(
    "mailboxes",
    metadata,
    identifier("conversation_id", primary_key=True),
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
    identifier("conversation_id", nullable=False),
    Column("channel", String(16), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("verdict", String(8), nullable=False),
    Column("state", String(10), nullable=False, default="pending"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_attempt_at", Instant, nullable=False),
    Column("error", Text),
    # Who is sending it, and until when nobody else may: a send to a platform cannot be taken back.
    Column("holder", String(64)),
    Column("held_until", Instant),
    # Lines that went out as one carry the id of the same parcel, which the platform knows them by.
    Column("parcel_id", String(32), index=True),
    # A long line, or one with images, goes out in several parcels: how many of them have.
    Column("parts_sent", Integer, nullable=False, server_default="0"),
    # For the desk: why it has not arrived, or may not have.
    Column("reason", Text),
    # Promise 4: a blocked line has no way out of the database; 'overridden' is an agent's recorded decision.
    CheckConstraint("verdict in ('pass','warn','override')", name="verdict"),
    CheckConstraint("state in ('pending','sending','sent','parked','failed','unknown','withdrawn')", name="state"),
    Index("ix_outbox_state_next_attempt_at", "state", "next_attempt_at"),
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
    identifier("conversation_id"),
    identifier("episode_id"),
    identifier("user_id"),
    Column("data", JSON(none_as_null=True), nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("audience in ('desk','lead','contact','user')", name="audience"),
    Index("ix_feed_events_conversation_id_position", "conversation_id", "position"),
)
read_marks = Table(
    "read_marks",
    metadata,
    identifier("user_id", primary_key=True),
    identifier("episode_id", primary_key=True),
    Column("read_count", Integer, nullable=False),
)
activities = Table(
    "activities",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("name", String(48), nullable=False),
    identifier("episode_id", index=True),
    Column("detail", JSON(none_as_null=True), nullable=False),
)
counters = Table(
    "counters",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Integer, nullable=False),
)
