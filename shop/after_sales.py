"""Service orders (服务单): everything after the sale that has a number, a state and a date of its own."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shop.slots import Slot


class ServiceKind(StrEnum):
    """What the service order is about; the values are what is stored."""

    RETURN = "return"
    EXCHANGE = "exchange"
    REFUND = "refund"
    REPAIR = "repair"
    INSTALLATION = "installation"
    MISSING = "missing"
    WRONG = "wrong"
    DAMAGED = "damaged"
    NOT_RECEIVED = "not_received"
    REFUSAL = "refusal"

    @property
    def in_chinese(self) -> str:
        return _KIND_NAMES[self]


_KIND_NAMES = {
    ServiceKind.RETURN: "退货",
    ServiceKind.EXCHANGE: "换货",
    ServiceKind.REFUND: "退款",
    ServiceKind.REPAIR: "维修",
    ServiceKind.INSTALLATION: "安装",
    ServiceKind.MISSING: "少件",
    ServiceKind.WRONG: "错发",
    ServiceKind.DAMAGED: "商品破损或质量问题",
    ServiceKind.NOT_RECEIVED: "显示签收未收到",
    ServiceKind.REFUSAL: "拒收退回",
}


class ServiceState(StrEnum):
    """Where a service order stands."""

    REVIEWING = "reviewing"
    AWAITING_RETURN = "awaiting_return"
    IN_RETURN = "in_return"
    INSPECTING = "inspecting"
    BOOKED = "booked"
    PROCESSING = "processing"
    DONE = "done"
    REJECTED = "rejected"
    CANCELLED = "cancelled"

    @property
    def in_chinese(self) -> str:
        return _STATE_NAMES[self]

    @property
    def is_open(self) -> bool:
        return self not in {ServiceState.DONE, ServiceState.REJECTED, ServiceState.CANCELLED}


_STATE_NAMES = {
    ServiceState.REVIEWING: "审核中",
    ServiceState.AWAITING_RETURN: "待寄回",
    ServiceState.IN_RETURN: "退回途中",
    ServiceState.INSPECTING: "验收中",
    ServiceState.BOOKED: "已预约上门",
    ServiceState.PROCESSING: "处理中",
    ServiceState.DONE: "已完成",
    ServiceState.REJECTED: "未通过审核",
    ServiceState.CANCELLED: "已取消",
}


@dataclass(frozen=True)
class ServiceRequest:
    """What a customer asks for. `reason` is a code of the policy's list for the kind; `photos` are attachment ids.

    `remedy` (refund, exchange, resend) is the customer's wish where the kind leaves a choice.
    """

    order_number: str
    kind: ServiceKind
    reason: str
    note: str = ""
    photos: tuple[str, ...] = ()
    quantity: int = 1
    remedy: str | None = None
    slot: Slot | None = None


@dataclass(frozen=True)
class ReturnParcel:
    """How the goods come back: sent by the customer (carrier, number) or picked up (slot)."""

    carrier: str | None = None
    tracking_number: str | None = None
    pickup: Slot | None = None


@dataclass(frozen=True)
class ServiceOrder:
    """One matter after the sale; `amount` in fen where money comes back, `due_at` when the next step is promised for.

    `technician` and `done_record` are the on-site record (安排人员上门维修): who goes, what was done.
    """

    number: str
    order_number: str
    kind: ServiceKind
    state: ServiceState
    reason: str
    note: str
    photos: tuple[str, ...]
    quantity: int
    remedy: str | None
    slot: Slot | None
    parcel: ReturnParcel | None
    amount: int | None
    created_at: datetime
    updated_at: datetime
    due_at: datetime | None
    technician: str | None = None
    done_record: str | None = None
    reject_reason: str | None = None
