"""What the shop knows of an order, as typed values: goods, address, parcel, refund and what followed. UTC, fen."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shop.after_sales import ServiceOrder
from shop.catalogue import Review
from shop.money import Invoice, Payment, PriceProtection
from shop.slots import Slot


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
class OrderLine:
    """Goods of one article; `price` is what one piece was sold for, `price_now` what it costs today."""

    product_id: str
    product_name: str
    quantity: int
    category: str
    price: int
    price_now: int
    warranty_months: int


@dataclass(frozen=True)
class LogisticsEvent:
    at: datetime
    text: str


@dataclass(frozen=True)
class Courier:
    """Who brings the parcel on its last way; the number is the carrier's own relay, no private one."""

    name: str
    phone: str


@dataclass(frozen=True)
class Parcel:
    """A dispatched parcel; `events` oldest first, never empty. The courier is known once it is out for delivery."""

    carrier: str
    carrier_phone: str
    tracking_number: str
    arrives_by: datetime
    events: tuple[LogisticsEvent, ...]
    courier: Courier | None
    hurried_at: datetime | None

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
    account_id: str
    note: str
    # Put into the recycle bin by the customer: not shown in “我的订单” until it is restored.
    is_hidden: bool
    delivery_slot: Slot | None
    payments: tuple[Payment, ...]
    services: tuple[ServiceOrder, ...]
    invoice: Invoice | None
    protections: tuple[PriceProtection, ...]
    review: Review | None


@dataclass(frozen=True)
class Modification:
    """What is to change of an order's goods; None leaves it as it is."""

    quantity: int | None = None
    note: str | None = None


@dataclass(frozen=True)
class EffectKey:
    """Names one effect: the same customer message never does the same thing twice."""

    message_id: str
    action: str
