"""The shop's tables for goods and offers: stock, whom to tell, repair centres, activities, coupons."""

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Integer, String, Table

from shop.columns import Instant, metadata

stock = Table(
    "stock",
    metadata,
    Column("product_id", ForeignKey("products.id"), primary_key=True),
    Column("quantity", Integer, nullable=False),
    Column("restock_on", Date),
)

stock_notices = Table(
    "stock_notices",
    metadata,
    Column("product_id", ForeignKey("products.id"), primary_key=True),
    Column("phone", String(11), primary_key=True),
    Column("created_at", Instant, nullable=False),
)

repair_centers = Table(
    "repair_centers",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("province", String(40), nullable=False),
    Column("city", String(40), nullable=False),
    Column("district", String(40), nullable=False),
    Column("address", String(200), nullable=False),
    Column("phone", String(20), nullable=False),
    Column("hours", String(60), nullable=False),
    Column("categories", JSON, nullable=False),
    Index("repair_centers_by_city", "city"),
)

promotions = Table(
    "promotions",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("title", String(80), nullable=False),
    Column("summary", String(300), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("products", JSON, nullable=False),
)

coupons = Table(
    "coupons",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("title", String(80), nullable=False),
    Column("threshold", Integer, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("scope", String(80), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("state", String(20), nullable=False),
    Index("coupons_by_account", "account_id"),
)
