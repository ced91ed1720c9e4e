"""When goods can be returned, exchanged, refunded, repaired, installed or reported as missing, wrong or damaged."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from shop.after_sales import ServiceKind, ServiceOrder, ServiceState
from shop.models import Order, OrderLine
from shop.periods import is_over, last_day, months_later
from shop.policy import Policy
from shop.refusal import Refusal
from shop.rules.facts import (
    OUR_FAULT,
    RETURNED,
    arrived,
    cancelled,
    day_text,
    first_of,
    has_open_service,
    not_arrived,
    not_paid,
    refunded,
    refusal,
)


def _expired(task: str, order: Order, within: timedelta, at: datetime) -> Refusal | None:
    if order.signed_at is None or not is_over(order.signed_at, within, at):
        return None
    return refusal(task, "expired", signed_at=order.signed_at, last_day=last_day(order.signed_at, within))


def _after_arrival(task: str, order: Order, policy: Policy, at: datetime) -> Refusal | None:
    """What holds for all matters about goods that are there, within the longer period."""
    return first_of(
        cancelled(task, order),
        refunded(task, order),
        has_open_service(task, order),
        not_arrived(task, order),
        _expired(task, order, policy.exchange_within, at),
    )


def return_request(order: Order, policy: Policy, at: datetime) -> Refusal | None:
    """Refuses only what no reason would help; `return_refusal` decides once the reason is known."""
    return _after_arrival("return_request", order, policy, at)


def return_refusal(order: Order, reason: str, policy: Policy, at: datetime) -> Refusal | None:
    """A return without fault of the goods has the shorter period, and some categories have none."""
    refused = return_request(order, policy, at)
    if reason in OUR_FAULT:
        return refused
    early = _expired("return_request", order, policy.return_within, at)
    if refused is not None:
        # Of the two periods the customer is told the one that holds for this reason.
        return early if refused.code == "expired" else refused
    barred = next((line for line in order.lines if line.category in policy.no_return_categories), None)
    return early or (refusal("return_request", "category", category=barred.category) if barred else None)


def is_no_reason_return(reason: str) -> bool:
    """Whether there is nothing for the shop to look at before the goods may come back."""
    return reason not in OUR_FAULT


def refund_request(order: Order, _policy: Policy, _at: datetime) -> Refusal | None:
    task = "refund_request"
    refused = first_of(
        not_paid(task, order), cancelled(task, order), refunded(task, order), has_open_service(task, order)
    )
    if refused is None and order.state in RETURNED:
        return refusal(task, "refunding")
    return refused or arrived(task, order)


def repair_request(order: Order, _policy: Policy, _at: datetime) -> Refusal | None:
    """Repairs have no period: past the warranty they cost."""
    task = "repair_request"
    return first_of(
        cancelled(task, order), refunded(task, order), has_open_service(task, order), not_arrived(task, order)
    )


def warranty_until(line: OrderLine, order: Order) -> datetime | None:
    """The warranty's last minute; none before the goods are there."""
    return months_later(order.signed_at, line.warranty_months) if order.signed_at else None


def in_warranty(line: OrderLine, order: Order, at: datetime) -> bool:
    until = warranty_until(line, order)
    return until is not None and at < until + timedelta(minutes=1)


def installation(order: Order, policy: Policy, _at: datetime) -> Refusal | None:
    task = "installation"
    unneeded = next((line for line in order.lines if line.category not in policy.installation_fees), None)
    refused = first_of(cancelled(task, order), refunded(task, order), not_paid(task, order))
    if refused is not None:
        return refused
    if unneeded is not None:
        return refusal(task, "not_needed", category=unneeded.category)
    booked = next((one for one in order.services if one.kind is ServiceKind.INSTALLATION and one.state.is_open), None)
    if booked is not None:
        return _booked(booked)
    return refusal(task, "refunding") if order.state in RETURNED else None


def _booked(service: ServiceOrder) -> Refusal:
    if service.slot is None:
        return refusal("installation", "booked", service=service.number)
    slot = service.slot
    return refusal(
        "installation",
        "booked",
        service=service.number,
        day=day_text(slot.starts_at),
        start=f"{slot.start:%H:%M}",
        end=f"{slot.end:%H:%M}",
    )


def goods_problem(task: str, order: Order, policy: Policy, at: datetime) -> Refusal | None:
    """Something is missing, wrong or broken."""
    return _after_arrival(task, order, policy, at)


AFTER_ARRIVAL: Mapping[str, Callable[[Order, Policy, datetime], Refusal | None]] = {
    task: partial(goods_problem, task) for task in ("exchange_request", "item_missing", "item_wrong", "item_damaged")
}


def send_back_refusal(service: ServiceOrder) -> Refusal | None:
    """Goods go back only when the shop waits for them."""
    if service.state is ServiceState.AWAITING_RETURN:
        return None
    return _of_service("after_sales_shipping", "not_awaiting", service)


def rebook_refusal(service: ServiceOrder) -> Refusal | None:
    return None if service.state is ServiceState.BOOKED else _of_service("after_sales_status", "not_booked", service)


def cancel_service_refusal(service: ServiceOrder) -> Refusal | None:
    """Not once it is closed, nor while the goods are on their way back."""
    if service.state in {ServiceState.IN_RETURN, ServiceState.INSPECTING}:
        return _of_service("after_sales_status", "in_return", service)
    return None if service.state.is_open else _of_service("after_sales_status", "closed", service)


def _of_service(task: str, code: str, service: ServiceOrder) -> Refusal:
    return refusal(
        task, code, service=service.number, kind_text=service.kind.in_chinese, state_text=service.state.in_chinese
    )
