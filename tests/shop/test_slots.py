"""Appointments: what is offered, how many fit, and that the last place goes to one only."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from shop.errors import NotAllowed, SlotTaken
from shop.models import Order
from shop.slots import Slot, SlotKind
from tests.shop.bench import Bench, key
from tests.shop.conftest import NOW, TODAY


def _fridge(bench: Bench, city: str = "杭州") -> Order:
    return bench.order(f"to_dispatch product=p08 city={city}")


def test_every_span_of_the_next_days_is_offered_earliest_first(bench: Bench) -> None:
    slots = bench.shop.free_slots(SlotKind.DELIVERY, _fridge(bench).number, NOW)

    assert slots[0] == Slot(TODAY + timedelta(days=1), time(9), time(12))
    assert slots[-1] == Slot(TODAY + timedelta(days=7), time(18), time(21))
    assert len(slots) == 21
    assert list(slots) == sorted(slots)


def test_a_booked_delivery_is_kept_with_the_order_once(bench: Bench) -> None:
    order = _fridge(bench)
    slot = bench.shop.free_slots(SlotKind.DELIVERY, order.number, NOW)[0]

    booked = bench.shop.book_delivery(order.number, slot, key(), NOW)

    assert booked.delivery_slot == slot
    assert bench.shop.book_delivery(order.number, slot, key(), NOW) == booked
    assert bench.effects == 1


def test_booking_another_slot_gives_the_first_one_back(bench: Bench) -> None:
    order = _fridge(bench)
    first, second, *_ = bench.shop.free_slots(SlotKind.DELIVERY, order.number, NOW)
    _fill(bench, first, places=3)
    bench.shop.book_delivery(order.number, first, key("m1"), NOW)
    assert first not in bench.shop.free_slots(SlotKind.DELIVERY, order.number, NOW)

    moved = bench.shop.book_delivery(order.number, second, key("m2"), NOW)

    assert moved.delivery_slot == second
    assert first in bench.shop.free_slots(SlotKind.DELIVERY, order.number, NOW)


def test_a_full_slot_is_full_in_its_city_only(bench: Bench) -> None:
    here, there = _fridge(bench), _fridge(bench, "成都")
    slot = bench.shop.free_slots(SlotKind.DELIVERY, here.number, NOW)[0]
    _fill(bench, slot, places=4)

    with pytest.raises(SlotTaken):
        bench.shop.book_delivery(here.number, slot, key(), NOW)

    assert bench.shop.order(here.number).delivery_slot is None
    assert slot not in bench.shop.free_slots(SlotKind.DELIVERY, here.number, NOW)
    assert bench.shop.book_delivery(there.number, slot, key(), NOW).delivery_slot == slot


@pytest.mark.parametrize(
    "slot",
    [
        pytest.param(Slot(TODAY, time(9), time(12)), id="today is too early"),
        pytest.param(Slot(TODAY + timedelta(days=8), time(9), time(12)), id="too far away"),
        pytest.param(Slot(TODAY + timedelta(days=2), time(10), time(11)), id="none of the shop's spans"),
        pytest.param(Slot(date(2020, 1, 1), time(9), time(12)), id="long past"),
    ],
)
def test_a_slot_that_is_not_offered_cannot_be_booked(bench: Bench, slot: Slot) -> None:
    with pytest.raises(SlotTaken):
        bench.shop.book_delivery(_fridge(bench).number, slot, key(), NOW)


def test_of_ten_who_want_four_places_at_once_four_get_one(bench: Bench) -> None:
    numbers = [_fridge(bench).number for _ in range(10)]
    slot = bench.shop.free_slots(SlotKind.DELIVERY, numbers[0], NOW)[0]

    def book(number: str) -> str:
        try:
            bench.shop.book_delivery(number, slot, key(f"m-{number}"), NOW)
        except SlotTaken:
            return "taken"
        return "booked"

    with ThreadPoolExecutor(8) as threads:
        outcomes = Counter(threads.map(book, numbers))

    assert outcomes == {"booked": 4, "taken": 6}
    assert sum(bench.shop.order(number).delivery_slot == slot for number in numbers) == 4


def test_what_cannot_be_delivered_by_appointment_is_refused(bench: Bench) -> None:
    kettle = bench.order("to_dispatch product=p25")
    slot = bench.shop.free_slots(SlotKind.DELIVERY, kettle.number, NOW)[0]

    with pytest.raises(NotAllowed) as refused:
        bench.shop.book_delivery(kettle.number, slot, key(), NOW)

    assert refused.value.refusal.code == "not_bookable"


def test_moving_to_another_city_gives_the_place_back(bench: Bench) -> None:
    order = _fridge(bench)
    slot = bench.shop.free_slots(SlotKind.DELIVERY, order.number, NOW)[0]
    bench.shop.book_delivery(order.number, slot, key("m1"), NOW)
    elsewhere = replace(order.address, province="四川省", city="成都市", district="武侯区")

    moved = bench.shop.change_address(order.number, elsewhere, key("m2"), NOW)

    assert moved.delivery_slot is None


def test_a_parcel_is_hurried_once_and_then_not_for_a_while(bench: Bench) -> None:
    order = bench.order("in_transit")

    hurried = bench.shop.hurry(order.number, key(), NOW)

    assert hurried.parcel is not None
    assert hurried.parcel.hurried_at == NOW
    assert bench.shop.hurry(order.number, key(), NOW) == hurried
    with pytest.raises(NotAllowed) as refused:
        bench.shop.hurry(order.number, key("m2"), NOW + timedelta(hours=1))
    assert refused.value.refusal.code == "hurried"
    later = bench.shop.hurry(order.number, key("m3"), NOW + timedelta(hours=5))
    assert later.parcel is not None
    assert later.parcel.hurried_at == NOW + timedelta(hours=5)


def _fill(bench: Bench, slot: Slot, places: int) -> None:
    for place in range(places):
        bench.shop.book_delivery(_fridge(bench).number, slot, key(f"fill{place}"), NOW)
