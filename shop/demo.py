"""Writes the few orders a visitor of the demo may try, with the digits that open them."""

import json
from pathlib import Path

from sqlalchemy import func, select

from shop.database import open_engine, reading
from shop.models import OrderState
from shop.tables import order_lines, orders, products

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
    """The list as written: [{"number", "phone_tail", "product", "status_text"}]."""
    engine = open_engine(url)
    rank = func.row_number().over(partition_by=orders.c.state, order_by=orders.c.placed_at.desc()).label("rank")
    query = (
        select(orders.c.number, orders.c.phone, orders.c.state, products.c.name, rank)
        .join(order_lines, order_lines.c.order_number == orders.c.number)
        .join(products, products.c.id == order_lines.c.product_id)
        .order_by(orders.c.number)
    )
    try:
        with reading(engine) as connection:
            rows = connection.execute(query).all()
    finally:
        engine.dispose()
    shown = [
        {"number": number, "phone_tail": phone[-4:], "product": product, "status_text": state.in_chinese}
        for state, count in _SHOWN.items()
        for number, phone, stored, product, place in rows
        if stored == state.value and place <= count
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(shown, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return shown
