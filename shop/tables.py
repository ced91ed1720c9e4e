"""The shop's tables for orders, what was paid and moved, and who asked; instants as naive UTC, money as fen."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Time

from shop.columns import Instant, metadata

# Told apart by `shop.seed`: a demo shop of another version is rebuilt, not migrated. Count it up with every change.
SCHEMA_VERSION = 2

schema_version = Table("schema_version", metadata, Column("version", Integer, primary_key=True, autoincrement=False))

products = Table(
    "products",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("model", String(40), nullable=False),
    Column("category", String(40), nullable=False),
    Column("price", Integer, nullable=False),
    Column("warranty_months", Integer, nullable=False),
    # Separated by line feeds.
    Column("aliases", String(400), nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("phone", String(11), nullable=False, unique=True),
    Column("level", String(10), nullable=False),
    Column("growth", Integer, nullable=False),
    Column("points", Integer, nullable=False),
    Column("is_real_name_verified", Boolean, nullable=False),
    Column("is_locked", Boolean, nullable=False),
)

orders = Table(
    "orders",
    metadata,
    Column("number", String(12), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("recipient", String(40), nullable=False),
    Column("title", String(8), nullable=False),
    Column("phone", String(11), nullable=False),
    Column("province", String(40), nullable=False),
    Column("city", String(40), nullable=False),
    Column("district", String(40), nullable=False),
    Column("detail", String(200), nullable=False),
    Column("note", String(200), nullable=False),
    Column("is_hidden", Boolean, nullable=False),
    Column("total", Integer, nullable=False),
    # Where it was paid from, so that money can go back there.
    Column("bank", String(40), nullable=False),
    Column("account_tail", String(4), nullable=False),
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
    Column("courier_name", String(40)),
    Column("courier_phone", String(20)),
    Column("hurried_at", Instant),
    Column("delivery_day", Date),
    Column("delivery_start", Time),
    Column("delivery_end", Time),
    Index("orders_by_phone", "phone"),
)

order_lines = Table(
    "order_lines",
    metadata,
    Column("order_number", ForeignKey("orders.number"), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("product_id", ForeignKey("products.id"), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("price", Integer, nullable=False),
)

payments = Table(
    "payments",
    metadata,
    Column("order_number", ForeignKey("orders.number"), primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("method", String(40), nullable=False),
    Column("amount", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", String(120)),
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
    Column("action", String(64), primary_key=True),
    # Empty where it was about no order.
    Column("order_number", String(12), nullable=False),
    # The number of what it made, to give the same answer again.
    Column("result", String(40), nullable=False, server_default=""),
    Column("done_at", Instant, nullable=False),
    Index("effects_by_order", "order_number"),
)

attempts = Table(
    "verification_attempts",
    metadata,
    Column("message_id", String(64), primary_key=True),
    # Or the phone number that a person claims to have ordered with.
    Column("order_number", String(12), primary_key=True),
    Column("contact_id", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("passed", Boolean, nullable=False),
    Index("attempts_by_order", "order_number", "at"),
    Index("attempts_by_contact", "contact_id", "at"),
)
