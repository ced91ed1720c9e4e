"""Payments, invoices, price protection, promotions and coupons. Money in fen, instants UTC."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PaymentState(StrEnum):
    PAID = "paid"
    FAILED = "failed"
    # Charged a second time for the same order: money that a person must send back.
    DUPLICATE = "duplicate"


@dataclass(frozen=True)
class Payment:
    """One attempt to pay; `reason` tells why it failed, in words for the customer."""

    at: datetime
    method: str
    amount: int
    state: PaymentState
    reason: str | None = None


class InvoiceKind(StrEnum):
    ELECTRONIC = "electronic"
    SPECIAL = "special"

    @property
    def in_chinese(self) -> str:
        return {"electronic": "电子普通发票", "special": "增值税专用发票"}[self.value]


class InvoiceState(StrEnum):
    REQUESTED = "requested"
    ISSUED = "issued"
    REISSUING = "reissuing"


@dataclass(frozen=True)
class InvoiceRequest:
    """`tax_number` is required for a company's title and always for a special invoice."""

    kind: InvoiceKind
    title: str
    tax_number: str | None
    email: str


@dataclass(frozen=True)
class Invoice:
    """The invoice of an order; `download_url` is there once it is issued."""

    order_number: str
    kind: InvoiceKind
    state: InvoiceState
    title: str
    tax_number: str | None
    email: str
    amount: int
    requested_at: datetime
    due_at: datetime | None
    issued_at: datetime | None
    download_url: str | None
    changes: int = 0


@dataclass(frozen=True)
class PriceProtection:
    """Money given back because the price fell; `difference` is for the whole quantity."""

    number: str
    order_number: str
    paid_price: int
    price_now: int
    difference: int
    applied_at: datetime
    due_at: datetime | None
    paid_at: datetime | None


@dataclass(frozen=True)
class Promotion:
    """An activity of the shop; no products means all of them."""

    id: str
    title: str
    summary: str
    starts_at: datetime
    ends_at: datetime
    products: tuple[str, ...]


class CouponState(StrEnum):
    USABLE = "usable"
    USED = "used"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Coupon:
    """`amount` off from `threshold` on; `scope` in words."""

    id: str
    account_id: str
    title: str
    threshold: int
    amount: int
    scope: str
    expires_at: datetime
    state: CouponState
