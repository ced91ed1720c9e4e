"""Writes about money: an invoice asked for, changed or sent once more, the price difference paid back."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from shop.models import EffectKey
from shop.money import Invoice, InvoiceRequest, InvoiceState, PriceProtection
from shop.periods import working_days_later
from shop.policy import Policy
from shop.rules import RULES, price_difference
from shop.sql_effects import is_first_time, keep_result, refuse, result_of
from shop.sql_load import lock_order
from shop.sql_rows import invoice_of, protection_of
from shop.tables_service import invoices, protections


def request_invoice(
    connection: Connection, policy: Policy, number: str, wanted: InvoiceRequest, key: EffectKey, at: datetime
) -> Invoice:
    order = lock_order(connection, number)
    if not is_first_time(connection, key, number, at):
        return _invoice(connection, number)
    refuse(number, RULES["invoice_change"](order, policy, at))
    values = {
        "kind": wanted.kind.value,
        "title": wanted.title,
        "tax_number": wanted.tax_number,
        "email": wanted.email,
        "amount": order.total,
        "requested_at": at,
        "due_at": at + policy.feedback_within,
        "issued_at": None,
        "download_url": None,
    }
    if order.invoice is None:
        connection.execute(
            invoices.insert().values(order_number=number, state=InvoiceState.REQUESTED.value, changes=0, **values)
        )
    else:
        is_issued = order.invoice.state is not InvoiceState.REQUESTED
        state = InvoiceState.REISSUING if is_issued else InvoiceState.REQUESTED
        connection.execute(
            update(invoices)
            .where(invoices.c.order_number == number)
            .values(state=state.value, changes=order.invoice.changes + 1, **values)
        )
    return _invoice(connection, number)


def send_invoice(
    connection: Connection, policy: Policy, number: str, email: str | None, key: EffectKey, at: datetime
) -> Invoice:
    order = lock_order(connection, number)
    if not is_first_time(connection, key, number, at):
        return _invoice(connection, number)
    refuse(number, RULES["invoice_view"](order, policy, at))
    if email is not None:
        connection.execute(update(invoices).where(invoices.c.order_number == number).values(email=email))
    return _invoice(connection, number)


def protect_price(connection: Connection, policy: Policy, number: str, key: EffectKey, at: datetime) -> PriceProtection:
    order = lock_order(connection, number)
    if not is_first_time(connection, key, number, at):
        return _protection(connection, result_of(connection, key))
    refuse(number, RULES["price_protection"](order, policy, at))
    cheaper = next(line for line in order.lines if line.price_now < line.price)
    made = f"P{number}"
    connection.execute(
        protections.insert().values(
            number=made,
            order_number=number,
            paid_price=cheaper.price,
            price_now=cheaper.price_now,
            difference=price_difference(order),
            applied_at=at,
            due_at=working_days_later(at, policy.refund_working_days),
        )
    )
    keep_result(connection, key, made)
    return _protection(connection, made)


def _invoice(connection: Connection, number: str) -> Invoice:
    return invoice_of(connection.execute(select(invoices).where(invoices.c.order_number == number)).one())


def _protection(connection: Connection, number: str) -> PriceProtection:
    return protection_of(connection.execute(select(protections).where(protections.c.number == number)).one())
