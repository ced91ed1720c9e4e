"""The periods after the sale: by reason of a return, by months of a warranty, by where a service order stands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shop.after_sales import ServiceState
from shop.models import Order
from shop.policy import read_policy
from shop.rules import (
    CODES,
    cancel_service_refusal,
    in_warranty,
    is_no_reason_return,
    quantity_refusal,
    rebook_refusal,
    return_refusal,
    send_back_refusal,
    warranty_until,
)
from tests.shop.bench import Bench
from tests.shop.conftest import NOW

POLICY = read_policy()


@pytest.mark.parametrize(
    ("days", "reason", "code"),
    [
        pytest.param(7, "no_reason", None, id="the seventh day still counts"),
        pytest.param(8, "no_reason", "expired", id="the eighth is too late without a reason"),
        pytest.param(8, "wrong_spec", "expired", id="a wrong size is the customer's own reason"),
        pytest.param(15, "quality", None, id="a fault has fifteen days"),
        pytest.param(16, "quality", "expired", id="and not sixteen"),
    ],
)
def test_how_long_goods_can_be_returned_depends_on_the_reason(
    made: Bench, days: int, reason: str, code: str | None
) -> None:
    refusal = return_refusal(made.order(f"signed days={days} product=p04"), reason, POLICY, NOW)

    assert (refusal and refusal.code) == code


def test_the_refusal_names_the_last_day_of_the_period_that_holds(made: Bench) -> None:
    order = made.order("signed days=20")
    assert order.signed_at is not None

    of_no_reason = return_refusal(order, "no_reason", POLICY, NOW)
    of_a_fault = return_refusal(order, "quality", POLICY, NOW)

    assert of_no_reason is not None
    assert of_a_fault is not None
    days = [refusal.facts["last_day"] for refusal in (of_no_reason, of_a_fault)]
    assert all(isinstance(day, datetime) for day in days)
    assert days[1] - days[0] == timedelta(days=8)  # type: ignore[operator]  # a fact is a number or text elsewhere


def test_a_category_without_return_takes_back_only_what_is_faulty(made: Bench) -> None:
    order = made.order("signed days=2 product=p03")

    refusal = return_refusal(order, "no_reason", POLICY, NOW)

    assert refusal is not None
    assert (refusal.code, refusal.facts["category"]) == ("category", "饮水机")
    assert return_refusal(order, "quality", POLICY, NOW) is None


def test_only_a_return_without_fault_needs_no_look() -> None:
    assert is_no_reason_return("no_reason")
    assert not is_no_reason_return("not_as_described")


@pytest.mark.parametrize(
    ("line", "quantity", "code"),
    [
        ("pending_payment", 5, None),
        ("pending_payment", 6, "limit"),
        ("pending_payment", 0, "limit"),
        ("to_dispatch", 2, "paid"),
    ],
)
def test_the_quantity_changes_before_payment_up_to_the_limit(
    made: Bench, line: str, quantity: int, code: str | None
) -> None:
    refusal = quantity_refusal(made.order(line), quantity, POLICY)

    assert (refusal and refusal.code) == code


def _signed(order: Order, at: datetime) -> Order:
    return replace(order, signed_at=at)


@pytest.mark.parametrize(
    ("signed", "months", "until"),
    [
        pytest.param("2026-03-15", 12, "2027-03-15", id="a year"),
        pytest.param("2026-11-30", 3, "2027-02-28", id="a month that is shorter"),
        pytest.param("2024-02-29", 36, "2027-02-28", id="from a leap day"),
    ],
)
def test_a_warranty_ends_with_the_same_day_months_later(made: Bench, signed: str, months: int, until: str) -> None:
    order = _signed(made.order("signed"), datetime.fromisoformat(f"{signed}T04:00+00:00"))
    line = replace(order.lines[0], warranty_months=months)

    end = warranty_until(line, order)

    assert end is not None
    assert f"{end:%Y-%m-%d %H:%M}" == f"{until} 23:59"
    assert in_warranty(line, order, end)
    assert not in_warranty(line, order, end + timedelta(minutes=1))


def test_there_is_no_warranty_before_the_goods_are_there(made: Bench) -> None:
    order = made.order("in_transit")

    assert warranty_until(order.lines[0], order) is None
    assert not in_warranty(order.lines[0], order, datetime(2026, 11, 21, tzinfo=UTC))


@pytest.mark.parametrize("state", list(ServiceState))
def test_a_service_order_allows_what_its_state_allows(made: Bench, state: ServiceState) -> None:
    service = replace(made.order("signed service=exchange:reviewing").services[0], state=state)

    send_back, rebook, cancel = send_back_refusal(service), rebook_refusal(service), cancel_service_refusal(service)

    assert (send_back is None) == (state is ServiceState.AWAITING_RETURN)
    assert (rebook is None) == (state is ServiceState.BOOKED)
    assert (cancel is None) == (
        state in {ServiceState.REVIEWING, ServiceState.AWAITING_RETURN, ServiceState.BOOKED, ServiceState.PROCESSING}
    )
    for refusal in (send_back, rebook, cancel):
        assert refusal is None or refusal.code in CODES[refusal.task]
        assert refusal is None or refusal.facts["state_text"] == state.in_chinese
