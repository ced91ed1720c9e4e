"""Details and lines of orders and deliveries: what is read from a line, what is asked, what the state allows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from actions.details.appointments import read_times, slot_from
from actions.order_facts import delivery_time_line, dispatch_time_line, logistics_line, status_line
from actions.perform import DoTask
from actions.task_form import ValidateTaskForm
from actions.tasks.missing_order import masked_number
from actions.tasks.modify import said_note
from shop.database import writing
from shop.models import EffectKey, OrderState
from shop.plans import read_plan
from shop.seed import add_order
from shop.slots import SHANGHAI, SlotKind
from shop.sql import SqlShop
from tests.actions.conftest import NOW, Said, Story

_TODAY = NOW.date()


def _order(shop: SqlShop, line: str, index: int = 900) -> str:
    with writing(shop.engine) as connection:
        return add_order(connection, read_plan(line), _TODAY, index)


def _asking(number: str, task: str, requested: str, **slots: object) -> Story:
    """The task's form, waiting for one detail of a verified order."""
    known = {"order_number": number, "verified_order": number, "task": task, "requested_slot": requested, **slots}
    return Story(slots=known).hears("…", task).opens("task_form").says()


async def _said(story: Story, text: str, intent: str = "inform", **reading: object) -> Said:
    return await story.hears(text, intent, **reading).run(ValidateTaskForm())


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("改成3件", "3"),
        ("数量点成3了，实际只要1台", "1"),
        ("数量改为两台", "2"),
        ("再加一台", "+1"),
        ("多要1个", "+1"),
        ("我多拍了一个", "-1"),
        ("给我减一台", "-1"),
        ("加到五台", "5"),
    ],
)
async def test_pieces_are_read_as_said_or_as_more_and_fewer(shop: SqlShop, text: str, pieces: str) -> None:
    story = _asking(_order(shop, "pending_payment quantity=4"), "order_modify", "facet")

    said = await _said(story, text, "order_modify")

    assert said.slots["quantity"] == pieces
    assert said.responses == ("utter_restate_order_quantity",)


@pytest.mark.parametrize("text", ["备注写错了怎么办", "我想改备注", "修改备注"])
async def test_speaking_of_the_note_is_no_note(shop: SqlShop, text: str) -> None:
    story = _asking(_order(shop, "to_dispatch"), "order_modify", "facet")

    said = await _said(story, text, "order_modify")

    assert said.slots.get("order_note") is None
    assert said.slots["requested_slot"] == "order_note"


async def test_a_note_that_reads_like_another_matter_is_still_the_note(shop: SqlShop) -> None:
    story = _asking(_order(shop, "to_dispatch"), "order_modify", "order_note", facet="note")

    said = await _said(story, "周六上午再送，来之前打电话", "delivery_schedule")

    assert said.slots["order_note"] == "周六上午再送，来之前打电话"


async def test_a_question_while_the_note_is_asked_is_no_note(shop: SqlShop) -> None:
    story = _asking(_order(shop, "to_dispatch"), "order_modify", "order_note", facet="note")

    said = await _said(story, "我的订单现在什么状态", "order_status")

    assert said.slots.get("order_note") is None
    assert said.slots["requested_slot"] == "order_note"


def test_a_note_is_repeated_without_numbers_and_chat() -> None:
    assert said_note("到了打13800001111，轻点哦~谢谢你") == "到了打****，轻点哦谢谢您"
    assert said_note("放门口就行啦") == "放门口就行"


def test_a_masked_number_shows_both_ends() -> None:
    assert masked_number("261122223456") == "2611****3456"


@pytest.mark.parametrize(
    ("text", "day"),
    [("明天上午", 22), ("不是明天，是后天", 23), ("后天晚上吧", 23), ("今天不在家，明天上午", 21)],
)
def test_of_several_times_the_one_meant_comes_first(text: str, day: int) -> None:
    assert read_times(text, NOW)[0][0].day == day


@pytest.mark.parametrize("text", ["11.25下午", "改到11/25下午吧", "那就11月25下午", "11.25日下午"])
def test_a_day_in_figures_goes_with_the_time_of_day_after_it(text: str) -> None:
    [(first, last)] = read_times(text, NOW)

    assert (first.month, first.day, first.hour, last.hour) == (11, 25, 13, 17)


@pytest.mark.parametrize("hour", [15, 16, 20, 23])
def test_tomorrow_is_reckoned_in_shanghai_at_any_hour(hour: int) -> None:
    """From 16:00 on it is the next day there."""
    said = datetime(2026, 11, 21, hour, 30, tzinfo=UTC)

    assert read_times("明天上午", said)[0][0].date() == (said.astimezone(SHANGHAI) + timedelta(days=1)).date()


def test_the_end_of_a_phone_number_is_no_year() -> None:
    first, _ = read_times("约安装师傅 263700657511 2149 明天上午", NOW)[0]

    assert (first.year, first.month, first.day) == (2026, 11, 22)


async def test_a_time_said_before_the_order_is_known_is_taken_up(shop: SqlShop) -> None:
    number = _order(shop, "to_dispatch product=p08 city=南京")
    story = Story().hears("约后天下午送", "delivery_schedule").opens("task_form")
    await story.run(ValidateTaskForm())
    story.says("utter_ask_for_order_number")

    tail = shop.order(number).address.phone[-4:]
    said = await _said(story, "…", entities={"order_number": number, "phone_tail": tail})

    assert slot_from(said.slots["slot"]).day.day == 23
    assert said.responses == ("utter_restate_delivery_schedule",)


