"""What the shop sells and who is known to it: products with stock, repair centres, accounts, reviews."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True)
class Product:
    """One article of the catalogue; price in fen. `aliases` are the names customers use for it alone."""

    id: str
    name: str
    model: str
    category: str
    price: int
    warranty_months: int
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stock:
    product_id: str
    quantity: int
    restock_on: date | None


@dataclass(frozen=True)
class StockNotice:
    """Whom to tell when an article is back; one per product and phone."""

    product_id: str
    phone: str
    created_at: datetime


@dataclass(frozen=True)
class RepairCenter:
    name: str
    province: str
    city: str
    district: str
    address: str
    phone: str
    hours: str
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Account:
    """A customer's account with the shop; `level` is 普通会员, 银卡会员, 金卡会员 or 铂金会员."""

    id: str
    phone: str
    level: str
    growth: int
    points: int
    is_real_name_verified: bool
    is_locked: bool

    @property
    def is_vip(self) -> bool:
        return self.level in {"金卡会员", "铂金会员"}


class ReviewState(StrEnum):
    REVIEWING = "reviewing"
    PUBLISHED = "published"
    HIDDEN = "hidden"
    DELETED = "deleted"


@dataclass(frozen=True)
class Review:
    """What the customer wrote about an order's goods; `grade` 1–5."""

    order_number: str
    grade: int
    text: str
    state: ReviewState
    created_at: datetime
    changes: int
    hidden_reason: str | None = None
