"""The shop in SQL: the adapter behind the port, for SQLite and PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, select, update
from sqlalchemy.exc import IntegrityError

from shop import verification
from shop.database import reading, writing
from shop.errors import AddressClosed, OrderNotFound
from shop.models import (
    ADDRESS_OPEN,
    Address,
    EffectKey,
    LogisticsEvent,
    Order,
    OrderLine,
    OrderState,
    Parcel,
    Product,
    Refund,
    RefundState,
)
from shop.tables import effects, logistics_events, order_lines, orders, products, refunds
from shop.verification import IdentityClaim, Verification


@dataclass(frozen=True)
class SqlShop:
    """One method is one transaction."""

    engine: Engine

    def order(self, number: str) -> Order:
        with reading(self.engine) as connection:
            return _load(connection, number)

    def products(self) -> tuple[Product, ...]:
        with reading(self.engine) as connection:
            rows = connection.execute(select(products).order_by(products.c.id)).all()
        return tuple(Product(**row._mapping) for row in rows)

    def change_address(self, number: str, new: Address, key: EffectKey, at: datetime) -> Order:
        with writing(self.engine) as connection:
            if not _record_effect(connection, number, key, at):
                return _load(connection, number)
            # State is checked by the statement that writes: a dispatch in between cannot slip through.
            changed = connection.execute(
                update(orders)
                .where(orders.c.number == number, orders.c.state.in_([state.value for state in ADDRESS_OPEN]))
                .values(
                    province=new.province,
                    city=new.city,
                    district=new.district,
                    detail=new.detail,
                    recipient=new.recipient,
                    title=new.title,
                    phone=new.phone,
                )
            )
            order = _load(connection, number)
            if changed.rowcount == 0:
                raise AddressClosed(number, order.state)
            return order

    def verify(self, claim: IdentityClaim, at: datetime) -> Verification:
        with writing(self.engine) as connection:
            return verification.verify(connection, claim, at)

    def is_locked(self, number: str | None, contact_id: str, at: datetime) -> bool:
        with reading(self.engine) as connection:
            return verification.wrong_tries(connection, number, contact_id, at) >= verification.ALLOWED_TRIES


def _record_effect(connection: Connection, number: str, key: EffectKey, at: datetime) -> bool:
    """False when this message has already done this; raises OrderNotFound."""
    if connection.execute(select(orders.c.number).where(orders.c.number == number)).first() is None:
        raise OrderNotFound(number)
    try:
        # A savepoint, since PostgreSQL gives up a whole transaction over a duplicate key.
        with connection.begin_nested():
            connection.execute(
                effects.insert().values(message_id=key.message_id, action=key.action, order_number=number, done_at=at)
            )
    except IntegrityError:
        return False
    return True


def _load(connection: Connection, number: str) -> Order:
    row = connection.execute(select(orders).where(orders.c.number == number)).first()
    if row is None:
        raise OrderNotFound(number)
    lines = connection.execute(
        select(order_lines.c.product_id, products.c.name, order_lines.c.quantity)
        .join(products, products.c.id == order_lines.c.product_id)
        .where(order_lines.c.order_number == number)
        .order_by(order_lines.c.line)
    ).all()
    steps = connection.execute(
        select(logistics_events.c.at, logistics_events.c.text)
        .where(logistics_events.c.order_number == number)
        .order_by(logistics_events.c.step)
    ).all()
    refund = connection.execute(select(refunds).where(refunds.c.order_number == number)).first()
    return _order(row, lines, steps, refund)


def _order(row: Any, lines: Sequence[Any], steps: Sequence[Any], refund: Any) -> Order:
    return Order(
        number=row.number,
        state=OrderState(row.state),
        lines=tuple(OrderLine(product_id, name, quantity) for product_id, name, quantity in lines),
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
        parcel=_parcel(row, steps),
        refund=None if refund is None else _refund(refund),
    )


def _parcel(row: Any, steps: Sequence[Any]) -> Parcel | None:
    if not steps:
        return None
    events = tuple(LogisticsEvent(at, text) for at, text in steps)
    return Parcel(row.carrier, row.tracking_number, row.arrives_by, events)


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
