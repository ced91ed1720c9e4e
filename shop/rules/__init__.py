"""What the shop allows, pure: one rule per task, asked before anything is offered and again when it is written."""

from collections.abc import Callable, Mapping
from datetime import datetime

from shop.after_sales import ServiceKind, ServiceRequest
from shop.models import Order
from shop.policy import Policy
from shop.refusal import Refusal
from shop.rules import after_sales, delivery, money, orders
from shop.rules.after_sales import (
    cancel_service_refusal,
    in_warranty,
    is_no_reason_return,
    rebook_refusal,
    return_refusal,
    send_back_refusal,
    warranty_until,
)
from shop.rules.delivery import refusal_amount
from shop.rules.money import price_difference
from shop.rules.orders import quantity_refusal

__all__ = [
    "CODES",
    "RULES",
    "TASK_OF_SERVICE",
    "cancel_service_refusal",
    "in_warranty",
    "is_no_reason_return",
    "price_difference",
    "quantity_refusal",
    "rebook_refusal",
    "refusal_amount",
    "return_refusal",
    "send_back_refusal",
    "service_refusal",
    "warranty_until",
]

# Keyed by what was asked for, which is the intent's name.
RULES: Mapping[str, Callable[[Order, Policy, datetime], Refusal | None]] = {
    "order_cancel": orders.order_cancel,
    "order_modify": orders.order_modify,
    "order_change_address": orders.order_change_address,
    "order_missing": orders.order_missing,
    "delivery_schedule": delivery.delivery_schedule,
    "delivery_contact": delivery.delivery_contact,
    "delivery_problem": delivery.delivery_problem,
    "refuse_delivery": delivery.refuse_delivery,
    "return_request": after_sales.return_request,
    "refund_request": after_sales.refund_request,
    "repair_request": after_sales.repair_request,
    "installation": after_sales.installation,
    **after_sales.AFTER_ARRIVAL,
    "invoice_change": money.invoice_change,
    "invoice_view": money.invoice_view,
    "price_protection": money.price_protection,
    "review": money.review,
}

_LEFT = frozenset({"dispatched", "arrived", "cancelled", "refunding"})
_GOODS = frozenset({"not_arrived", "expired", "open_service", "refunded", "cancelled"})

# Every code that a task can be refused with: whoever speaks has a line for each.
CODES: Mapping[str, frozenset[str]] = {
    "order_cancel": _LEFT,
    "order_modify": _LEFT | {"paid", "limit"},
    "order_change_address": _LEFT,
    "order_missing": frozenset({"visible", "cancelled"}),
    "delivery_schedule": frozenset({"not_paid", "not_bookable", "delivering", "arrived", "cancelled", "refunding"}),
    "delivery_contact": frozenset({"not_paid", "not_dispatched", "arrived", "cancelled", "hurried"}),
    "delivery_problem": frozenset({"not_signed", "open_service", "cancelled"}),
    "refuse_delivery": frozenset({"not_dispatched", "arrived", "refused", "cancelled"}),
    "return_request": _GOODS | {"category"},
    "exchange_request": _GOODS,
    "item_missing": _GOODS,
    "item_wrong": _GOODS,
    "item_damaged": _GOODS,
    "refund_request": frozenset({"not_paid", "cancelled", "refunded", "refunding", "arrived", "open_service"}),
    "repair_request": _GOODS - {"expired"},
    "installation": frozenset({"not_needed", "not_paid", "cancelled", "refunded", "refunding", "booked"}),
    "invoice_change": frozenset({"not_paid", "cancelled", "refunded", "expired", "changed"}),
    "invoice_view": frozenset({"none", "pending", "cancelled"}),
    "price_protection": frozenset({"not_paid", "cancelled", "refunded", "refunding", "expired", "applied", "no_drop"}),
    "review": frozenset({"none", "expired", "deleted"}),
    # Of a service order rather than an order; its number and how it stands are the facts.
    "after_sales_shipping": frozenset({"not_awaiting"}),
    "after_sales_status": frozenset({"not_booked", "in_return", "closed"}),
}

TASK_OF_SERVICE: Mapping[ServiceKind, str] = {
    ServiceKind.RETURN: "return_request",
    ServiceKind.EXCHANGE: "exchange_request",
    ServiceKind.REFUND: "refund_request",
    ServiceKind.REPAIR: "repair_request",
    ServiceKind.INSTALLATION: "installation",
    ServiceKind.MISSING: "item_missing",
    ServiceKind.WRONG: "item_wrong",
    ServiceKind.DAMAGED: "item_damaged",
    ServiceKind.NOT_RECEIVED: "delivery_problem",
    ServiceKind.REFUSAL: "refuse_delivery",
}


def service_refusal(order: Order, request: ServiceRequest, policy: Policy, at: datetime) -> Refusal | None:
    """Whether this very request can be opened."""
    if request.kind is ServiceKind.RETURN:
        return return_refusal(order, request.reason, policy, at)
    return RULES[TASK_OF_SERVICE[request.kind]](order, policy, at)
