"""The one refund of an order: written when money is to go back, taken away when the customer changes their mind."""

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from shop.models import RefundState
from shop.tables import orders, refunds


def write_refund(
    connection: Connection,
    number: str,
    *,
    state: RefundState,
    amount: int,
    requested_at: datetime,
    decided_at: datetime | None,
    due_at: datetime | None,
    sent_at: datetime | None = None,
) -> None:
    """Put it in place of an earlier, refused one; the money goes where it came from."""
    paid_from = connection.execute(select(orders.c.bank, orders.c.account_tail).where(orders.c.number == number)).one()
    take_refund_away(connection, number)
    connection.execute(
        refunds.insert().values(
            number=f"R{number}",
            order_number=number,
            state=state.value,
            amount=amount,
            bank=paid_from.bank,
            account_tail=paid_from.account_tail,
            requested_at=requested_at,
            decided_at=decided_at,
            due_at=due_at,
            sent_at=sent_at,
        )
    )


def look_into(connection: Connection, number: str, due_at: datetime) -> None:
    """The goods are on their way back: the next step is the shop's."""
    connection.execute(
        update(refunds).where(refunds.c.order_number == number).values(state=RefundState.REVIEWING.value, due_at=due_at)
    )


def take_refund_away(connection: Connection, number: str) -> None:
    connection.execute(delete(refunds).where(refunds.c.order_number == number))
