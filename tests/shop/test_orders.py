"""Writes to an order itself: each once per message, each refused where the rules forbid it."""

import pytest
from sqlalchemy import func, select

from shop.after_sales import ServiceState
from shop.catalogue import ReviewState
from shop.errors import NotAllowed, OrderNotFound
from shop.models import Modification, OrderState, RefundState
from shop.slots import SlotKind
from shop.tables_service import bookings
from tests.shop.bench import Bench, key
from tests.shop.conftest import NOW


def test_a_paid_order_is_cancelled_and_its_money_goes_back_where_it_came_from(bench: Bench) -> None:
    order = bench.order("to_dispatch")

    cancelled = bench.shop.cancel(order.number, "late", key(), NOW)

    assert (cancelled.state, cancelled.cancelled_at) == (OrderState.CANCELLED, NOW)
    assert cancelled.cancel_reason == "发货太慢"
    assert cancelled.refund is not None
    assert (cancelled.refund.state, cancelled.refund.amount) == (RefundState.PROCESSING, order.total)
    assert cancelled.refund.bank
    # Saturday: the third working day is Wednesday.
    assert cancelled.refund.due_at is not None
    assert f"{cancelled.refund.due_at:%m-%d %H:%M}" == "11-25 10:00"


def test_an_unpaid_order_is_cancelled_without_a_refund(bench: Bench) -> None:
    cancelled = bench.shop.cancel(bench.order("pending_payment").number, "price", key(), NOW)

    assert cancelled.state is OrderState.CANCELLED
    assert cancelled.refund is None


def test_a_cancelled_order_gives_its_appointments_back(bench: Bench) -> None:
    order = bench.order("to_dispatch product=p12")
    slot = bench.shop.free_slots(SlotKind.DELIVERY, order.number, NOW)[0]
    bench.shop.book_delivery(order.number, slot, key("m1"), NOW)

    cancelled = bench.shop.cancel(order.number, "no_reason", key("m2"), NOW)

    assert cancelled.delivery_slot is None
    assert bench.count(select(func.count()).select_from(bookings)) == 0


def test_a_cancelled_order_cancels_its_installation(bench: Bench) -> None:
    order = bench.order("to_dispatch product=p12 service=installation:booked")

    cancelled = bench.shop.cancel(order.number, "no_reason", key(), NOW)

    assert [service.state for service in cancelled.services] == [ServiceState.CANCELLED]
    assert bench.count(select(func.count()).select_from(bookings)) == 0


def test_cancelling_twice_by_one_message_is_one_cancellation(bench: Bench) -> None:
    order = bench.order("to_dispatch")

    answers = [bench.shop.cancel(order.number, "late", key(), NOW) for _ in range(2)]

    assert answers[0] == answers[1]
    assert bench.effects == 1


def test_cancelling_again_by_another_message_is_refused(bench: Bench) -> None:
    order = bench.order("to_dispatch")
    bench.shop.cancel(order.number, "late", key("m1"), NOW)

    with pytest.raises(NotAllowed) as refused:
        bench.shop.cancel(order.number, "late", key("m2"), NOW)

    assert refused.value.refusal.code == "cancelled"
    assert bench.effects == 1


def test_before_payment_the_quantity_changes_and_the_total_with_it(bench: Bench) -> None:
    order = bench.order("pending_payment quantity=1")

    changed = bench.shop.modify(order.number, Modification(quantity=3, note="周末送"), key(), NOW)

    assert (changed.lines[0].quantity, changed.note) == (3, "周末送")
    assert changed.total == 3 * order.lines[0].price
    assert bench.shop.modify(order.number, Modification(quantity=3, note="周末送"), key(), NOW) == changed


def test_after_payment_only_the_note_changes(bench: Bench) -> None:
    order = bench.order("to_dispatch quantity=1")

    with pytest.raises(NotAllowed) as refused:
        bench.shop.modify(order.number, Modification(quantity=2, note="周末送"), key("m1"), NOW)
    noted = bench.shop.modify(order.number, Modification(note="请提前联系"), key("m2"), NOW)

    assert refused.value.refusal.code == "paid"
    assert (noted.lines, noted.total, noted.note) == (order.lines, order.total, "请提前联系")


def test_an_order_comes_back_out_of_the_recycle_bin(bench: Bench) -> None:
    order = bench.order("completed hidden")

    restored = bench.shop.restore(order.number, key(), NOW)

    assert not restored.is_hidden
    assert bench.shop.restore(order.number, key(), NOW) == restored
    with pytest.raises(NotAllowed) as refused:
        bench.shop.restore(order.number, key("m2"), NOW)
    assert refused.value.refusal.code == "visible"


def test_a_review_is_deleted_once(bench: Bench) -> None:
    order = bench.order("signed review=published")

    deleted = bench.shop.delete_review(order.number, key(), NOW)

    assert deleted.review is not None
    assert deleted.review.state is ReviewState.DELETED
    assert bench.shop.delete_review(order.number, key(), NOW) == deleted
    with pytest.raises(NotAllowed) as refused:
        bench.shop.delete_review(order.number, key("m2"), NOW)
    assert refused.value.refusal.code == "deleted"


def test_an_unknown_order_is_not_found_by_any_write(bench: Bench) -> None:
    for write in (bench.shop.restore, bench.shop.hurry, bench.shop.protect_price, bench.shop.delete_review):
        with pytest.raises(OrderNotFound):
            write("000000000000", key(), NOW)
    assert bench.effects == 0
