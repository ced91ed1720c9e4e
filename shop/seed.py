"""Fills an empty shop with the demo: the catalogue and orders in every state, the same on every machine."""

import argparse
import os
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy import Connection, delete, func, select

from shop.database import create_tables, open_engine, writing
from shop.demo import write_demo_orders
from shop.models import OrderState, RefundState
from shop.people import DISTRICTS, invented_address
from shop.tables import attempts, effects, logistics_events, order_lines, orders, products, refunds
from shop.timeline import History, Plan, history

CATALOGUE = Path(__file__).resolve().parents[1] / "data" / "shop" / "products.yml"

_PLANS = (
    *[Plan(OrderState.PENDING_PAYMENT)] * 7,
    *[Plan(OrderState.TO_DISPATCH)] * 14,
    *[Plan(OrderState.DISPATCHED)] * 7,
    *[Plan(OrderState.IN_TRANSIT)] * 9,
    Plan(OrderState.IN_TRANSIT, is_late=True),
    *[Plan(OrderState.DELIVERING)] * 7,
    *[Plan(OrderState.SIGNED)] * 8,
    *[Plan(OrderState.COMPLETED)] * 6,
    *[Plan(OrderState.COMPLETED, RefundState.REJECTED)] * 2,
    *[Plan(OrderState.CANCELLED)] * 6,
    *[Plan(OrderState.REFUNDING, RefundState.REVIEWING)] * 3,
    *[Plan(OrderState.REFUNDING, RefundState.AWAITING_RETURN)] * 3,
    *[Plan(OrderState.REFUNDING, RefundState.PROCESSING)] * 3,
    Plan(OrderState.REFUNDING, RefundState.PROCESSING, is_late=True),
    *[Plan(OrderState.REFUNDED, RefundState.PAID)] * 5,
    # More are added here, at the end: numbers and people of the others stay as they are.
    *[Plan(OrderState.TO_DISPATCH)] * 10,
)


def seed(url: str, today: date, force: bool = False) -> int:
    """Write the demo shop and return how many orders it has; an already filled shop is left alone without `force`."""
    engine = open_engine(url)
    try:
        create_tables(engine)
        with writing(engine) as connection:
            present: int = connection.execute(select(func.count()).select_from(orders)).scalar_one()
            if present and not force:
                return present
            for table in (attempts, effects, refunds, logistics_events, order_lines, orders, products):
                connection.execute(delete(table))
            _fill(connection, today)
            return len(_PLANS)
    finally:
        engine.dispose()


def order_number(index: int) -> str:
    """Twelve digits that look unrelated and never change."""
    return f"26{(index * 7_368_787_949 + 1_134_205_618) % 10**10:010d}"


def _fill(connection: Connection, today: date) -> None:
    catalogue = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    connection.execute(products.insert(), [_product(entry) for entry in catalogue])
    for index, plan in enumerate(_PLANS):
        # One generator per order: adding an order changes no other.
        random = Random(f"heyan-{index}")  # noqa: S311 - invented data, not a secret
        district = random.choice(DISTRICTS)
        address = invented_address(random, district)
        entry, quantity = catalogue[(index * 7) % len(catalogue)], 2 if random.random() < 0.15 else 1
        total = round(entry["price"] * 100) * quantity
        number = order_number(index)
        made = history(plan, today, district, random, total=total, number=number)
        connection.execute(
            orders.insert().values(
                number=number,
                state=plan.state.value,
                total=total,
                recipient=address.recipient,
                title=address.title,
                phone=address.phone,
                province=address.province,
                city=address.city,
                district=address.district,
                detail=address.detail,
                **made.order,
            )
        )
        connection.execute(
            order_lines.insert().values(order_number=number, line=1, product_id=entry["id"], quantity=quantity)
        )
        _write_movements(connection, number, made)


def _write_movements(connection: Connection, number: str, made: History) -> None:
    if made.steps:
        connection.execute(
            logistics_events.insert(),
            [
                {"order_number": number, "step": step, "at": at, "text": text}
                for step, (at, text) in enumerate(made.steps)
            ],
        )
    if made.refund is not None:
        connection.execute(refunds.insert().values(**{**made.refund, "state": made.refund["state"].value}))


def _product(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": entry["id"],
        "name": entry["name"],
        "model": entry["model"],
        "category": entry["category"],
        "price": round(entry["price"] * 100),
        "warranty_months": entry["warranty_months"],
    }


def main() -> None:
    """`python -m shop.seed --url URL`: fill the shop where it is empty, and list the orders to try."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--url", required=True, help="the shop's database")
    parser.add_argument("--force", action="store_true", help="begin anew, even where orders are")
    var_dir = Path(os.environ.get("VAR_DIR") or "var")
    parser.add_argument("--list", type=Path, default=var_dir / "demo-orders.json", help="where the list is written")
    options = parser.parse_args()
    count = seed(options.url, datetime.now(ZoneInfo("Asia/Shanghai")).date(), options.force)
    shown = write_demo_orders(options.url, options.list)
    sys.stdout.write(f"The demo shop holds {count} orders; {len(shown)} to try are listed in {options.list}.\n")


if __name__ == "__main__":
    main()
