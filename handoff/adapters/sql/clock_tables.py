"""What is due and what is promised."""

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from handoff.adapters.sql.columns import Instant, identifier, metadata

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
    identifier("episode_id", nullable=False, index=True),
    Column("name", String(24), nullable=False),
    Column("at", Instant, nullable=False),
    Column("detail", JSON(none_as_null=True), nullable=False),
)
promises = Table(
    "promises",
    metadata,
    identifier(primary_key=True),
    identifier("episode_id", nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("status", String(8), nullable=False),
    Column("closed_at", Instant),
    # `answer`: kept by the next answer; `contact`: kept when an agent is in touch again; `ticket`: when it is solved.
    Column("kind", String(8), nullable=False),
    identifier("ticket_id", index=True),
    CheckConstraint("status in ('made','kept','renewed','broken')", name="status"),
    Index("ix_promises_status_due_at", "status", "due_at"),
)
