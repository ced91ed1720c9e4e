"""The shop's tables. Instants are stored as UTC, money as fen."""

from datetime import UTC, datetime

from sqlalchemy import Boolean, Column, DateTime, Dialect, ForeignKey, Index, Integer, MetaData, String, Table
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware instant: SQLite forgets the zone, so it is taken off before and put back after."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy calls it so
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy calls it so
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData()

products = Table(
    "products",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("model", String(40), nullable=False),
    Column("category", String(40), nullable=False),
    Column("price", Integer, nullable=False),
    Column("warranty_months", Integer, nullable=False),
)

orders = Table(
    "orders",
    metadata,
    Column("number", String(12), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("recipient", String(40), nullable=False),
    Column("title", String(8), nullable=False),
    Column("phone", String(11), nullable=False),
    Column("province", String(40), nullable=False),
    Column("city", String(40), nullable=False),
    Column("district", String(40), nullable=False),
    Column("detail", String(200), nullable=False),
    Column("total", Integer, nullable=False),
    Column("placed_at", Instant, nullable=False),
    Column("pay_by", Instant),
    Column("paid_at", Instant),
    Column("dispatch_by", Instant),
    Column("dispatched_at", Instant),
    Column("signed_at", Instant),
    Column("completed_at", Instant),
    Column("cancelled_at", Instant),
    Column("cancel_reason", String(80)),
    Column("carrier", String(20)),
    Column("tracking_number", String(30)),
    Column("arrives_by", Instant),
)

order_lines = Table(
    "order_lines",
    metadata,
    Column("order_number", ForeignKey("orders.number"), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("product_id", ForeignKey("products.id"), nullable=False),
    Column("quantity", Integer, nullable=False),
)

logistics_events = Table(
    "logistics_events",
    metadata,
    Column("order_number", ForeignKey("orders.number"), primary_key=True),
    Column("step", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("text", String(200), nullable=False),
)

refunds = Table(
    "refunds",
    metadata,
    Column("number", String(16), primary_key=True),
    Column("order_number", ForeignKey("orders.number"), nullable=False, unique=True),
    Column("state", String(20), nullable=False),
    Column("amount", Integer, nullable=False),
    Column("bank", String(40), nullable=False),
    Column("account_tail", String(4), nullable=False),
    Column("requested_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("sent_at", Instant),
    Column("paid_at", Instant),
    Column("decided_at", Instant),
    Column("reject_reason", String(80)),
)

# What a customer's message has already done; the primary key is what makes a repeat harmless.
effects = Table(
    "effects",
    metadata,
    Column("message_id", String(64), primary_key=True),
    Column("action", String(40), primary_key=True),
    Column("order_number", ForeignKey("orders.number"), nullable=False),
    Column("done_at", Instant, nullable=False),
)

attempts = Table(
    "verification_attempts",
    metadata,
    Column("message_id", String(64), primary_key=True),
    Column("order_number", String(12), primary_key=True),
    Column("contact_id", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("passed", Boolean, nullable=False),
    Index("attempts_by_order", "order_number", "at"),
    Index("attempts_by_contact", "contact_id", "at"),
)
