"""Reads one order with everything that hangs on it out of the tables into the shop's values."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from shop.errors import OrderNotFound
from shop.models import (
    Address,
    Courier,
    LogisticsEvent,
    Order,
    OrderLine,
    OrderState,
    Parcel,
    Refund,
    RefundState,
)
from shop.money import Payment, PaymentState
from shop.people import CARRIER_PHONES
from shop.slots import Slot
from shop.sql_rows import invoice_of, protection_of, review_of, service_of
from shop.tables import logistics_events, order_lines, orders, payments, products, refunds
from shop.tables_service import invoices, protections, reviews, service_orders


def load_order(connection: Connection, number: str) -> Order:
    """Raises OrderNotFound."""
    row = connection.execute(select(orders).where(orders.c.number == number)).first()
    if row is None:
        raise OrderNotFound(number)

    def hanging_on(table: Any, *ordered_by: Any) -> Sequence[Any]:
        return connection.execute(select(table).where(table.c.order_number == number).order_by(*ordered_by)).all()

    refund = next(iter(hanging_on(refunds)), None)
    invoice = next(iter(hanging_on(invoices)), None)
    review = next(iter(hanging_on(reviews)), None)
    return Order(
        number=row.number,
        state=OrderState(row.state),
        lines=_lines(connection, number),
        address=Address(
            row.province, row.city, row.district, row.detail, recipient=row.recipient, title=row.title, phone=row.phone
        ),
        total=row.total,
        placed_at=row.placed_at,
        pay_by=row.pay_by,
        paid_at=row.paid_at,
        dispatch_by=row.dispatch_by,
        dispatched_at=row.dispatched_at,
        signed_at=row.signed_at,
        completed_at=row.completed_at,
        cancelled_at=row.cancelled_at,
        cancel_reason=row.cancel_reason,
        parcel=_parcel(row, hanging_on(logistics_events, logistics_events.c.step)),
        refund=None if refund is None else _refund(refund),
        account_id=row.account_id,
        note=row.note,
        is_hidden=row.is_hidden,
        delivery_slot=_slot(row),
        payments=tuple(_payment(one) for one in hanging_on(payments, payments.c.attempt)),
        services=tuple(
            service_of(one) for one in hanging_on(service_orders, service_orders.c.created_at, service_orders.c.number)
        ),
        invoice=None if invoice is None else invoice_of(invoice),
        protections=tuple(protection_of(one) for one in hanging_on(protections, protections.c.applied_at)),
        review=None if review is None else review_of(review),
    )


def lock_order(connection: Connection, number: str) -> Order:
    """The order, which nobody else can write before this transaction ends; raises OrderNotFound."""
    # SQLite, whose writers queue anyway, leaves the FOR UPDATE out.
    connection.execute(select(orders.c.number).where(orders.c.number == number).with_for_update())
    return load_order(connection, number)


def _lines(connection: Connection, number: str) -> tuple[OrderLine, ...]:
    rows = connection.execute(
        select(order_lines, products.c.name, products.c.category, products.c.price.label("now"))
        .add_columns(products.c.warranty_months)
        .join(products, products.c.id == order_lines.c.product_id)
        .where(order_lines.c.order_number == number)
        .order_by(order_lines.c.line)
    ).all()
    return tuple(
        OrderLine(
            product_id=row.product_id,
            product_name=row.name,
            quantity=row.quantity,
            category=row.category,
            price=row.price,
            price_now=row.now,
            warranty_months=row.warranty_months,
        )
        for row in rows
    )


def _slot(row: Any) -> Slot | None:
    return None if row.delivery_day is None else Slot(row.delivery_day, row.delivery_start, row.delivery_end)


def _parcel(row: Any, steps: Sequence[Any]) -> Parcel | None:
    if not steps:
        return None
    return Parcel(
        carrier=row.carrier,
        carrier_phone=CARRIER_PHONES[row.carrier],
        tracking_number=row.tracking_number,
        arrives_by=row.arrives_by,
        events=tuple(LogisticsEvent(step.at, step.text) for step in steps),
        courier=Courier(row.courier_name, row.courier_phone) if row.courier_name else None,
        hurried_at=row.hurried_at,
    )


def _payment(row: Any) -> Payment:
    return Payment(row.at, row.method, row.amount, PaymentState(row.state), row.reason)


def _refund(row: Any) -> Refund:
    return Refund(
        number=row.number,
        state=RefundState(row.state),
        amount=row.amount,
        bank=row.bank,
        account_tail=row.account_tail,
        requested_at=row.requested_at,
        due_at=row.due_at,
        sent_at=row.sent_at,
        paid_at=row.paid_at,
        decided_at=row.decided_at,
        reject_reason=row.reject_reason,
    )
