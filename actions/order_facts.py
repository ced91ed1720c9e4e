"""Which line answers a question about an order, with its exact facts: pure, over the shop's values."""

from datetime import datetime

from actions.dates import spoken
from actions.line import Line, yuan
from shop.after_sales import ServiceKind, ServiceOrder
from shop.masking import masked_address, named_by_title
from shop.models import Address, Order, OrderState, Refund, RefundState
from shop.rules.facts import ON_ITS_WAY


def goods(order: Order) -> str:
    return "、".join(
        line.product_name if line.quantity == 1 else f"{line.product_name}×{line.quantity}" for line in order.lines
    )


def status_line(order: Order, now: datetime) -> Line:
    amount = order.refund.amount if order.refund else order.total
    facts = {"goods": goods(order), "amount": yuan(amount), **_common(order, now)}
    if refused_on_the_way(order) or (order.parcel and order.parcel.arrives_by < now and order.signed_at is None):
        return logistics_line(order, now)
    if order.state is OrderState.TO_DISPATCH and _is_dispatch_late(order, now):
        return Line("utter_dispatch_time_late", facts, needs_person=True)
    return Line(f"utter_order_{order.state.value}", facts)


def logistics_line(order: Order, now: datetime) -> Line:
    facts = _common(order, now)
    refused = refused_on_the_way(order)
    if refused is not None:
        return Line("utter_logistics_refused", {**facts, "service": refused.number})
    if order.parcel is None:
        return _without_parcel(order, now)
    if order.signed_at is not None:
        return Line("utter_logistics_arrived", facts)
    if order.parcel.arrives_by < now:
        return Line("utter_logistics_late", facts, needs_person=True)
    return Line("utter_logistics_moving", facts)


def _without_parcel(order: Order, now: datetime) -> Line:
    facts = order_facts(order, now)
    match order.state:
        case OrderState.PENDING_PAYMENT:
            return Line("utter_logistics_not_paid", facts)
        case OrderState.CANCELLED:
            return Line("utter_logistics_cancelled", facts)
        case OrderState.REFUNDING | OrderState.REFUNDED:
            return Line("utter_logistics_refunding", {**facts, "state": order.state.in_chinese})
    if _is_dispatch_late(order, now):
        return Line("utter_dispatch_time_late", facts, needs_person=True)
    return Line("utter_logistics_not_dispatched", facts)


def delivery_time_line(order: Order, now: datetime) -> Line:
    """When it arrives: the booked time where there is one, else the carrier's promise."""
    facts = order_facts(order, now)
    is_coming = order.state in {OrderState.TO_DISPATCH, *ON_ITS_WAY} and refused_on_the_way(order) is None
    if order.delivery_slot is not None and is_coming:
        slot = order.delivery_slot
        booked = f"{spoken(slot.starts_at, now)}至{slot.end:%H:%M}"
        return Line("utter_delivery_time_booked", {**facts, "booked": booked})
    if order.parcel is None or not is_coming or order.parcel.arrives_by < now:
        return logistics_line(order, now)
    return Line("utter_delivery_time_on_the_way", facts)


def dispatch_time_line(order: Order, now: datetime) -> Line:
    """When it leaves; an order later than promised is for a person."""
    facts = order_facts(order, now)
    if order.state is OrderState.TO_DISPATCH and not _is_dispatch_late(order, now):
        return Line("utter_dispatch_time", facts)
    is_on_time = order.parcel is not None and order.parcel.arrives_by >= now and refused_on_the_way(order) is None
    if order.state in ON_ITS_WAY and is_on_time:
        return Line("utter_dispatch_time_gone", facts)
    if order.parcel is not None and order.signed_at is not None:
        return Line("utter_dispatch_time_arrived", facts)
    return logistics_line(order, now)


def refused_on_the_way(order: Order) -> ServiceOrder | None:
    """The refusal under which the parcel goes back."""
    return next((one for one in order.services if one.kind is ServiceKind.REFUSAL and one.state.is_open), None)


def _is_dispatch_late(order: Order, now: datetime) -> bool:
    is_waiting = order.state is OrderState.TO_DISPATCH
    return is_waiting and order.dispatch_by is not None and order.dispatch_by < now


def refund_line(order: Order, now: datetime) -> Line:
    refund = order.refund
    if refund is None:
        return Line("utter_refund_none", _common(order, now))
    facts = {**_common(order, now), **_refund_facts(refund, now)}
    # A lapsed return is the customer's own step; a lapsed review or payment is ours and goes to a person.
    ours = refund.state in {RefundState.REVIEWING, RefundState.PROCESSING}
    if ours and refund.due_at is not None and refund.due_at < now:
        return Line("utter_refund_late", facts, needs_person=True)
    return Line(f"utter_refund_{refund.state.value}", facts)


def address_facts(order_number: str, address: Address) -> dict[str, str]:
    """A restated address is masked (R15); beside a name, even a masked phone would be too much."""
    return {
        "order_number": order_number,
        "address": masked_address(address),
        "recipient": named_by_title(address.recipient, address.title),
        "phone_tail": address.phone[-4:],
    }


def order_facts(order: Order, now: datetime) -> dict[str, str]:
    """What may be told of a verified order in any line about it."""
    return {"goods": goods(order), **_common(order, now)}


def _common(order: Order, now: datetime) -> dict[str, str]:
    facts = {"order_number": order.number, "reason": order.cancel_reason or ""}
    instants = ("pay_by", "paid_at", "dispatch_by", "dispatched_at", "signed_at", "completed_at", "cancelled_at")
    facts.update({name: spoken(at, now) for name in instants if (at := getattr(order, name)) is not None})
    if order.parcel is not None:
        facts.update(
            carrier=order.parcel.carrier,
            tracking_number=order.parcel.tracking_number,
            arrives_by=spoken(order.parcel.arrives_by, now),
            event_at=spoken(order.parcel.last_event.at, now),
            event=order.parcel.last_event.text,
        )
    return facts


def _refund_facts(refund: Refund, now: datetime) -> dict[str, str]:
    facts = {
        "amount": yuan(refund.amount),
        "bank": refund.bank,
        "account_tail": refund.account_tail,
        "reason": refund.reject_reason or "",
    }
    instants = ("requested_at", "due_at", "sent_at", "paid_at", "decided_at")
    return facts | {name: spoken(at, now) for name in instants if (at := getattr(refund, name)) is not None}
