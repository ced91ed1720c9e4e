"""Writes what the demo's pages show: the few orders to try, with what to say, and the issued invoices."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, select

from shop.database import open_engine, reading
from shop.demo_plans import FIRST_WORTH_TRYING, PLANS, WORTH_TRYING
from shop.models import OrderState
from shop.money import InvoiceKind
from shop.seed_order import order_number
from shop.slots import SHANGHAI
from shop.sql_load import load_order
from shop.tables_service import invoices

# One of each state that a visitor can ask about, two of those whose address can still be changed.
_SHOWN = {
    OrderState.PENDING_PAYMENT: 1,
    OrderState.TO_DISPATCH: 2,
    OrderState.IN_TRANSIT: 1,
    OrderState.DELIVERING: 1,
    OrderState.SIGNED: 1,
    OrderState.REFUNDING: 1,
    OrderState.REFUNDED: 1,
}


def write_demo_orders(url: str, path: Path) -> list[dict[str, str]]:
    """The list as written: [{"number", "phone_tail", "product", "status_text"}], some with a sentence to "say"."""
    engine = open_engine(url)
    try:
        with reading(engine) as connection:
            shown = [*_by_state(connection), *_worth_trying(connection)]
    finally:
        engine.dispose()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(shown, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return shown


def write_demo_invoices(url: str, path: Path) -> None:
    """The invoices by the name their link ends in: {name: {number, kind, title, tax_number, amount, issued_at}}."""
    engine = open_engine(url)
    try:
        with reading(engine) as connection:
            issued = connection.execute(select(invoices).where(invoices.c.download_url.is_not(None))).all()
    finally:
        engine.dispose()
    shown = {
        row.download_url.rpartition("/")[2]: {
            "number": row.order_number,
            "kind": InvoiceKind(row.kind).in_chinese,
            "title": row.title,
            "tax_number": row.tax_number,
            "amount": f"{row.amount / 100:.2f}",
            "issued_at": f"{row.issued_at.astimezone(SHANGHAI):%Y-%m-%d}",
        }
        for row in issued
    }
    path.write_text(json.dumps(shown, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _by_state(connection: Connection) -> Iterator[dict[str, str]]:
    shown: Counter[OrderState] = Counter()
    for index, plan in enumerate(PLANS[:FIRST_WORTH_TRYING]):
        if shown[plan.state] < _SHOWN.get(plan.state, 0):
            shown[plan.state] += 1
            yield _entry(connection, index)


def _worth_trying(connection: Connection) -> Iterator[dict[str, str]]:
    for index, (_, sentence) in enumerate(WORTH_TRYING, start=FIRST_WORTH_TRYING):
        if sentence is not None:
            entry = _entry(connection, index)
            yield entry | {"say": sentence.format(number=entry["number"], tail=entry["phone_tail"])}


def _entry(connection: Connection, index: int) -> dict[str, str]:
    order = load_order(connection, order_number(index))
    return {
        "number": order.number,
        "phone_tail": order.address.phone[-4:],
        "product": order.lines[0].product_name,
        "status_text": order.state.in_chinese,
    }
