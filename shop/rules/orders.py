"""When an order can still be cancelled, modified, sent elsewhere, or taken out of the recycle bin."""

from datetime import datetime

from shop.models import Order, OrderState
from shop.policy import Policy
from shop.refusal import Refusal
from shop.rules.facts import cancelled, left_the_warehouse, refusal


def order_cancel(order: Order, _policy: Policy, _at: datetime) -> Refusal | None:
    return left_the_warehouse("order_cancel", order)


def order_modify(order: Order, _policy: Policy, _at: datetime) -> Refusal | None:
    return left_the_warehouse("order_modify", order)


def quantity_refusal(order: Order, quantity: int, policy: Policy) -> Refusal | None:
    """Whether this many pieces can still be bought under the order."""
    if order.state is not OrderState.PENDING_PAYMENT:
        return refusal("order_modify", "paid")
    if not 1 <= quantity <= policy.order_quantity_limit:
        return refusal("order_modify", "limit", limit=policy.order_quantity_limit)
    return None


def order_change_address(order: Order, _policy: Policy, _at: datetime) -> Refusal | None:
    return left_the_warehouse("order_change_address", order)


def order_missing(order: Order, _policy: Policy, _at: datetime) -> Refusal | None:
    """Only what lies in the recycle bin can be taken out of it."""
    if order.is_hidden:
        return None
    return cancelled("order_missing", order) or refusal("order_missing", "visible", state_text=order.state.in_chinese)
