"""When a delivery can be booked, hurried or refused, and when one that never came can be looked into."""

from datetime import datetime

from shop.after_sales import ServiceKind
from shop.models import Order, OrderState
from shop.policy import Policy
from shop.refusal import Refusal
from shop.rules.facts import OUR_FAULT, RETURNED, arrived, cancelled, first_of, has_open_service, not_paid, refusal


def delivery_schedule(order: Order, policy: Policy, _at: datetime) -> Refusal | None:
    task = "delivery_schedule"
    refused = cancelled(task, order)
    if refused is None and order.state in RETURNED:
        refused = refusal(task, "refunding")
    return first_of(refused, not_paid(task, order), arrived(task, order), _too_late_or_small(order, policy))


def _too_late_or_small(order: Order, policy: Policy) -> Refusal | None:
    small = next((line for line in order.lines if line.category not in policy.bookable_delivery_categories), None)
    if small is not None:
        return refusal("delivery_schedule", "not_bookable", category=small.category)
    if order.state is OrderState.DELIVERING and order.parcel is not None:
        return refusal("delivery_schedule", "delivering", arrives_by=order.parcel.arrives_by)
    return None


def delivery_contact(order: Order, policy: Policy, at: datetime) -> Refusal | None:
    """Hurrying the carrier: there must be a parcel, and it must not have been hurried just now."""
    task = "delivery_contact"
    refused = first_of(cancelled(task, order), not_paid(task, order), arrived(task, order))
    if refused is not None:
        return refused
    if order.parcel is None:
        return refusal(task, "not_dispatched", dispatch_by=order.dispatch_by)
    hurried_at = order.parcel.hurried_at
    if hurried_at is not None and at < hurried_at + policy.hurry_again_after:
        return refusal(task, "hurried", hurried_at=hurried_at, again_at=hurried_at + policy.hurry_again_after)
    return None


def refuse_delivery(order: Order, _policy: Policy, _at: datetime) -> Refusal | None:
    task = "refuse_delivery"
    refused = next((one for one in order.services if one.kind is ServiceKind.REFUSAL and one.state.is_open), None)
    return first_of(
        cancelled(task, order),
        arrived(task, order),
        refusal(task, "not_dispatched") if order.parcel is None else None,
        refusal(task, "refused", service=refused.number) if refused else None,
    )


def refusal_amount(order: Order, reason: str, policy: Policy) -> int:
    """What comes back for refused goods, in fen: whoever just does not want them pays their way back."""
    return order.total if reason in OUR_FAULT else max(0, order.total - policy.return_freight)


def delivery_problem(order: Order, _policy: Policy, _at: datetime) -> Refusal | None:
    """Shown as signed for, yet not received."""
    task = "delivery_problem"
    refused = first_of(cancelled(task, order), has_open_service(task, order))
    if refused is None and order.state not in {OrderState.SIGNED, OrderState.COMPLETED}:
        return refusal(task, "not_signed", state_text=order.state.in_chinese)
    return refused
