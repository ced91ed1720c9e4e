"""Writes to an order itself: another address, other goods, cancelled, taken back out of the bin, its review deleted."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update

from shop.after_sales import ServiceState
from shop.catalogue import ReviewState
from shop.models import Address, EffectKey, Modification, Order, OrderState, RefundState
from shop.periods import working_days_later
from shop.policy import Policy
from shop.rules import RULES, quantity_refusal
from shop.sql_effects import is_first_time, refuse
from shop.sql_load import load_order, lock_order
from shop.sql_refunds import write_refund
from shop.sql_slots import release
from shop.tables import order_lines, orders
from shop.tables_service import reviews, service_orders


def change_address(
    connection: Connection, policy: Policy, number: str, new: Address, key: EffectKey, at: datetime
) -> Order:
    order = lock_order(connection, number)
    if not is_first_time(connection, key, number, at):
        return order
    refuse(number, RULES["order_change_address"](order, policy, at))
    if new.city != order.address.city:
        # Each city has places of its own: what was booked in the old one is free again.
        release(connection, number)
        _set(connection, number, delivery_day=None, delivery_start=None, delivery_end=None)
    return _set(
        connection,
        number,
        province=new.province,
        city=new.city,
        district=new.district,
        detail=new.detail,
        recipient=new.recipient,
        title=new.title,
        phone=new.phone,
    )


def modify(
    connection: Connection, policy: Policy, number: str, change: Modification, key: EffectKey, at: datetime
) -> Order:
    order = lock_order(connection, number)
    if not is_first_time(connection, key, number, at):
        return order
    refuse(number, RULES["order_modify"](order, policy, at))
    if change.quantity is not None:
        refuse(number, quantity_refusal(order, change.quantity, policy))
        rest = sum(line.price * line.quantity for line in order.lines[1:])
        connection.execute(
            update(order_lines)
            .where(order_lines.c.order_number == number, order_lines.c.product_id == order.lines[0].product_id)
            .values(quantity=change.quantity)
        )
        _set(connection, number, total=order.lines[0].price * change.quantity + rest)
    if change.note is not None:
        _set(connection, number, note=change.note)
    return load_order(connection, number)


def cancel(connection: Connection, policy: Policy, number: str, reason: str, key: EffectKey, at: datetime) -> Order:
    order = lock_order(connection, number)
    if not is_first_time(connection, key, number, at):
        return order
    refuse(number, RULES["order_cancel"](order, policy, at))
    if order.paid_at is not None:
        write_refund(
            connection,
            number,
            state=RefundState.PROCESSING,
            amount=order.total,
            requested_at=at,
            decided_at=at,
            sent_at=at,
            due_at=working_days_later(at, policy.refund_working_days),
        )
    for service in order.services:
        if service.state.is_open:
            release(connection, service.number)
            connection.execute(
                update(service_orders)
                .where(service_orders.c.number == service.number)
                .values(state=ServiceState.CANCELLED.value, updated_at=at, due_at=None)
            )
    release(connection, number)
    return _set(
        connection,
        number,
        state=OrderState.CANCELLED.value,
        cancelled_at=at,
        cancel_reason=policy.reason_text("cancel", reason),
        delivery_day=None,
        delivery_start=None,
        delivery_end=None,
    )


def restore(connection: Connection, policy: Policy, number: str, key: EffectKey, at: datetime) -> Order:
    order = lock_order(connection, number)
    if not is_first_time(connection, key, number, at):
        return order
    refuse(number, RULES["order_missing"](order, policy, at))
    return _set(connection, number, is_hidden=False)


def delete_review(connection: Connection, policy: Policy, number: str, key: EffectKey, at: datetime) -> Order:
    order = lock_order(connection, number)
    if not is_first_time(connection, key, number, at):
        return order
    refuse(number, RULES["review"](order, policy, at))
    connection.execute(update(reviews).where(reviews.c.order_number == number).values(state=ReviewState.DELETED.value))
    return load_order(connection, number)


def _set(connection: Connection, number: str, **values: Any) -> Order:
    connection.execute(update(orders).where(orders.c.number == number).values(**values))
    return load_order(connection, number)
