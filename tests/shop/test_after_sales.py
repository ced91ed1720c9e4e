"""Service orders: how each kind begins, and how it goes on."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from shop.after_sales import ReturnParcel, ServiceKind, ServiceRequest, ServiceState
from shop.errors import NotAllowed, ServiceOrderNotFound, SlotTaken
from shop.models import OrderState, RefundState
from shop.slots import SlotKind
from tests.shop.bench import Bench, key
from tests.shop.conftest import NOW


@pytest.mark.parametrize(
    ("line", "kind", "reason", "state", "has_amount"),
    [
        ("signed days=3 product=p04", ServiceKind.RETURN, "no_reason", ServiceState.AWAITING_RETURN, True),
        ("signed days=3 product=p04", ServiceKind.RETURN, "quality", ServiceState.REVIEWING, True),
        ("signed days=9 product=p04", ServiceKind.EXCHANGE, "quality", ServiceState.REVIEWING, False),
        ("to_dispatch", ServiceKind.REFUND, "late", ServiceState.REVIEWING, True),
        ("signed", ServiceKind.REPAIR, "", ServiceState.AWAITING_RETURN, False),
        ("signed", ServiceKind.MISSING, "", ServiceState.PROCESSING, False),
        ("signed", ServiceKind.WRONG, "", ServiceState.PROCESSING, False),
        ("signed", ServiceKind.DAMAGED, "damaged", ServiceState.PROCESSING, False),
        ("signed", ServiceKind.NOT_RECEIVED, "", ServiceState.PROCESSING, False),
        ("in_transit", ServiceKind.REFUSAL, "", ServiceState.IN_RETURN, True),
    ],
)
def test_each_kind_begins_in_its_state_with_a_promise(
    bench: Bench, line: str, kind: ServiceKind, reason: str, state: ServiceState, has_amount: bool
) -> None:
    order = bench.order(line)
    request = ServiceRequest(order.number, kind, reason, note="说明", photos=("a1", "a2"))

    opened = bench.shop.open_service(request, key(), NOW)

    assert (opened.kind, opened.state, opened.reason, opened.note) == (kind, state, reason, "说明")
    assert opened.photos == ("a1", "a2")
    assert len(opened.number) == 13
    assert opened.number[0] == "S"
    assert opened.number[1:].isdigit()
    assert opened.due_at is not None
    assert opened.due_at > NOW
    assert (opened.amount is not None) == has_amount
    assert bench.shop.order(order.number).services == (opened,)


def test_the_same_message_opens_one_service_order_and_is_told_the_same(bench: Bench) -> None:
    order = bench.order("signed")
    request = ServiceRequest(order.number, ServiceKind.MISSING, "")

    with ThreadPoolExecutor(6) as threads:
        opened = list(threads.map(lambda _: bench.shop.open_service(request, key(), NOW), range(12)))

    assert len({service.number for service in opened}) == 1
    assert len(bench.shop.order(order.number).services) == 1
    assert bench.effects == 1


def test_two_messages_at_once_open_one_service_order_and_refuse_the_other(bench: Bench) -> None:
    order = bench.order("signed")
    request = ServiceRequest(order.number, ServiceKind.MISSING, "")

    def open_by(message: str) -> str:
        try:
            bench.shop.open_service(request, key(message), NOW)
        except NotAllowed as refused:
            return refused.refusal.code
        return "opened"

    with ThreadPoolExecutor(4) as threads:
        outcomes = Counter(threads.map(open_by, ["m1", "m2", "m3", "m4"]))

    assert outcomes == {"opened": 1, "open_service": 3}


def test_a_part_of_the_pieces_gives_back_its_part(bench: Bench) -> None:
    order = bench.order("signed days=2 product=p15 quantity=3")
    request = ServiceRequest(order.number, ServiceKind.RETURN, "no_reason", quantity=2)

    opened = bench.shop.open_service(request, key(), NOW)

    assert opened.amount == 2 * order.lines[0].price


def test_a_return_begins_the_refund_and_giving_it_up_ends_it(bench: Bench) -> None:
    order = bench.order("signed days=3 product=p04")
    opened = bench.shop.open_service(ServiceRequest(order.number, ServiceKind.RETURN, "no_reason"), key("m1"), NOW)
    refunding = bench.shop.order(order.number)

    cancelled = bench.shop.cancel_service(opened.number, key("m2"), NOW)

    assert refunding.state is OrderState.REFUNDING
    assert refunding.refund is not None
    assert (refunding.refund.state, refunding.refund.amount) == (RefundState.AWAITING_RETURN, opened.amount)
    assert (cancelled.state, cancelled.due_at) == (ServiceState.CANCELLED, None)
    after = bench.shop.order(order.number)
    assert (after.state, after.refund) == (OrderState.SIGNED, None)
    assert bench.shop.cancel_service(opened.number, key("m2"), NOW) == cancelled


def test_after_giving_up_the_next_service_order_has_another_number(bench: Bench) -> None:
    order = bench.order("signed days=3 product=p04")
    request = ServiceRequest(order.number, ServiceKind.RETURN, "no_reason")
    first = bench.shop.open_service(request, key("m1"), NOW)
    bench.shop.cancel_service(first.number, key("m2"), NOW)

    second = bench.shop.open_service(request, key("m3"), NOW + timedelta(minutes=1))

    assert second.number != first.number
    assert [service.state for service in bench.shop.order(order.number).services] == [
        ServiceState.CANCELLED,
        ServiceState.AWAITING_RETURN,
    ]


def test_goods_sent_back_are_on_their_way_with_their_number(bench: Bench) -> None:
    order = bench.order("signed service=return:awaiting_return")
    service = order.services[0].number

    sent = bench.shop.send_back(service, ReturnParcel("顺丰速运", "SF1234567890"), key(), NOW)

    assert sent.state is ServiceState.IN_RETURN
    assert sent.parcel == ReturnParcel("顺丰速运", "SF1234567890")
    refund = bench.shop.order(order.number).refund
    assert refund is not None
    assert refund.state is RefundState.REVIEWING
    assert bench.shop.send_back(service, ReturnParcel("顺丰速运", "SF1234567890"), key(), NOW) == sent
    with pytest.raises(NotAllowed) as refused:
        bench.shop.cancel_service(service, key("m2"), NOW)
    assert refused.value.refusal.code == "in_return"


def test_a_pick_up_is_booked_for_goods_to_be_sent_back(bench: Bench) -> None:
    order = bench.order("signed service=return:awaiting_return")
    slot = bench.shop.free_slots(SlotKind.PICKUP, order.number, NOW)[0]

    booked = bench.shop.send_back(order.services[0].number, ReturnParcel(pickup=slot), key(), NOW)

    assert (booked.state, booked.slot, booked.due_at) == (ServiceState.BOOKED, slot, slot.ends_at)
    assert booked.parcel is not None
    assert booked.parcel.pickup == slot


def test_what_is_still_under_review_cannot_be_sent_back(bench: Bench) -> None:
    service = bench.order("signed service=exchange:reviewing").services[0].number

    with pytest.raises(NotAllowed) as refused:
        bench.shop.send_back(service, ReturnParcel("顺丰速运", "SF1"), key(), NOW)

    assert (refused.value.refusal.task, refused.value.refusal.code) == ("after_sales_shipping", "not_awaiting")


@pytest.mark.parametrize(
    ("kind", "slots"), [(ServiceKind.INSTALLATION, SlotKind.INSTALLATION), (ServiceKind.REPAIR, SlotKind.REPAIR)]
)
def test_a_visit_is_booked_with_a_technician_and_can_be_moved(bench: Bench, kind: ServiceKind, slots: SlotKind) -> None:
    order = bench.order("signed product=p12")
    first, second, *_ = bench.shop.free_slots(slots, order.number, NOW)

    booked = bench.shop.open_service(ServiceRequest(order.number, kind, "", slot=first), key("m1"), NOW)
    moved = bench.shop.rebook(booked.number, second, key("m2"), NOW)

    assert (booked.state, booked.slot, booked.due_at) == (ServiceState.BOOKED, first, first.ends_at)
    assert booked.technician is not None
    assert booked.technician.endswith("师傅")
    assert (moved.slot, moved.technician) == (second, booked.technician)
    assert bench.shop.rebook(booked.number, second, key("m2"), NOW) == moved


def test_of_six_who_want_two_visits_at_once_two_get_one(bench: Bench) -> None:
    numbers = [bench.order("signed product=p12 city=杭州").number for _ in range(6)]
    slot = bench.shop.free_slots(SlotKind.INSTALLATION, numbers[0], NOW)[0]

    def book(number: str) -> str:
        request = ServiceRequest(number, ServiceKind.INSTALLATION, "", slot=slot)
        try:
            bench.shop.open_service(request, key(f"m-{number}"), NOW)
        except SlotTaken:
            return "taken"
        return "booked"

    with ThreadPoolExecutor(6) as threads:
        outcomes = Counter(threads.map(book, numbers))

    assert outcomes == {"booked": 2, "taken": 4}
    # Who did not get the place has no service order either.
    assert sum(len(bench.shop.order(number).services) for number in numbers) == 2


def test_a_cancelled_visit_frees_its_place(bench: Bench) -> None:
    order = bench.order("signed product=p12 city=杭州")
    slot = bench.shop.free_slots(SlotKind.INSTALLATION, order.number, NOW)[0]
    other = bench.order("signed product=p12 city=杭州")
    for number in (order.number, other.number):
        request = ServiceRequest(number, ServiceKind.INSTALLATION, "", slot=slot)
        bench.shop.open_service(request, key(f"m-{number}"), NOW)
    assert slot not in bench.shop.free_slots(SlotKind.INSTALLATION, order.number, NOW)

    bench.shop.cancel_service(bench.shop.order(other.number).services[0].number, key("m9"), NOW)

    assert slot in bench.shop.free_slots(SlotKind.INSTALLATION, order.number, NOW)


@pytest.mark.parametrize(
    ("line", "kind", "code"),
    [
        ("in_transit", ServiceKind.RETURN, "not_arrived"),
        ("signed days=9 product=p04", ServiceKind.RETURN, "expired"),
        ("signed days=2 product=p03", ServiceKind.RETURN, "category"),
        ("signed days=16", ServiceKind.EXCHANGE, "expired"),
        ("signed", ServiceKind.REFUND, "arrived"),
        ("signed product=p15", ServiceKind.INSTALLATION, "not_needed"),
        ("to_dispatch", ServiceKind.REFUSAL, "not_dispatched"),
        ("in_transit", ServiceKind.NOT_RECEIVED, "not_signed"),
    ],
)
def test_what_the_rules_forbid_is_not_opened(bench: Bench, line: str, kind: ServiceKind, code: str) -> None:
    order = bench.order(line)

    with pytest.raises(NotAllowed) as refused:
        bench.shop.open_service(ServiceRequest(order.number, kind, "no_reason"), key(), NOW)

    assert refused.value.refusal.code == code
    assert bench.shop.order(order.number) == order
    assert bench.effects == 0


def test_an_unknown_service_order_is_not_found(bench: Bench) -> None:
    with pytest.raises(ServiceOrderNotFound):
        bench.shop.cancel_service("S000000000000", key(), NOW)
