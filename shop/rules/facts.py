"""What the rules of every theme ask of an order, and the refusals that many of them share."""

from datetime import datetime

from shop.after_sales import ServiceKind, ServiceOrder
from shop.models import Order, OrderState
from shop.refusal import Fact, Refusal

ON_ITS_WAY = frozenset({OrderState.DISPATCHED, OrderState.IN_TRANSIT, OrderState.DELIVERING})
RETURNED = frozenset({OrderState.REFUNDING, OrderState.REFUNDED})
# Reasons that are the shop's own fault: the customer has as long as for an exchange, and pays no freight.
OUR_FAULT = frozenset({"quality", "not_as_described", "damaged"})
# These run beside other matters: an installation does not keep anyone from a return.
_NOT_IN_THE_WAY = frozenset({ServiceKind.INSTALLATION})


def refusal(task: str, code: str, **facts: Fact | None) -> Refusal:
    """What is not known is left out, so that no sentence is filled with nothing."""
    return Refusal(task, code, {name: fact for name, fact in facts.items() if fact is not None})


def cancelled(task: str, order: Order) -> Refusal | None:
    if order.state is not OrderState.CANCELLED:
        return None
    return refusal(task, "cancelled", cancelled_at=order.cancelled_at, reason=order.cancel_reason)


def refunded(task: str, order: Order) -> Refusal | None:
    if order.state is not OrderState.REFUNDED:
        return None
    return refusal(task, "refunded", amount=order.refund.amount if order.refund else order.total)


def arrived(task: str, order: Order) -> Refusal | None:
    return refusal(task, "arrived", signed_at=order.signed_at) if order.signed_at else None


def not_arrived(task: str, order: Order) -> Refusal | None:
    return None if order.signed_at else refusal(task, "not_arrived", state_text=order.state.in_chinese)


def not_paid(task: str, order: Order) -> Refusal | None:
    if order.state is not OrderState.PENDING_PAYMENT:
        return None
    return refusal(task, "not_paid", pay_by=order.pay_by)


def left_the_warehouse(task: str, order: Order) -> Refusal | None:
    """On its way or there already, or its money on the way back: nothing about the goods can be changed."""
    if order.state in ON_ITS_WAY:
        parcel = order.parcel
        return refusal(
            task,
            "dispatched",
            dispatched_at=order.dispatched_at,
            carrier=parcel.carrier if parcel else None,
            tracking_number=parcel.tracking_number if parcel else None,
        )
    if order.state in RETURNED:
        return refusal(task, "refunding")
    return arrived(task, order) or cancelled(task, order)


def open_service(order: Order) -> ServiceOrder | None:
    """The matter after the sale that is under way and has to end before another one begins."""
    under_way = (one for one in order.services if one.state.is_open and one.kind not in _NOT_IN_THE_WAY)
    return next(under_way, None)


def has_open_service(task: str, order: Order) -> Refusal | None:
    service = open_service(order)
    if service is None:
        return None
    return refusal(
        task,
        "open_service",
        service=service.number,
        kind_text=service.kind.in_chinese,
        state_text=service.state.in_chinese,
    )


def first_of(*refusals: Refusal | None) -> Refusal | None:
    return next((one for one in refusals if one is not None), None)


def day_text(at: datetime) -> str:
    """11月24日, as a slot's day is said."""
    return f"{at.month}月{at.day}日"
