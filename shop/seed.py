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
from shop.demo import write_demo_invoices, write_demo_orders
from shop.demo_plans import PLANS
from shop.seed_catalogue import fill_some_slots, write_goods
from shop.seed_order import add_order, order_number
from shop.tables import SCHEMA_VERSION, orders, schema_version

__all__ = ["add_order", "order_number", "seed"]


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
            return len(PLANS)
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
    for index, plan in enumerate(PLANS):
        add_order(connection, plan, today, index)
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
    write_demo_invoices(options.url, options.list.with_name("demo-invoices.json"))
    sys.stdout.write(f"The demo shop holds {count} orders; {len(shown)} to try are listed in {options.list}.\n")


if __name__ == "__main__":
    main()
