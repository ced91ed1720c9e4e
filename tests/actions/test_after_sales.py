"""What the tasks after the sale read from a line, and what they refuse, on real orders of the shop."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from actions.details.faults import is_damage, is_fault, recorded, said_fault
from actions.near import meant
from actions.perform import DoTask
from actions.phrases import is_only_identity, refuses
from actions.task_form import ValidateTaskForm
from bot.numbers import find_numbers
from shop.after_sales import ServiceKind, ServiceRequest, ServiceState
from shop.database import writing
from shop.models import EffectKey
from shop.plans import read_plan
from shop.seed import add_order
from shop.slots import SlotKind
from shop.sql import SqlShop
from tests.actions.conftest import NOW, Said, Story

_TODAY = date(2026, 11, 21)


def _story(shop: SqlShop, plan: str, task: str, **slots: object) -> Story:
    with writing(shop.engine) as connection:
        number = add_order(connection, read_plan(plan), _TODAY, 5000)
    known = {"order_number": number, "verified_order": number, "task": task}
    return Story(slots={**known, **slots}).says()


async def _opened(story: Story, text: str, task: str) -> Said:
    return await story.hears(text, task).opens("task_form").run(ValidateTaskForm())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("洗衣机不脱水，还漏水了", "不脱水、漏水"),
        ("坏了，通上电没反应", "没反应"),
        ("屏幕裂了", "开裂"),
        ("就是不喜欢", "您描述的问题"),
    ],
)
def test_a_fault_is_said_back_by_its_symptoms(text: str, said: str) -> None:
    assert said_fault(text) == said


def test_what_it_is_not_is_no_fault() -> None:
    assert not is_fault("没坏，就是不想要了")
    assert is_damage("外壳摔坏了")
    assert not is_damage("没有破损")


def test_numbers_of_order_and_phone_are_no_part_of_the_record() -> None:
    assert recorded("冰箱不制冷，订单号261234567890，尾号1234") == "冰箱不制冷"


@pytest.mark.parametrize(
    ("text", "intent", "task"),
    [
        ("取消服务单", "order_cancel", "after_sales_status"),
        ("我的退货申请帮我撤销掉", "return_request", "after_sales_status"),
        ("取消订单，申请退款", "order_cancel", "order_cancel"),
        ("不要了，申请退款", "order_cancel", "refund_request"),
        ("我要退款多久到账", "refund_status", "refund_status"),
        ("上次的维修单什么状态", "order_status", "after_sales_status"),
        ("取消订单", "order_cancel", "order_cancel"),
        ("锅不想要了我要退货", "order_cancel", "return_request"),
    ],
)
def test_the_matter_is_the_one_that_the_telling_words_name(text: str, intent: str, task: str) -> None:
    assert meant(text, intent) == task


@pytest.mark.parametrize("text", ["订单261234567890，尾号1234", "261234567890 1234", "单号是261234567890"])
def test_a_number_and_digits_wish_nothing(text: str) -> None:
    assert is_only_identity(text)


@pytest.mark.parametrize("text", ["我的订单", "查订单261234567890", "退货261234567890尾号1234"])
def test_a_wish_beside_the_number_is_one(text: str) -> None:
    assert not is_only_identity(text)


@pytest.mark.parametrize("text", ["S261234567890", "运单号JD123456789012", "sf123456789012"])
def test_numbers_of_services_and_parcels_are_no_order_numbers(text: str) -> None:
    assert not [span for span in find_numbers(text) if span.entity == "order_number"]


@pytest.mark.parametrize("text", ["不退了", "先不修了", "不约了"])
def test_who_wants_it_done_no_more_leaves(text: str) -> None:
    assert refuses(text)


async def test_a_return_asks_for_pictures_only_where_the_reason_needs_them(shop: SqlShop) -> None:
    quality = _story(shop, "signed days=3 product=p20", "return_request")
    said = await _opened(quality, "微波炉坏了要退货", "return_request")

    assert said.slots["requested_slot"] == "photos"
    assert said.slots["reason"] == "quality"


async def test_a_return_that_is_merely_not_wanted_needs_no_pictures(shop: SqlShop) -> None:
    story = _story(shop, "signed days=3 product=p20", "return_request")
    said = await _opened(story, "不想要了，退货", "return_request")

    assert said.responses == ("utter_restate_return_theirs",)
    assert (said.fact("fee"), said.fact("amount")) == ("12", "429")


async def test_the_period_is_the_one_of_the_reason(shop: SqlShop) -> None:
    story = _story(shop, "signed days=12 product=p20", "return_request", reason="no_reason", form_outcome="refused")
    late = await story.hears("不想要了，退货", "return_request").run(DoTask())

    assert late.responses[0] == "utter_refuse_return_request_expired"
    assert late.fact("last_day").startswith("11月16日")


async def test_images_without_words_give_no_reason(shop: SqlShop) -> None:
    story = _story(shop, "signed days=3 product=p20", "return_request", reason="quality", requested_slot="photos")
    story.opens("task_form").says().hears("[图片]", "inform")
    story.latest["metadata"]["attachments"] = [{"id": "a1", "media_type": "image/jpeg"}]

    said = await story.run(ValidateTaskForm())

    assert (said.slots["photos"], said.slots["requested_slot"]) == ("a1", "confirmed")
    assert "reason" not in said.slots


async def test_goods_that_nobody_visits_are_sent_in_for_repair(shop: SqlShop) -> None:
    story = _story(shop, "signed days=3 product=p20", "repair_request")
    said = await _opened(story, "转盘不转，报修", "repair_request")

    assert said.responses == ("utter_restate_repair_sent_in_free",)
    assert said.fact("fault") == "不转"


async def test_past_the_warranty_the_visit_has_its_price(shop: SqlShop) -> None:
    story = _story(shop, "completed days=1500 product=p10", "repair_request")
    said = await _opened(story, "不制冷，报修", "repair_request")

    assert said.responses == ("utter_ask_for_repair_slot_charged",)
    assert said.fact("fee") == "50"


async def test_nobody_installs_before_the_goods_are_there(shop: SqlShop) -> None:
    story = _story(shop, "in_transit product=p35", "installation")
    order = shop.order(str(story.slots["order_number"]))
    assert order.parcel is not None
    said = await _opened(story, "约师傅安装", "installation")

    first = shop.free_slots(SlotKind.INSTALLATION, order.number, NOW)[0]
    offered = [button["title"] for button in said.facts[-1]["buttons"]]
    assert first.starts_at < order.parcel.arrives_by
    assert not [title for title in offered if title.startswith(f"{first.day.month}月{first.day.day}日")]


async def test_a_fault_past_the_period_becomes_a_repair_and_keeps_what_was_said(shop: SqlShop) -> None:
    story = _story(shop, "completed days=100 product=p04", "item_damaged", note="不排水", photos="a1")
    said = await _opened(story, "洗衣机不排水", "item_damaged")

    assert said.slots["task"] == "repair_request"
    assert said.slots["note"] == "洗衣机不排水"
    assert said.responses == ("utter_task_moved", "utter_ask_for_repair_slot_free")


async def test_an_overdue_service_order_is_for_a_person(shop: SqlShop) -> None:
    story = _story(shop, "signed days=3 product=p04", "after_sales_status", form_outcome="ready")
    number = str(story.slots["order_number"])
    long_ago = NOW - timedelta(days=2)
    shop.open_service(ServiceRequest(number, ServiceKind.MISSING, "missing"), EffectKey("m", "x"), long_ago)

    said = await story.hears("售后进度", "after_sales_status").run(DoTask())

    assert said.responses[0] == "utter_service_late"


async def test_of_several_service_orders_the_newest_is_told_first(shop: SqlShop) -> None:
    story = _story(
        shop, "signed days=3 product=p12 service=installation:done", "after_sales_status", form_outcome="ready"
    )
    number = str(story.slots["order_number"])
    shop.open_service(ServiceRequest(number, ServiceKind.MISSING, "missing"), EffectKey("m", "x"), NOW)

    said = await story.hears("售后进度", "after_sales_status").run(DoTask())

    assert said.responses[:3] == ("utter_service_several", "utter_service_processing", "utter_service_done")


async def test_a_cancelled_return_gives_the_order_back_its_state(shop: SqlShop) -> None:
    story = _story(shop, "signed days=3 product=p04 service=return:awaiting_return", "after_sales_status")
    said = await _opened(story, "取消服务单", "order_cancel")
    assert said.responses == ("utter_restate_service_cancel",)
    story.slots.update(form_outcome="ready", confirmed=True)

    done = await story.hears("对", "affirm").run(DoTask())

    assert done.responses[0] == "utter_service_cancel_done"
    order = shop.order(str(story.slots["order_number"]))
    assert (order.state.value, order.services[0].state, order.refund) == ("signed", ServiceState.CANCELLED, None)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("顺丰 SF1398720045518", {"tracking_number": "SF1398720045518", "carrier": "顺丰速运"}),
        ("773312908845 中通", {"tracking_number": "773312908845", "carrier": "中通快递"}),
        ("还没寄", {"tracking_number": "later"}),
    ],
)
async def test_the_parcel_sent_back_is_read_off_the_line(shop: SqlShop, text: str, wanted: Mapping[str, str]) -> None:
    plan = "signed days=3 product=p04 service=return:awaiting_return"
    story = _story(shop, plan, "after_sales_shipping", return_way="self", requested_slot="tracking_number")
    story.opens("task_form").says().hears(text, "inform")

    said = await story.run(ValidateTaskForm())

    assert {slot: said.slots[slot] for slot in wanted} == wanted


async def test_a_repair_centre_is_told_without_an_order(shop: SqlShop) -> None:
    del shop
    story = Story(slots={"task": "repair_center", "form_outcome": "ready", "city": "宁波"})

    said = await story.hears("宁波的维修网点", "repair_center").run(DoTask())

    assert said.responses[0] == "utter_repair_center_found"
    assert said.fact("count") == "2"
