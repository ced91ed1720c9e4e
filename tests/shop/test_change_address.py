"""An address changes once per message, and never after dispatch."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine, func, select, update

from shop.database import reading, writing
from shop.errors import NotAllowed, OrderNotFound, ShopUnavailable
from shop.models import Address, EffectKey, OrderState
from shop.port import Shop
from shop.tables import effects, orders
from tests.shop.conftest import NOW

NEW = Address("江苏省", "南京市", "鼓楼区", "中山北路30号", recipient="周敏", title="女士", phone="13900001111")
KEY = EffectKey("m1", "action_change_address")


def _number(engine: Engine, state: OrderState) -> str:
    with reading(engine) as connection:
        query = select(orders.c.number).where(orders.c.state == state.value).order_by(orders.c.number)
        return str(connection.execute(query).scalars().first())


@pytest.mark.parametrize("state", [OrderState.PENDING_PAYMENT, OrderState.TO_DISPATCH])
def test_before_dispatch_the_whole_address_changes(shop: Shop, engine: Engine, state: OrderState) -> None:
    number = _number(engine, state)

    changed = shop.change_address(number, NEW, KEY, NOW)

    assert changed.address == NEW
    assert shop.order(number).address == NEW
    assert changed.state is state


@pytest.mark.parametrize("state", sorted(set(OrderState) - {OrderState.PENDING_PAYMENT, OrderState.TO_DISPATCH}))
def test_in_every_other_state_it_is_refused_and_nothing_is_kept(shop: Shop, engine: Engine, state: OrderState) -> None:
    number = _number(engine, state)
    before = shop.order(number)

    with pytest.raises(NotAllowed) as refusal:
        shop.change_address(number, NEW, KEY, NOW)

    assert refusal.value.refusal.task == "order_change_address"
    assert shop.order(number) == before
    assert _effects(engine) == 0


def test_the_same_message_changes_nothing_the_second_time(shop: Shop, engine: Engine) -> None:
    number = _number(engine, OrderState.TO_DISPATCH)
    shop.change_address(number, NEW, KEY, NOW)
    later = replace(NEW, detail="中山北路99号")
    shop.change_address(number, later, EffectKey("m2", KEY.action), NOW)

    again = shop.change_address(number, NEW, KEY, NOW)

    assert again.address == later
    assert _effects(engine) == 2


def test_the_same_message_twenty_times_at_once_is_one_effect(shop: Shop, engine: Engine) -> None:
    number = _number(engine, OrderState.TO_DISPATCH)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: shop.change_address(number, NEW, KEY, NOW).address, range(20)))

    assert set(answers) == {NEW}
    assert _effects(engine) == 1


def test_an_order_that_arrived_in_between_is_refused(shop: Shop, engine: Engine) -> None:
    number = _number(engine, OrderState.TO_DISPATCH)
    with writing(engine) as connection:
        arrived = {"state": OrderState.SIGNED.value, "signed_at": NOW}
        connection.execute(update(orders).where(orders.c.number == number).values(arrived))

    with pytest.raises(NotAllowed):
        shop.change_address(number, NEW, KEY, NOW)


def test_an_unknown_order_is_not_found(shop: Shop) -> None:
    with pytest.raises(OrderNotFound):
        shop.change_address("000000000000", NEW, KEY, NOW)
    with pytest.raises(OrderNotFound):
        shop.order("000000000000")


def test_a_shop_without_its_tables_is_unavailable(shop: Shop, engine: Engine) -> None:
    with writing(engine) as connection:
        connection.exec_driver_sql("ALTER TABLE orders RENAME TO gone")

    with pytest.raises(ShopUnavailable):
        shop.order("000000000000")


def _effects(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(effects)).scalar_one()
