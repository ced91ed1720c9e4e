"""Which line answers a question about an order, with what facts, and when it is for a person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from actions.line import yuan
from actions.order_facts import logistics_line, refund_line, status_line
from shop.models import OrderState, Parcel, RefundState
from shop.sql import SqlShop
from tests.actions.conftest import NOW, an_order


@pytest.mark.parametrize("state", list(OrderState))
def test_every_state_has_its_line_with_all_its_facts(shop: SqlShop, state: OrderState) -> None:
    line = status_line(an_order(shop, state), NOW)

    assert line.response == f"utter_order_{state.value}"
    assert line.facts["goods"]


@pytest.mark.parametrize(
    ("state", "response"),
    [
        (OrderState.PENDING_PAYMENT, "utter_logistics_not_paid"),
        (OrderState.TO_DISPATCH, "utter_logistics_not_dispatched"),
        (OrderState.IN_TRANSIT, "utter_logistics_moving"),
        (OrderState.DELIVERING, "utter_logistics_moving"),
        (OrderState.SIGNED, "utter_logistics_arrived"),
        (OrderState.CANCELLED, "utter_logistics_cancelled"),
    ],
)
def test_logistics_by_state(shop: SqlShop, state: OrderState, response: str) -> None:
    assert logistics_line(an_order(shop, state), NOW).response == response


def test_a_parcel_past_its_day_is_late_in_every_answer(shop: SqlShop) -> None:
    order = an_order(shop, OrderState.IN_TRANSIT)
    assert isinstance(order.parcel, Parcel)
    later = order.parcel.arrives_by + timedelta(minutes=1)

    assert logistics_line(order, later).needs_person
    assert status_line(order, later).response == "utter_logistics_late"


def test_a_refund_past_its_day_goes_to_a_person_but_not_a_lapsed_return(shop: SqlShop) -> None:
    order = an_order(shop, OrderState.REFUNDING)
    assert order.refund is not None
    assert order.refund.due_at is not None
    later = order.refund.due_at + timedelta(days=10)
    awaiting = replace(order, refund=replace(order.refund, state=RefundState.AWAITING_RETURN))
    processing = replace(order, refund=replace(order.refund, state=RefundState.PROCESSING))

    assert refund_line(processing, later).needs_person
    assert not refund_line(awaiting, later).needs_person


@pytest.mark.parametrize(("fen", "shown"), [(259_900, "2599"), (8990, "89.90"), (5, "0.05")])
def test_money_is_written_as_on_a_price_tag(fen: int, shown: str) -> None:
    assert yuan(fen) == shown
