"""Further requests of a message, other orders, and words that take back what was taken up."""

from typing import Any

import pytest

from actions.fallback import NotUnderstood
from actions.near import takes_back
from actions.other_orders import points_elsewhere
from actions.talk import Deny
from actions.task_form import ValidateTaskForm
from shop.models import Order, OrderState
from shop.sql import SqlShop
from tests.actions.conftest import Story, an_order


def in_the_cancelling(order: Order, **slots: Any) -> Story:
    """The form has asked why; identity is checked."""
    known = {"order_number": order.number, "verified_order": order.number, "verified_orders": order.number}
    story = Story(slots={**known, "task": "order_cancel", "requested_slot": "reason", **slots})
    story.hears("我要取消订单", "order_cancel").opens("task_form").says("utter_ask_cancel_reason")
    return story


def noted(story: Story, **notes: Any) -> Story:
    story.latest["metadata"] = {**story.latest["metadata"], **notes}
    return story


@pytest.fixture
def order(shop: SqlShop) -> Order:
    return an_order(shop, OrderState.TO_DISPATCH)


async def test_a_further_piece_of_work_is_held_and_said(order: Order) -> None:
    story = noted(in_the_cancelling(order).hears("我要修改收货地址", "order_change_address"), further=True)

    said = await story.run(ValidateTaskForm())

    assert said.responses == ("utter_request_held", "utter_ask_cancel_reason")
    assert said.slots["held_requests"] == [{"intent": "order_change_address", "text": "我要修改收货地址"}]
    assert said.slots["requested_slot"] == "reason"


async def test_what_an_open_order_tells_is_told_at_once(order: Order) -> None:
    story = noted(in_the_cancelling(order).hears("什么时候发货", "dispatch_time"), further=True)

    said = await story.run(ValidateTaskForm())

    assert said.responses[-1] == "utter_ask_cancel_reason"
    assert said.responses[0].startswith("utter_dispatch_time")
    assert "held_requests" not in said.slots


async def test_when_the_money_comes_waits_for_the_cancelling(order: Order) -> None:
    story = noted(in_the_cancelling(order).hears("退款什么时候到账", "refund_status"), further=True)

    said = await story.run(ValidateTaskForm())

    assert said.responses == ("utter_request_held", "utter_ask_cancel_reason")


async def test_a_further_request_is_no_answer_to_the_question(order: Order) -> None:
    story = noted(in_the_cancelling(order).hears("不想要了，改一下地址", "order_change_address"), further=True)

    said = await story.run(ValidateTaskForm())

    assert said.slots.get("reason") is None


async def test_who_leaves_the_form_is_asked_about_what_waits(order: Order) -> None:
    story = in_the_cancelling(order, held_requests=[{"intent": "order_change_address", "text": "改地址"}])
    story.hears("算了不弄了", "deny")

    said = await story.run(ValidateTaskForm())

    assert said.responses == ("utter_form_left", "utter_restate_held")
    assert (said.slots["offered_intent"], said.slots["held_requests"]) == ("order_change_address", None)


async def test_what_was_never_wanted_is_dropped_with_an_apology(order: Order) -> None:
    story = noted(in_the_cancelling(order).hears("我没说要取消", "deny"), denied=True)

    said = await story.run(ValidateTaskForm())

    assert said.responses == ("utter_ask_mistaken",)
    assert said.slots["form_outcome"] == "left"


async def test_begin_again_forgets_what_was_given(order: Order) -> None:
    story = in_the_cancelling(order, reason="no_reason", requested_slot="confirmed")
    noted(story.hears("重新说", "nlu_fallback", unsure=True), again=True)

    said = await story.run(ValidateTaskForm())

    assert said.responses == ("utter_task_again", "utter_ask_cancel_reason")
    assert said.slots["reason"] is None


@pytest.mark.parametrize("odd", ["blank", "faces", "link", "code"])
async def test_a_line_without_words_gets_its_own_question_and_the_second_a_person(odd: str) -> None:
    story = noted(Story().hears("", "nlu_fallback", unsure=True), odd=odd)

    first = await story.run(NotUnderstood())
    noted(story.says(*first.responses).hears("", "nlu_fallback", unsure=True), odd=odd)
    second = await story.run(NotUnderstood())

    assert (first.responses, first.directive) == ((f"utter_fallback_{odd}",), None)
    assert second.directive is not None
    assert second.directive["handoff"]["reason"] == "not_understood"


async def test_not_this_order_before_any_matter_is_no_farewell() -> None:
    said = await Story().hears("不是这单", "deny").run(Deny())

    assert (said.responses, said.directive) == (("utter_ask_need",), None)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("不是这单", True),
        ("我说的是另一单", True),
        ("是昨天那单", True),
        ("上周买的那个订单", True),
        ("你们发错订单了", False),
        ("这个订单什么时候到", False),
        ("再买一个", False),
    ],
)
def test_what_points_to_another_order(text: str, points: bool) -> None:
    assert points_elsewhere(text) is points


def test_the_service_order_of_a_numbered_order_is_taken_back_and_not_the_order() -> None:
    assert takes_back("取消订单260000000012的服务单")
    assert not takes_back("取消订单260000000012")
