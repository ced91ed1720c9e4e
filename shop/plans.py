"""What a seeded order is to be like, said whole: read from a line such as `signed days=3 product=p04 price=drop`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast, get_args

from shop.after_sales import ServiceKind, ServiceState
from shop.models import OrderState, RefundState

InvoicePlan = Literal["none", "requested", "issued", "changed"]
ReviewPlan = Literal["none", "published", "hidden"]
PaymentPlan = Literal["paid", "failed", "duplicate"]
PricePlan = Literal["same", "drop"]
Level = Literal["普通会员", "银卡会员", "金卡会员", "铂金会员"]

LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True)
class ServicePlan:
    kind: ServiceKind
    state: ServiceState


@dataclass(frozen=True)
class Plan:
    """One order to seed. `days` counts from signing where it is signed, else from placing; None is drawn or usual.

    `person` is the index of another seeded order whose recipient ordered this one too.
    """

    state: OrderState
    refund: RefundState | None = None
    is_late: bool = False
    is_hidden: bool = False
    product: str | None = None
    quantity: int | None = None
    days: int | None = None
    invoice: InvoicePlan = "none"
    review: ReviewPlan = "none"
    payment: PaymentPlan = "paid"
    price: PricePlan = "same"
    service: ServicePlan | None = None
    level: Level | None = None
    city: str | None = None
    person: int | None = None
    # How far it had come before its money went back.
    before: OrderState | None = None

    def __post_init__(self) -> None:
        if self.days is not None and self.days < 1:
            raise ValueError(f"an order's day is yesterday or earlier, not {self.days} days ago")


# How a return's service order and the order's refund stand together.
_RETURN_OF = {
    RefundState.REVIEWING: ServiceState.REVIEWING,
    RefundState.AWAITING_RETURN: ServiceState.AWAITING_RETURN,
    RefundState.PROCESSING: ServiceState.PROCESSING,
    RefundState.PAID: ServiceState.DONE,
    RefundState.REJECTED: ServiceState.REJECTED,
}
_REFUND_OF = {
    **{state: refund for refund, state in _RETURN_OF.items()},
    ServiceState.BOOKED: RefundState.AWAITING_RETURN,
    ServiceState.IN_RETURN: RefundState.REVIEWING,
    ServiceState.INSPECTING: RefundState.REVIEWING,
}
_STATE_OF = {RefundState.PAID: OrderState.REFUNDED, RefundState.REJECTED: OrderState.COMPLETED}
_USUAL_REFUND = {OrderState.REFUNDING: RefundState.REVIEWING, OrderState.REFUNDED: RefundState.PAID}
_REFUNDED_KINDS = frozenset({ServiceKind.RETURN, ServiceKind.REFUND})


def completed(plan: Plan) -> Plan:
    """The plan with what follows from it: money on its way back has a service order, and the other way round."""
    service = plan.service
    if service is not None and service.kind in _REFUNDED_KINDS and plan.refund is None:
        refund = _REFUND_OF.get(service.state)
        if refund is not None:
            state = plan.state if refund is RefundState.REJECTED else _STATE_OF.get(refund, OrderState.REFUNDING)
            plan = replace(plan, refund=refund, state=state, before=plan.state)
    if plan.refund is None and plan.state in _USUAL_REFUND:
        plan = replace(plan, refund=_USUAL_REFUND[plan.state])
    if plan.refund is not None and service is None and plan.state is not OrderState.CANCELLED:
        plan = replace(plan, service=ServicePlan(ServiceKind.RETURN, _RETURN_OF[plan.refund]))
    return plan


def read_plan(text: str) -> Plan:
    """`<state>` or `refund:<state>`, then `late`, `hidden` and `key=value`; raises ValueError naming what is odd."""
    first, *rest = text.split()
    said: dict[str, Any] = {}
    for word in rest:
        name, _, value = word.partition("=")
        if name in _FLAGS:
            said[_FLAGS[name]] = value in {"", "yes", "true"}
        elif name in _READERS:
            said[name] = _READERS[name](value)
        else:
            raise ValueError(f"{word!r} says nothing about an order in {text!r}")
    return replace(_begun(first), **said)


def _begun(word: str) -> Plan:
    what, _, detail = word.partition(":")
    if what == "refund":
        refund = RefundState(detail)
        return Plan(_STATE_OF.get(refund, OrderState.REFUNDING), refund)
    return Plan(OrderState(what))


def _service(value: str) -> ServicePlan:
    kind, _, state = value.partition(":")
    return ServicePlan(ServiceKind(kind), ServiceState(state or ServiceState.REVIEWING))


def _one_of(allowed: Any) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in get_args(allowed):
            raise ValueError(f"{value!r} is none of {', '.join(get_args(allowed))}")
        return value

    return read


_FLAGS = {"late": "is_late", "hidden": "is_hidden"}
_READERS = cast(
    "Mapping[str, Callable[[str], Any]]",
    {
        "product": str,
        "city": str,
        "quantity": int,
        "days": int,
        "person": int,
        "refund": RefundState,
        "service": _service,
        "invoice": _one_of(InvoicePlan),
        "review": _one_of(ReviewPlan),
        "payment": _one_of(PaymentPlan),
        "price": _one_of(PricePlan),
        "level": _one_of(Level),
    },
)
