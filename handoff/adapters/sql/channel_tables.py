"""The tables of the platforms' side: what arrived, what may still be sent, tokens, cursors, sessions."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from handoff.adapters.sql.columns import Instant, identifier, metadata

inboxes = Table(
    "inboxes",
    metadata,
    identifier(primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("name", String(64), nullable=False),
    Column("enabled", Boolean, nullable=False, server_default=text("true")),
    Column("account", JSON(none_as_null=True)),
    # Token, AES key and secret, encrypted with a key derived from SECRET_KEY.
    Column("sealed", Text),
    # What the platform refuses of this set-up: code, text, at.
    Column("trouble", JSON(none_as_null=True)),
    Column("created_at", Instant),
    Column("account_since", Instant),
    Column("version", Integer, nullable=False, server_default="0"),
)
arrivals = Table(
    "arrivals",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    identifier("inbox_id", nullable=False),
    Column("ref", String(200), nullable=False),
    Column("sender_ref", String(128), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("payload", JSON(none_as_null=True), nullable=False),
    Column("state", String(8), nullable=False, default="pending"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_attempt_at", Instant, nullable=False),
    Column("holder", String(64)),
    Column("held_until", Instant),
    Column("error", Text),
    # The platform's repeats, on whichever process they land, meet this.
    UniqueConstraint("inbox_id", "ref"),
    CheckConstraint("state in ('pending','done','failed')", name="state"),
    Index("ix_arrivals_state_next_attempt_at", "state", "next_attempt_at"),
    Index("ix_arrivals_inbox_id_sender_ref_state", "inbox_id", "sender_ref", "state"),
)
quota_ledgers = Table(
    "quota_ledgers",
    metadata,
    identifier("conversation_id", primary_key=True),
    Column("ledger", JSON(none_as_null=True), nullable=False),
)
access_tokens = Table(
    "access_tokens",
    metadata,
    identifier("inbox_id", primary_key=True),
    Column("sealed", Text),
    # Compared with before a refused token is forgotten, so that nobody forgets a newer one.
    Column("token_hash", String(64)),
    Column("expires_at", Instant),
    Column("fetching_until", Instant),
)
kf_cursors = Table(
    "kf_cursors",
    metadata,
    identifier("inbox_id", primary_key=True),
    Column("cursor", Text, nullable=False, default=""),
    Column("bell_token", Text, nullable=False, default=""),
    # How often the bell rang: a ring while somebody reads must not be taken for the one that is being answered.
    Column("rings", Integer, nullable=False, default=0),
    Column("pending", Boolean, nullable=False, default=False, index=True),
    Column("next_attempt_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("holder", String(64)),
    Column("held_until", Instant),
    Column("fence", Integer, nullable=False, default=0),
)
platform_sessions = Table(
    "platform_sessions",
    metadata,
    identifier("conversation_id", primary_key=True),
    # 微信客服: 0 new, 1 bot, 2 queueing, 3 a person in the WeCom client, 4 ended.
    Column("state", Integer, nullable=False, default=0),
    Column("servicer", String(64)),
    Column("code", String(200)),
    # The customer switched our messages off, or unsubscribed.
    Column("rejects", Boolean, nullable=False, default=False),
    Column("changed_at", Instant, nullable=False),
)
