"""A line says what an order is like, and the order is so."""

from datetime import datetime, time, timedelta

import pytest

from shop.after_sales import ServiceKind, ServiceState
from shop.catalogue import ReviewState
from shop.models import OrderState, RefundState
from shop.money import InvoiceState, PaymentState
from shop.plans import Plan, read_plan
from shop.slots import SHANGHAI
from tests.shop.bench import Bench
from tests.shop.conftest import TODAY

_MIDNIGHT = datetime.combine(TODAY, time(), SHANGHAI)


def test_a_line_is_read_whole() -> None:
    plan = read_plan("signed days=3 product=p04 invoice=issued hidden late quantity=2 level=金卡会员 city=杭州")

    assert plan == Plan(
        OrderState.SIGNED,
        days=3,
        product="p04",
        invoice="issued",
        is_hidden=True,
        is_late=True,
        quantity=2,
        level="金卡会员",
        city="杭州",
    )


@pytest.mark.parametrize(
    "line",
    [
        "lost",
        "refund:gone",
        "signed colour=red",
        "signed days=0",
        "signed invoice=lost",
        "signed service=tea",
        "signed x",
    ],
)
def test_what_no_order_can_be_is_an_error(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_plan(line)


@pytest.mark.parametrize("days", [1, 3, 16, 200])
def test_days_count_from_signing(made: Bench, days: int) -> None:
    signed_at = made.order(f"signed days={days}").signed_at

    assert signed_at is not None
    assert signed_at.astimezone(SHANGHAI).date() == TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("refund:reviewing", OrderState.REFUNDING),
        ("refund:awaiting_return", OrderState.REFUNDING),
        ("refund:processing", OrderState.REFUNDING),
        ("refund:paid", OrderState.REFUNDED),
        ("refund:rejected", OrderState.COMPLETED),
    ],
)
def test_the_short_form_of_a_refund_gives_the_order_that_has_it(made: Bench, line: str, state: OrderState) -> None:
    order = made.order(line)

    assert order.state is state
    assert order.refund is not None
    assert order.refund.state is RefundState(line.partition(":")[2])
    assert [service.kind for service in order.services] == [ServiceKind.RETURN]


def test_a_late_parcel_should_have_been_there(made: Bench) -> None:
    parcel = made.order("in_transit late").parcel

    assert parcel is not None
    assert parcel.arrives_by < _MIDNIGHT


def test_each_word_shows_in_the_order(made: Bench) -> None:
    order = made.order("completed hidden product=p09 quantity=2 invoice=issued review=hidden price=drop city=青岛")

    assert order.is_hidden
    assert (order.lines[0].product_id, order.lines[0].quantity) == ("p09", 2)
    assert order.lines[0].price > order.lines[0].price_now
    assert order.total == 2 * order.lines[0].price
    assert order.invoice is not None
    assert (order.invoice.state, order.invoice.amount) == (InvoiceState.ISSUED, order.total)
    assert order.review is not None
    assert (order.review.state, bool(order.review.hidden_reason)) == (ReviewState.HIDDEN, True)
    assert order.address.city == "青岛市"


def test_payments_fail_and_double(made: Bench) -> None:
    failed = made.order("pending_payment payment=failed").payments
    doubled = made.order("to_dispatch payment=duplicate").payments
    usual = made.order("signed").payments

    assert [payment.state for payment in failed] == [PaymentState.FAILED]
    assert failed[0].reason
    assert [payment.state for payment in doubled] == [PaymentState.PAID, PaymentState.DUPLICATE]
    assert [payment.state for payment in usual] == [PaymentState.PAID]


@pytest.mark.parametrize("state", list(ServiceState))
@pytest.mark.parametrize("kind", list(ServiceKind))
def test_a_service_order_of_every_kind_in_every_state_has_what_fits(
    made: Bench, kind: ServiceKind, state: ServiceState
) -> None:
    line = "in_transit" if kind is ServiceKind.REFUSAL else "signed days=4"
    order = made.order(f"{line} service={kind.value}:{state.value}")
    (service,) = order.services

    assert (service.kind, service.state) == (kind, state)
    assert service.created_at <= service.updated_at < _MIDNIGHT
    assert (service.due_at is not None and service.due_at > _MIDNIGHT) == state.is_open
    assert (service.slot is not None) >= (state is ServiceState.BOOKED)
    assert (service.done_record is not None) == (state is ServiceState.DONE)
    assert (service.reject_reason is not None) == (state is ServiceState.REJECTED)


@pytest.mark.parametrize("state", [state.value for state in OrderState])
@pytest.mark.parametrize("days", ["", "days=1", "days=2", "days=30"])
def test_nothing_lies_in_the_future_whatever_the_days(made: Bench, state: str, days: str) -> None:
    order = made.order(f"{state} {days} invoice=issued review=published")

    happened = [order.placed_at, order.paid_at, order.dispatched_at, order.signed_at, order.completed_at]
    happened += [order.cancelled_at, *(event.at for event in (order.parcel.events if order.parcel else ()))]
    happened += [payment.at for payment in order.payments]
    if order.refund is not None:
        happened += [order.refund.requested_at, order.refund.decided_at, order.refund.sent_at, order.refund.paid_at]
    if order.review is not None:
        happened.append(order.review.created_at)

    assert max(at for at in happened if at is not None) < _MIDNIGHT


def test_a_parcel_out_for_delivery_has_a_courier_and_a_carrier_that_can_be_reached(made: Bench) -> None:
    delivering, dispatched = made.order("delivering").parcel, made.order("dispatched").parcel

    assert delivering is not None
    assert delivering.courier is not None
    assert delivering.courier.name.endswith("师傅")
    assert delivering.carrier_phone.isdigit()
    assert dispatched is not None
    assert dispatched.courier is None
