"""Accounts that are locked, praise, urging, and questions whose answer stands in the knowledge."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from actions.knowledge import Entry, Found
from actions.perform import DoTask
from actions.talk import Praise, Urge
from actions.task_form import ValidateTaskForm
from shop.database import writing
from shop.models import EffectKey, OrderState
from shop.plans import read_plan
from shop.seed import add_order
from shop.sql import SqlShop
from shop.tables import accounts
from tests.actions.conftest import NOW, FixedKnowledge, Story, an_order


@pytest.mark.parametrize(
    ("is_locked", "response"), [(True, "utter_account_locked"), (False, "utter_account_not_locked")]
)
async def test_a_locked_account_needs_a_person_and_an_open_one_does_not(
    shop: SqlShop, is_locked: bool, response: str
) -> None:
    order = an_order(shop, OrderState.SIGNED)
    with writing(shop.engine) as connection:
        connection.execute(update(accounts).where(accounts.c.id == order.account_id).values(is_locked=is_locked))
    story = _verified(order.number).hears("账号被锁住了", "account").opens("task_form")

    await story.run(ValidateTaskForm())
    said = await story.run(DoTask())

    assert said.responses[0] == response
    assert ((said.directive or {}).get("ticket") is not None) is is_locked


async def test_a_question_about_rules_is_for_the_knowledge(shop: SqlShop, knowledge: FixedKnowledge) -> None:
    knowledge.found = Found("answer", Entry("积分多久清零？", "积分有效期为两年。"))
    story = Story().hears("积分多久清零呀，规则是啥", "account").opens("task_form")

    said = await story.run(ValidateTaskForm())
    answered = await story.run(DoTask())

    assert said.slots["form_outcome"] == "knowledge"
    assert answered.responses[0] == "utter_product_answer"
    assert answered.slots["last_topic"] == "account"
    assert answered.slots["form_outcome"] is None


async def test_a_rule_asked_for_inside_a_form_is_told_and_the_form_goes_on(
    shop: SqlShop, knowledge: FixedKnowledge
) -> None:
    knowledge.found = Found("answer", Entry("优惠可以叠加吗？", "每笔订单限用一张优惠券。"))
    number = an_order(shop, OrderState.TO_DISPATCH).number
    story = _verified(number)
    story.slots.update(task="order_cancel", requested_slot="reason")
    story.hears("…").opens("task_form").says().hears("优惠券能叠加使用吗", "promotion")

    said = await story.run(ValidateTaskForm())

    assert said.responses == ("utter_product_answer", "utter_ask_cancel_reason")
    assert said.slots["requested_slot"] == "reason"


async def test_a_question_to_the_knowledge_is_no_answer_in_own_words(shop: SqlShop) -> None:
    number = an_order(shop, OrderState.TO_DISPATCH).number
    story = _verified(number)
    story.slots.update(task="order_cancel", requested_slot="reason")
    story.hears("…").opens("task_form").says().hears("专票可以开吗", "invoice_availability")

    said = await story.run(ValidateTaskForm())

    # Left to the rule of the knowledge, which answers it; the form comes back by itself.
    assert said.slots == {"requested_slot": "reason"}


async def test_a_time_for_another_task_is_kept_until_its_order_is_known(shop: SqlShop) -> None:
    story = Story(slots={"task": "product_price", "requested_slot": "product"})
    story.hears("…").opens("task_form").says().hears("下周一上午送货", "delivery_schedule")

    said = await story.run(ValidateTaskForm())

    assert said.responses == ("utter_task_switched", "utter_ask_for_order_number")


async def test_the_same_wish_again_is_answered_with_what_is_missing(shop: SqlShop) -> None:
    story = Story(slots={"task": "payment_problem", "requested_slot": "order_number"})
    story.hears("…").opens("task_form").says().hears("付款失败了，显示限额", "payment_problem")

    said = await story.run(ValidateTaskForm())

    assert said.responses == ("utter_ask_for_order_number",)


async def test_when_the_difference_comes_is_told_of_the_difference(shop: SqlShop) -> None:
    with writing(shop.engine) as connection:
        number = add_order(connection, read_plan("signed days=3 product=p04 price=drop"), NOW.date(), 5001)
    shop.protect_price(number, EffectKey("m0", "price_protection"), NOW)
    story = _verified(number)
    story.slots["last_topic"] = "price_protection"
    story.hears("什么时候到账", "refund_status").opens("task_form")

    await story.run(ValidateTaskForm())
    said = await story.run(DoTask())

    assert said.responses[0] == "utter_price_protection_on_the_way"
    assert said.fact("difference") == "260"


async def test_an_urge_says_by_when_people_are_back(shop: SqlShop) -> None:
    due = (NOW + timedelta(days=1)).isoformat()
    story = Story(slots={"last_topic": "payment_problem", "promised_at": due}).hears("快点", "urge")

    said = await story.run(Urge())

    assert said.responses == ("utter_urge_promised",)
    assert (said.fact("due_at"), said.fact("where")) == ("明天10:00", "在此处")


@pytest.mark.parametrize(("hours", "where"), [(24, "通过电话"), (23.9, "在此处")])
async def test_an_urge_names_the_way_that_is_open_by_then(shop: SqlShop, hours: float, where: str) -> None:
    due = (NOW + timedelta(hours=hours)).isoformat()
    story = Story(slots={"last_topic": "payment_problem", "promised_at": due}).hears("快点", "urge")
    until = (NOW + timedelta(hours=24)).isoformat()
    story.latest["metadata"]["where"] = {"first": "在此处", "then": "通过电话", "until": until}

    assert (await story.run(Urge())).fact("where") == where


async def test_an_urge_says_no_time_that_has_passed(shop: SqlShop) -> None:
    due = (NOW - timedelta(minutes=1)).isoformat()
    story = Story(slots={"last_topic": "payment_problem", "promised_at": due}).hears("快点", "urge")

    assert "utter_urge_promised" not in (await story.run(Urge())).responses


@pytest.mark.parametrize(("text", "is_passed_on"), [("好用", False), ("安装的李师傅很细心", True)])
async def test_praise_of_somebody_is_passed_on(text: str, is_passed_on: bool) -> None:
    said = await Story().hears(text, "praise").run(Praise())

    assert said.responses[0] == "utter_praise"
    assert (said.directive is not None) is is_passed_on
    if said.directive:
        assert said.directive["ticket"]["demand"] == f"客户表扬：{text}"


def _verified(number: str) -> Story:
    return Story(slots={"order_number": number, "verified_order": number})
