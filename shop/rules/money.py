"""When an invoice can be had or changed, the price difference paid back, and a review deleted."""

from datetime import datetime

from shop.catalogue import ReviewState
from shop.models import Order, OrderLine, OrderState
from shop.money import InvoiceState
from shop.periods import is_over, last_day
from shop.policy import Policy
from shop.refusal import Refusal
from shop.rules.facts import cancelled, first_of, not_paid, refunded, refusal


def invoice_change(order: Order, policy: Policy, at: datetime) -> Refusal | None:
    """Asking for the first invoice, or for another one in its place."""
    task = "invoice_change"
    refused = first_of(not_paid(task, order), cancelled(task, order), refunded(task, order))
    if refused is not None:
        return refused
    if order.completed_at is not None and is_over(order.completed_at, policy.invoice_within, at):
        return refusal(task, "expired", last_day=last_day(order.completed_at, policy.invoice_within))
    if order.invoice is not None and order.invoice.changes >= policy.invoice_changes:
        return refusal(task, "changed")
    return None


def invoice_view(order: Order, _policy: Policy, _at: datetime) -> Refusal | None:
    task = "invoice_view"
    if order.invoice is None:
        return cancelled(task, order) or refusal(task, "none")
    if order.invoice.state is not InvoiceState.ISSUED:
        return cancelled(task, order) or refusal(task, "pending", due_at=order.invoice.due_at)
    return cancelled(task, order)


def price_protection(order: Order, policy: Policy, at: datetime) -> Refusal | None:
    task = "price_protection"
    refused = first_of(not_paid(task, order), cancelled(task, order), refunded(task, order))
    if refused is not None:
        return refused
    if order.state is OrderState.REFUNDING:
        return refusal(task, "refunding")
    if order.protections:
        latest = order.protections[-1]
        return refusal(task, "applied", applied_at=latest.applied_at, amount=latest.difference)
    if is_over(order.placed_at, policy.price_protection_within, at):
        return refusal(task, "expired", last_day=last_day(order.placed_at, policy.price_protection_within))
    if price_difference(order) <= 0:
        return refusal(task, "no_drop", price=order.lines[0].price_now)
    return None


def price_difference(order: Order) -> int:
    """What would be given back, in fen, for all pieces of whatever has become cheaper."""
    return sum(_difference(line) for line in order.lines)


def _difference(line: OrderLine) -> int:
    return max(0, line.price - line.price_now) * line.quantity


def review(order: Order, policy: Policy, at: datetime) -> Refusal | None:
    """Deleting what the customer wrote."""
    if order.review is None:
        return refusal("review", "none")
    if order.review.state is ReviewState.DELETED:
        return refusal("review", "deleted")
    if is_over(order.review.created_at, policy.review_change_within, at):
        return refusal("review", "expired", last_day=last_day(order.review.created_at, policy.review_change_within))
    return None
