"""The demo shop: complete, the same everywhere, and never in the future."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from shop.after_sales import ServiceKind, ServiceState
from shop.columns import metadata
from shop.database import open_engine, reading, writing
from shop.demo import write_demo_orders
from shop.models import EffectKey, OrderState, RefundState
from shop.seed import order_number, seed
from shop.sql import SqlShop
from shop.tables import SCHEMA_VERSION, logistics_events, orders, refunds, schema_version
from shop.tables_service import service_orders
from tests.shop.conftest import NOW, TODAY

# Empty until somebody has asked for something.
_FILLED_BY_CUSTOMERS = {"stock_notices", "price_protections", "effects", "verification_attempts"}


@pytest.fixture(params=["sqlite", "postgresql"])
def adapter(request: pytest.FixtureRequest) -> str:
    """Nobody seeds a shop over HTTP."""
    return str(request.param)


def test_there_are_orders_in_every_state_and_refunds_in_every_state(shop: SqlShop) -> None:
    with reading(shop.engine) as connection:
        states = Counter(connection.execute(select(orders.c.state)).scalars())
        refund_states = Counter(connection.execute(select(refunds.c.state)).scalars())

    assert set(states) == {state.value for state in OrderState}
    assert sum(states.values()) >= 64
    assert set(refund_states) == {state.value for state in RefundState}


def test_there_are_forty_products_with_prices_in_fen(shop: SqlShop) -> None:
    products = shop.products()

    assert len(products) == 40
    assert products[0].price == 189_900


def test_order_numbers_are_twelve_digits_and_all_different() -> None:
    numbers = [order_number(index) for index in range(500)]

    assert len(set(numbers)) == 500
    assert all(len(number) == 12 and number.isdigit() for number in numbers)


def test_the_same_day_gives_the_same_shop_and_another_day_the_same_numbers(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path / name}.db" for name in ("one", "two", "later")]
    for url, day in zip(urls, (TODAY, TODAY, TODAY + timedelta(days=40)), strict=True):
        seed(url, day)

    one, two, later = (_everything(url) for url in urls)

    assert one == two
    assert [row.number for row in one] == [row.number for row in later]
    assert [row.phone for row in one] == [row.phone for row in later]


def test_nothing_has_happened_after_the_morning_of_the_day(shop: SqlShop) -> None:
    morning = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)  # midnight in Shanghai
    with reading(shop.engine) as connection:
        events = connection.execute(select(logistics_events.c.at)).scalars().all()
        columns: list[Any] = [orders.c.placed_at, orders.c.paid_at, orders.c.dispatched_at, orders.c.signed_at]
        columns += [orders.c.completed_at, orders.c.cancelled_at]
        happened = [at for row in connection.execute(select(*columns)) for at in row if at is not None]
        columns = [refunds.c.requested_at, refunds.c.decided_at, refunds.c.sent_at, refunds.c.paid_at]
        happened += [at for row in connection.execute(select(*columns)) for at in row if at is not None]

    assert max([*events, *happened]) < morning


def test_a_filled_shop_is_left_alone_unless_forced(shop: SqlShop, shop_url: str) -> None:
    number = order_number(8)
    order = shop.order(number)
    moved = replace(order.address, detail="青禾路1号")
    shop.change_address(number, moved, EffectKey("m1", "change"), NOW)

    seed(shop_url, TODAY)
    assert shop.order(number).address.detail == "青禾路1号"

    seed(shop_url, TODAY, force=True)
    assert shop.order(number).address.detail == order.address.detail


def test_the_demo_list_names_orders_that_open_with_their_digits(shop: SqlShop, shop_url: str, tmp_path: Path) -> None:
    path = tmp_path / "var" / "demo-orders.json"

    shown = write_demo_orders(shop_url, path)

    assert json.loads(path.read_text(encoding="utf-8")) == shown
    assert len({entry["status_text"] for entry in shown}) >= 6
    assert all(shop.order(entry["number"]).address.phone.endswith(entry["phone_tail"]) for entry in shown)
    said = [entry for entry in shown if "say" in entry]
    assert len(said) >= 8
    assert all(entry["number"] in entry["say"] and entry["phone_tail"] in entry["say"] for entry in said)


def test_what_hangs_on_the_orders_is_the_same_too(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path / name}.db" for name in ("one", "two")]
    for url in urls:
        seed(url, TODAY)

    one, two = (_every_table(url) for url in urls)

    assert one == two
    assert all(rows for name, rows in one.items() if name not in _FILLED_BY_CUSTOMERS)


def test_the_first_orders_keep_their_numbers_and_people(shop: SqlShop) -> None:
    first, last = shop.order("261134205618"), shop.order(order_number(91))

    assert (first.state, first.address.phone[-4:], first.lines[0].product_id) == (
        OrderState.PENDING_PAYMENT,
        "4077",
        "p01",
    )
    assert last.state is OrderState.TO_DISPATCH


def test_there_is_a_service_order_in_every_state(shop: SqlShop) -> None:
    with reading(shop.engine) as connection:
        states = set(connection.execute(select(service_orders.c.state)).scalars())
        kinds = set(connection.execute(select(service_orders.c.kind)).scalars())

    assert states == {state.value for state in ServiceState}
    assert kinds == {kind.value for kind in ServiceKind}


def test_in_every_city_some_slot_is_full_and_others_are_free(shop: SqlShop) -> None:
    order = shop.order(order_number(0))

    for kind, rule in shop.policy.slots.items():
        free = shop.free_slots(kind, order.number, NOW)
        offered = len(rule.hours) * (rule.last_day - rule.first_day + 1)
        assert 0 < len(free) < offered


def test_a_shop_of_an_older_schema_is_rebuilt_and_says_so(shop_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    engine = open_engine(shop_url)
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE orders (number VARCHAR(12) PRIMARY KEY, state VARCHAR(20))")
        connection.exec_driver_sql("INSERT INTO orders VALUES ('260000000000', 'signed')")
        # A table that hangs on the older one must not keep it from going.
        connection.exec_driver_sql(
            "CREATE TABLE order_lines (order_number VARCHAR(12) REFERENCES orders (number), line INTEGER)"
        )
        connection.exec_driver_sql("INSERT INTO order_lines VALUES ('260000000000', 1)")

    count = seed(shop_url, TODAY)

    assert SqlShop(engine).order(order_number(0)).number == order_number(0)
    assert count > 100
    assert capsys.readouterr().out == "The demo shop was made by another version; it is rebuilt.\n"
    engine.dispose()


def test_a_shop_of_another_version_is_rebuilt_and_one_of_this_is_not(
    shop: SqlShop, shop_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    cancelled = shop.cancel(order_number(8), "late", EffectKey("m1", "cancel"), NOW)
    seed(shop_url, TODAY)
    assert shop.order(order_number(8)) == cancelled
    assert capsys.readouterr().out == ""
    with writing(shop.engine) as connection:
        connection.execute(schema_version.update().values(version=SCHEMA_VERSION - 1))

    seed(shop_url, TODAY)

    assert shop.order(order_number(8)).state is OrderState.TO_DISPATCH
    assert "rebuilt" in capsys.readouterr().out


def _every_table(url: str) -> dict[str, list[Any]]:
    engine = open_engine(url)
    with reading(engine) as connection:
        rows = {
            table.name: sorted(connection.execute(select(table)).all(), key=str) for table in metadata.sorted_tables
        }
    engine.dispose()
    return rows


def _everything(url: str) -> list[Any]:
    engine = open_engine(url)
    with reading(engine) as connection:
        rows = list(connection.execute(select(orders).order_by(orders.c.number)))
    engine.dispose()
    return rows
