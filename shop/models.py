"""What the shop knows, as typed values: orders with their parcel and refund, products, addresses. Instants are UTC."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class OrderState(StrEnum):
    """States an order passes through; the values are what is stored."""

    PENDING_PAYMENT = "pending_payment"
    TO_DISPATCH = "to_dispatch"
    DISPATCHED = "dispatched"
    IN_TRANSIT = "in_transit"
    DELIVERING = "delivering"
    SIGNED = "signed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    REFUNDING = "refunding"
    REFUNDED = "refunded"

    @property
    def in_chinese(self) -> str:
        return _STATE_NAMES[self]


_STATE_NAMES = {
    OrderState.PENDING_PAYMENT: "待付款",
    OrderState.TO_DISPATCH: "待发货",
    OrderState.DISPATCHED: "已发货",
    OrderState.IN_TRANSIT: "运输中",
    OrderState.DELIVERING: "派送中",
    OrderState.SIGNED: "已签收",
    OrderState.COMPLETED: "已完成",
    OrderState.CANCELLED: "已取消",
    OrderState.REFUNDING: "退款中",
    OrderState.REFUNDED: "已退款",
}

# Nothing has left the warehouse yet in these.
ADDRESS_OPEN = frozenset({OrderState.PENDING_PAYMENT, OrderState.TO_DISPATCH})


class RefundState(StrEnum):
    REVIEWING = "reviewing"
    AWAITING_RETURN = "awaiting_return"
    PROCESSING = "processing"
    PAID = "paid"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Address:
    """Where a parcel goes and who takes it; `title` is 先生, 女士 or empty when it is not known."""

    province: str
    city: str
    district: str
    detail: str
    recipient: str
    title: str
    phone: str

    @property
    def full(self) -> str:
        # A municipality is its own province: 北京市北京市 would be said twice.
        province = "" if self.province == self.city else self.province
        return f"{province}{self.city}{self.district}{self.detail}"


@dataclass(frozen=True)
class Product:
    """One article of the catalogue; price in fen."""

    id: str
    name: str
    model: str
    category: str
    price: int
    warranty_months: int


@dataclass(frozen=True)
class OrderLine:
    product_id: str
    product_name: str
    quantity: int


@dataclass(frozen=True)
class LogisticsEvent:
    at: datetime
    text: str


@dataclass(frozen=True)
class Parcel:
    """A dispatched parcel; `events` oldest first, never empty."""

    carrier: str
    tracking_number: str
    arrives_by: datetime
    events: tuple[LogisticsEvent, ...]

    @property
    def last_event(self) -> LogisticsEvent:
        return self.events[-1]


@dataclass(frozen=True)
class Refund:
    """Money on its way back, in fen. `due_at` is the day the next step was promised for."""

    number: str
    state: RefundState
    amount: int
    bank: str
    account_tail: str
    requested_at: datetime
    due_at: datetime | None
    sent_at: datetime | None
    paid_at: datetime | None
    decided_at: datetime | None
    reject_reason: str | None


@dataclass(frozen=True)
class Order:
    """One order with all that is told about it; `total` in fen."""

    number: str
    state: OrderState
    lines: tuple[OrderLine, ...]
    address: Address
    total: int
    placed_at: datetime
    pay_by: datetime | None
    paid_at: datetime | None
    dispatch_by: datetime | None
    dispatched_at: datetime | None
    signed_at: datetime | None
    completed_at: datetime | None
    cancelled_at: datetime | None
    cancel_reason: str | None
    parcel: Parcel | None
    refund: Refund | None

    @property
    def is_address_open(self) -> bool:
        return self.state in ADDRESS_OPEN


@dataclass(frozen=True)
class EffectKey:
    """Names one effect: the same customer message never does the same thing twice."""

    message_id: str
    action: str
