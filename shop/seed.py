"""Fills an empty shop with the demo: the catalogue and orders in every state, the same on every machine."""

import argparse
import os
import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, func, inspect, select
from sqlalchemy.engine import Engine

from shop.columns import metadata
from shop.database import create_tables, open_engine, writing
from shop.demo import write_demo_orders
from shop.models import OrderState, RefundState
from shop.plans import Plan, read_plan
from shop.seed_catalogue import fill_some_slots, write_coupons, write_goods
from shop.seed_order import add_order, order_number
from shop.tables import SCHEMA_VERSION, orders, schema_version

__all__ = ["add_order", "order_number", "seed"]

# One or two of everything that can be tried besides; each with what makes it worth trying.
_WORTH_TRYING = (
    "signed days=3 product=p04 invoice=issued review=published",
    "signed days=2 product=p12",
    "signed days=4 product=p18 price=drop",
    "completed days=20 product=p09 review=published",
    "completed days=12 product=p26",
    "signed days=3 product=p03",
    "signed days=2 product=p33 service=installation:booked",
    "signed days=5 product=p30 invoice=requested",
    "signed days=1 product=p36 price=drop level=金卡会员",
    "to_dispatch product=p08 level=铂金会员",
    "to_dispatch product=p04 price=drop",
    "in_transit product=p35",
    "pending_payment product=p28 payment=failed",
    "to_dispatch product=p15 payment=duplicate",
    "completed hidden days=30 product=p39",
    "completed days=40 product=p23 review=hidden",
    "completed days=60 product=p10 invoice=changed review=published",
    "completed days=200 product=p06",
    "signed days=6 product=p16 service=return:reviewing",
    "signed days=5 product=p19 service=return:in_return",
    "signed days=6 product=p38 service=return:inspecting",
    "signed days=4 product=p40 service=return:booked",
    "signed days=9 product=p20 service=exchange:reviewing",
    "signed days=9 product=p29 service=exchange:done",
    "completed days=90 product=p01 service=repair:booked",
    "completed days=120 product=p31 service=repair:done",
    "completed days=70 product=p34 service=repair:cancelled",
    "signed days=2 product=p25 service=missing:processing",
    "signed days=3 product=p24 service=wrong:processing",
    "signed days=3 product=p22 service=damaged:rejected",
    "signed days=2 product=p17 service=not_received:processing",
    "in_transit product=p27 service=refusal:in_return",
    "to_dispatch product=p11 service=refund:reviewing",
    # Several orders of one person, to be found by name and number.
    "signed days=8 product=p07 person=8",
    "pending_payment product=p32 person=8",
    "completed days=25 product=p13 person=60",
)

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
    *[read_plan(line) for line in _WORTH_TRYING],
)


def seed(url: str, today: date, force: bool = False) -> int:
    """Write the demo shop and return how many orders it has; a filled shop of this version is left alone."""
    engine = open_engine(url)
    try:
        is_older = _is_of_another_version(engine)
        if is_older:
            sys.stdout.write("The demo shop was made by another version; it is rebuilt.\n")
            _drop_everything(engine)
        create_tables(engine)
        with writing(engine) as connection:
            present: int = connection.execute(select(func.count()).select_from(orders)).scalar_one()
            if present and not force:
                return present
            for table in reversed(metadata.sorted_tables):
                connection.execute(delete(table))
            connection.execute(schema_version.insert().values(version=SCHEMA_VERSION))
            _fill(connection, today)
            return len(_PLANS)
    finally:
        engine.dispose()


def _is_of_another_version(engine: Engine) -> bool:
    """Demo data are not worth a migration: what does not fit is made anew."""
    with writing(engine) as connection:
        names = set(inspect(connection).get_table_names())
        if schema_version.name in names:
            version = connection.execute(select(schema_version.c.version)).scalar_one_or_none()
            return version is not None and version != SCHEMA_VERSION
        return orders.name in names


def _drop_everything(engine: Engine) -> None:
    """Tables of this version and the older ones' alike, by the names they have here."""
    with writing(engine) as connection:
        metadata.drop_all(connection)


def _fill(connection: Connection, today: date) -> None:
    write_goods(connection, today)
    for index, plan in enumerate(_PLANS):
        add_order(connection, plan, today, index)
    write_coupons(connection, today)
    fill_some_slots(connection, today)


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
