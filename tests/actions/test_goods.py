"""Goods: there or not, what they cost, what runs for them; as asked, and as asked on."""

import pytest
from sqlalchemy import func, select

from actions.perform import DoTask
from actions.task_form import ValidateTaskForm
from shop.database import reading
from shop.models import OrderState
from shop.sql import SqlShop
from shop.tables_catalogue import stock_notices
from tests.actions.conftest import Said, Story, an_order


async def _asked(story: Story) -> tuple[Said, Said]:
    said = await story.opens("task_form").run(ValidateTaskForm())
    return said, await story.run(DoTask())


@pytest.mark.parametrize(
    ("product", "response"), [("云舒滚筒洗衣机", "utter_stock_there"), ("洗衣机", "utter_stock_listed")]
)
async def test_goods_in_stock_are_told_without_any_order(shop: SqlShop, product: str, response: str) -> None:
    story = Story().hears(f"{product}有货吗", "stock", entities={"product": product})

    _, said = await _asked(story)

    assert said.responses[0] == response
    assert said.slots["last_product"] == product


async def test_a_follow_up_means_the_goods_last_spoken_of(shop: SqlShop) -> None:
    story = Story(slots={"last_topic": "product_price", "last_product": "云舒滚筒洗衣机"})
    story.hears("那这款有现货吗", "stock")

    _, said = await _asked(story)

    assert said.fact("product") == "云舒滚筒洗衣机"


async def test_a_short_question_right_after_means_the_same_goods(shop: SqlShop) -> None:
    story = Story(slots={"last_topic": "product_price", "last_product": "云舒滚筒洗衣机"})
    story.hears("太贵了，能便宜吗", "product_price")

    _, said = await _asked(story)

    assert said.responses[:2] == ("utter_price_now", "utter_promotion_for")


async def test_a_notice_is_written_once_and_only_after_a_yes(shop: SqlShop) -> None:
    story = Story().hears("洗烘一体机有货吗", "stock", entities={"product": "云舒洗烘一体机"})
    asked = await story.opens("task_form").run(ValidateTaskForm())
    story.says().hears("13800001234", entities={"phone": "13800001234"})
    restated = await story.run(ValidateTaskForm())
    before = _notices(shop)
    story.says().hears("对", "affirm")
    await story.run(ValidateTaskForm())

    said = await story.run(DoTask())

    assert asked.responses == ("utter_ask_for_stock_notice",)
    assert restated.responses == ("utter_restate_stock_notice",)
    assert restated.fact("phone_tail") == "1234"
    assert before == 0
    assert said.responses[0] == "utter_stock_notice_done"
    assert _notices(shop) == 1


async def test_inside_another_task_stock_is_told_and_no_notice_offered(shop: SqlShop) -> None:
    number = an_order(shop, OrderState.TO_DISPATCH).number
    story = Story(slots={"order_number": number, "verified_order": number, "task": "order_cancel"})
    story.slots["requested_slot"] = "reason"
    story.hears("…").opens("task_form").says()
    story.hears("洗烘一体机有货吗", "stock", entities={"product": "云舒洗烘一体机"})

    said = await story.run(ValidateTaskForm())

    assert said.responses == ("utter_stock_back", "utter_ask_cancel_reason")


@pytest.mark.parametrize(
    ("product", "responses"),
    [
        ("云舒滚筒洗衣机", ("utter_price_now", "utter_promotion_for")),
        ("清澈厨下净水器", ("utter_price_now", "utter_price_no_offer")),
    ],
)
async def test_cheaper_is_what_runs_for_the_goods(shop: SqlShop, product: str, responses: tuple[str, ...]) -> None:
    story = Story().hears(f"{product}能便宜点吗", "product_price", entities={"product": product})

    _, said = await _asked(story)

    assert said.responses[:2] == responses


async def test_only_what_runs_now_is_told(shop: SqlShop) -> None:
    _, said = await _asked(Story().hears("有什么活动", "promotion"))

    assert "洗护焕新周" in said.fact("listed")
    assert "秋季制冷清仓" not in said.fact("listed")


async def test_coupons_are_told_of_a_verified_account_only(shop: SqlShop) -> None:
    said, after = await _asked(Story().hears("我的优惠券还有几张", "promotion"))

    assert said.responses == ("utter_ask_for_order_number",)
    assert after.responses == ()


def _notices(shop: SqlShop) -> int:
    with reading(shop.engine) as connection:
        return connection.execute(select(func.count()).select_from(stock_notices)).scalar_one()