async def test_a_slot_taken_between_restating_and_yes_is_asked_for_again(shop: SqlShop) -> None:
    number = _order(shop, "to_dispatch product=p08 city=南京")
    slot = "2026-11-24T09:00/12:00"
    for index in range(901, 905):
        other = _order(shop, "to_dispatch product=p08 city=南京", index)
        if slot_from(slot) in shop.free_slots(SlotKind.DELIVERY, other, NOW):
            shop.book_delivery(other, slot_from(slot), EffectKey(f"m{index}", "delivery_schedule"), NOW)
    story = _asking(number, "delivery_schedule", "confirmed", slot=slot)

    await _said(story, "对", "affirm")
    done = await story.run(DoTask())
    story.form = None
    again = await story.opens("task_form").run(ValidateTaskForm())

    assert done.responses == ("utter_slot_taken",)
    assert done.follow_up == "task_form"
    assert again.responses == ("utter_ask_for_delivery_slot",)
    assert again.slots["requested_slot"] == "slot"
    assert shop.order(number).delivery_slot is None


async def test_a_task_sent_back_for_one_detail_keeps_the_others(shop: SqlShop) -> None:
    number = _order(shop, "pending_payment quantity=2")
    slots = {"order_number": number, "verified_order": number, "task": "order_modify", "form_outcome": "ready"}
    story = Story(slots={**slots, "order_note": "放门口"}).hears("对", "affirm").opens("task_form")

    said = await story.run(ValidateTaskForm())

    assert said.responses == ("utter_restate_order_note",)
    assert story.slots["order_note"] == "放门口"


async def test_a_no_to_a_task_without_details_leaves_it_with_one_line(shop: SqlShop) -> None:
    story = _asking(_order(shop, "completed hidden"), "order_missing", "confirmed", facet="number")

    said = await _said(story, "不对", "deny")

    assert said.responses == ("utter_form_left",)


async def test_the_order_talked_about_is_the_missing_one_only_if_it_is_hidden(shop: SqlShop) -> None:
    for line, asked in (("signed hidden", "confirmed"), ("signed", "contact_phone")):
        number = _order(shop, line, index=910 + len(asked))
        story = Story(slots={"order_number": number, "verified_order": number})

        said = await story.hears("订单怎么不见了", "order_missing").opens("task_form").run(ValidateTaskForm())

        assert said.slots["requested_slot"] == asked


async def test_a_found_order_opens_like_a_verified_one(shop: SqlShop) -> None:
    number = _order(shop, "completed hidden")
    order = shop.order(number)
    story = Story().hears("订单找不到了", "order_missing").opens("task_form")
    await story.run(ValidateTaskForm())
    story.says("utter_ask_for_person")

    said = await _said(story, f"{order.address.recipient} {order.address.phone}")

    assert said.slots["verified_order"] == number
    assert said.slots["order_product"] == order.lines[0].product_name
    assert said.responses == ("utter_restate_order_missing",)


async def test_a_refused_parcel_told_as_damage_is_refused(shop: SqlShop) -> None:
    number = _order(shop, "delivering")
    story = Story(slots={"order_number": number, "verified_order": number})

    said = await story.hears("外箱压破了，我拒签", "delivery_problem").opens("task_form").run(ValidateTaskForm())

    assert said.slots["task"] == "refuse_delivery"
    assert said.responses == ("utter_task_moved", "utter_restate_refuse_delivery")


async def test_the_conduct_of_a_courier_needs_no_order_and_goes_to_a_person(shop: SqlShop) -> None:
    story = Story().hears("送货的态度很差", "delivery_problem").opens("task_form")
    await story.run(ValidateTaskForm())

    said = await story.run(DoTask())

    assert said.responses == ("utter_soothe_complaint", "utter_ask_complaint_facts")
    assert said.directive is not None
    assert said.directive["handoff"]["reason"] == "complaint"


def test_nothing_is_promised_of_an_order_whose_money_comes_back(shop: SqlShop) -> None:
    order = shop.order(_order(shop, "to_dispatch service=refund:reviewing"))

    for line in (logistics_line, dispatch_time_line, delivery_time_line):
        assert line(order, NOW).response == "utter_logistics_refunding"


def test_a_refused_parcel_is_told_as_coming_back(shop: SqlShop) -> None:
    order = shop.order(_order(shop, "in_transit service=refusal:in_return"))

    for line in (status_line, logistics_line, dispatch_time_line, delivery_time_line):
        assert line(order, NOW).response == "utter_logistics_refused"


def test_a_dispatch_later_than_promised_is_for_a_person_whatever_was_asked(shop: SqlShop) -> None:
    order = shop.order(_order(shop, "to_dispatch"))
    late = replace(order, dispatch_by=NOW - timedelta(hours=1))

    for line in (status_line, logistics_line, dispatch_time_line, delivery_time_line):
        assert line(late, NOW).needs_person


def test_what_has_arrived_left_and_was_signed_for(shop: SqlShop) -> None:
    order = shop.order(_order(shop, "signed"))

    assert order.state is OrderState.SIGNED
    assert dispatch_time_line(order, NOW).response == "utter_dispatch_time_arrived"
