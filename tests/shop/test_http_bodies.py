"""Bodies at the border: ours go out and come back the same, what does not fit is a shop out of order."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shop.errors import NotAllowed, ShopUnavailable
from shop.http import HttpShop, open_http_shop
from shop.http_calls import idempotency_key
from shop.http_refusals import refusal_from_wire, refusal_to_wire
from shop.http_wire import Unfit, from_wire, to_wire
from shop.models import EffectKey, Order, OrderState
from shop.policy import read_policy
from shop.rules import RULES
from shop.seed import order_number
from tests.shop.bench import Bench, key
from tests.shop.conftest import NOW, TODAY
from tests.shop.stand_in import TOKEN, Misdeed, StandIn

LINES = [
    *(state.value for state in OrderState),
    "signed invoice=issued review=published service=repair:booked",
    "completed payment=duplicate invoice=changed",
    "pending_payment payment=failed",
]


@pytest.mark.parametrize("line", LINES)
def test_an_order_comes_back_as_it_went_out(made: Bench, line: str) -> None:
    order = made.order(line)

    assert from_wire(Order, to_wire(order)) == order


@pytest.mark.parametrize("line", LINES)
def test_every_refusal_of_the_rules_comes_back_as_it_went_out(made: Bench, line: str) -> None:
    order, policy = made.order(line), read_policy()
    refusals = [refusal for rule in RULES.values() if (refusal := rule(order, policy, NOW)) is not None]

    assert refusals
    for refusal in refusals:
        assert refusal_from_wire(refusal_to_wire(refusal), "$") == refusal


def test_what_is_null_may_be_left_out_and_what_nobody_knows_is_passed_over(made: Bench) -> None:
    order = made.order("signed")
    sparse = {name: value for name, value in to_wire(order).items() if value is not None}

    assert len(sparse) < len(to_wire(order))
    assert from_wire(Order, {**sparse, "loyalty": {"colour": "gold"}}) == order


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (EffectKey("m-1", "action_do_task"), "m-1:action_do_task"),
        (EffectKey("微信:1", "a b"), "%E5%BE%AE%E4%BF%A1%3A1:a%20b"),
    ],
)
def test_a_key_is_two_names_that_any_header_can_carry(key: EffectKey, said: str) -> None:
    assert idempotency_key(key) == said


# --- what does not fit ----------------------------------------------------------------------------------------------


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[StandIn]:
    bench = Bench.at(f"sqlite:///{tmp_path / 'shop.db'}", TODAY)
    bench.order("delivering review=published")
    with StandIn(bench.shop) as stand_in:
        yield stand_in
    bench.engine.dispose()


@pytest.fixture
def number(stand_in: StandIn) -> str:
    return order_number(1000)


@pytest.fixture
def shop(stand_in: StandIn) -> Iterator[HttpShop]:
    shop = open_http_shop(stand_in.url, TOKEN)
    yield shop
    shop.close()


@pytest.mark.parametrize(
    "garbage", [b"", b"<html>502</html>", b'{"number": ', b"[" * 100_000, b"\xff\xfe", b"null", b"[]", b"9" * 5000]
)
def test_garbage_is_a_shop_out_of_order_and_asked_for_once(
    shop: HttpShop, stand_in: StandIn, number: str, garbage: bytes
) -> None:
    stand_in.misbehaves(Misdeed(garbage=garbage))

    with pytest.raises(ShopUnavailable):
        shop.order(number)
    assert stand_in.count("order") == 1


def put(**values: Any) -> Callable[[Any], Any]:
    return lambda body: {**body, **values}


def without(name: str) -> Callable[[Any], Any]:
    return lambda body: {each: value for each, value in body.items() if each != name}


def in_parcel(**values: Any) -> Callable[[Any], Any]:
    return lambda body: {**body, "parcel": {**body["parcel"], **values}}


def in_line(**values: Any) -> Callable[[Any], Any]:
    return lambda body: {**body, "lines": [{**body["lines"][0], **values}]}


@pytest.mark.parametrize(
    ("edit", "where"),
    [
        (without("total_fen"), "$.total_fen is missing"),
        (without("is_hidden"), "$.is_hidden is missing"),
        (put(total_fen=25.9), "$.total_fen is no whole number"),
        (put(total_fen="25900"), "$.total_fen is no whole number"),
        (put(total_fen=True), "$.total_fen is no whole number"),
        (put(total_fen=-1), "$.total_fen is no whole number"),
        (put(total_fen=None), "$.total_fen is no whole number"),
        (put(state="lost"), "$.state is 'lost'"),
        (put(state=["signed"]), "$.state is"),
        (put(is_hidden="false"), "$.is_hidden is neither"),
        (put(placed_at="2026-11-21T02:00:00"), "$.placed_at is no instant"),
        (put(placed_at="2026-02-30T02:00:00Z"), "$.placed_at is no instant"),
        (put(placed_at="0001-01-01T00:00:00+14:00"), "$.placed_at is no instant"),
        (put(placed_at=1_763_690_400), "$.placed_at is no instant"),
        (put(lines=[]), "$.lines is empty"),
        (put(lines={}), "$.lines is no list"),
        (put(address=None), "$.address is no object"),
        (put(parcel=[]), "$.parcel is no object"),
        (put(delivery_slot={"day": "2026-11-24", "start": "9:00", "end": "12:00"}), "$.delivery_slot.start is no time"),
        (put(delivery_slot={"day": "24.11.", "start": "09:00", "end": "12:00"}), "$.delivery_slot.day is no day"),
        (in_parcel(events=[]), "$.parcel.events is empty"),
        (in_parcel(events=[{"at": "2026-11-21T02:00:00Z"}]), "$.parcel.events[0].text is missing"),
        (in_line(price_fen=None), "$.lines[0].price_fen is no whole number"),
        (in_line(quantity="2"), "$.lines[0].quantity is no whole number"),
        (lambda body: {**body, "review": {**body["review"], "grade": 6}}, "$.review.grade is not between 1 and 5"),
        (put(number="260000000000"), "another number"),
    ],
)
def test_an_order_that_does_not_fit_is_a_shop_out_of_order(
    shop: HttpShop, stand_in: StandIn, number: str, edit: Callable[[Any], Any], where: str
) -> None:
    stand_in.misbehaves(Misdeed(edit=edit))

    with pytest.raises(ShopUnavailable) as error:
        shop.order(number)
    assert where in str(error.value)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://shop.example.com/1", "//evil.example.com/1", "data:,x"])
def test_an_invoice_is_opened_at_no_other_address_than_a_page(made: Bench, url: str) -> None:
    order = to_wire(made.order("signed invoice=issued"))

    with pytest.raises(Unfit, match="no address of a page"):
        from_wire(Order, {**order, "invoice": {**order["invoice"], "download_url": url}})


@pytest.mark.parametrize(
    "edit",
    [
        without("refusal"),
        without("number"),
        put(refusal={"task": "order_cancel", "code": "bad_weather", "facts": {}}),
        put(refusal={"task": "order_cancel", "code": "dispatched", "facts": {"carrier": "顺丰速运"}}),
        put(refusal={"task": "order_cancel", "code": "arrived", "facts": {"signed_at": "昨天"}}),
        put(refusal={"task": "order_cancel", "code": "arrived", "facts": ["昨天"]}),
        put(refusal="no"),
    ],
)
def test_a_refusal_that_nobody_can_say_is_a_shop_out_of_order(
    shop: HttpShop, stand_in: StandIn, number: str, edit: Callable[[Any], Any]
) -> None:
    with pytest.raises(NotAllowed):
        shop.cancel(number, "other", key(), NOW)

    stand_in.misbehaves(Misdeed(edit=edit))
    with pytest.raises(ShopUnavailable):
        shop.cancel(number, "other", key(), NOW)
