"""The shop's tables for everything after the sale: service orders, appointments, invoices, money back, reviews."""

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Integer, String, Table, Time

from shop.columns import Instant, metadata

service_orders = Table(
    "service_orders",
    metadata,
    Column("number", String(13), primary_key=True),
    Column("order_number", ForeignKey("orders.number"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    # Where the order stood before, to go back there if the customer changes their mind.
    Column("order_state_before", String(20), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("note", String(500), nullable=False),
    Column("photos", JSON, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("remedy", String(20)),
    Column("slot_day", Date),
    Column("slot_start", Time),
    Column("slot_end", Time),
    Column("return_carrier", String(40)),
    Column("return_tracking_number", String(40)),
    Column("pickup_day", Date),
    Column("pickup_start", Time),
    Column("pickup_end", Time),
    Column("amount", Integer),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("technician", String(40)),
    Column("done_record", String(200)),
    Column("reject_reason", String(120)),
    Index("service_orders_by_order", "order_number"),
)

# One row per place of a slot: the primary key is what keeps two customers from getting the last one.
bookings = Table(
    "bookings",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("city", String(40), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("start", Time, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    # The order or service order that has it.
    Column("holder", String(16), nullable=False),
    Index("bookings_by_holder", "holder"),
)

invoices = Table(
    "invoices",
    metadata,
    Column("order_number", ForeignKey("orders.number"), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("title", String(100), nullable=False),
    Column("tax_number", String(20)),
    Column("email", String(120), nullable=False),
    Column("amount", Integer, nullable=False),
    Column("requested_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("issued_at", Instant),
    Column("download_url", String(200)),
    Column("changes", Integer, nullable=False),
)

protections = Table(
    "price_protections",
    metadata,
    Column("number", String(16), primary_key=True),
    Column("order_number", ForeignKey("orders.number"), nullable=False, unique=True),
    Column("paid_price", Integer, nullable=False),
    Column("price_now", Integer, nullable=False),
    Column("difference", Integer, nullable=False),
    Column("applied_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("paid_at", Instant),
)

reviews = Table(
    "reviews",
    metadata,
    Column("order_number", ForeignKey("orders.number"), primary_key=True),
    Column("grade", Integer, nullable=False),
    Column("text", String(500), nullable=False),
    Column("state", String(20), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changes", Integer, nullable=False),
    Column("hidden_reason", String(120)),
)
