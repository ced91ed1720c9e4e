"""The form of the shop's tasks over real trackers: what it takes from a message, what it asks for, how it ends."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, Table, func, select

from actions import wiring
from actions.perform import DoTask
from actions.task_form import ValidateTaskForm
from shop.database import open_engine, reading, writing
from shop.models import EffectKey, OrderState
from shop.sql import SqlShop
from shop.tables import attempts, effects, orders
from tests.actions.conftest import NOW, Story, an_order

HOME = "江苏省南京市鼓楼区中山北路30号1幢502室"


async def test_a_form_opened_without_a_number_asks_for_it(shop: SqlShop) -> None:
    said = await Story().hears("我的订单呢", "order_status").opens("task_form").run(ValidateTaskForm())

    assert said.slots["requested_slot"] == "order_number"
    assert said.responses == ("utter_ask_for_order_number",)


async def test_number_and_digits_in_one_line_end_the_form_verified(shop: SqlShop) -> None:
    order = an_order(shop, OrderState.SIGNED)
    identity = {"order_number": order.number, "phone_tail": order.address.phone[-4:]}

    said = await Story().hears("…", "order_status", entities=identity).opens("task_form").run(ValidateTaskForm())

    assert said.slots["requested_slot"] is None
    assert said.slots["form_outcome"] == "ready"
    assert said.slots["verified_order"] == order.number
    assert said.slots["phone_tail"] is None


async def test_a_line_that_is_nothing_for_the_form_changes_only_the_request(shop: SqlShop) -> None:
    story = Story(slots={"requested_slot": "order_number"}).hears("…").says().opens("task_form").says()

    said = await story.hears("冰箱多大", "product_info").run(ValidateTaskForm())

    assert said.slots == {"requested_slot": "order_number"}


async def test_coming_back_from_a_digression_the_message_is_not_read_again(shop: SqlShop) -> None:
    order = an_order(shop, OrderState.SIGNED)
    story = Story(slots={"requested_slot": "phone_tail", "order_number": order.number}).hears("…").opens("task_form")
    story.says().hears("1234", "product_info", entities={"phone_tail": "1234"}).answered_by("action_answer_product")

    said = await story.run(ValidateTaskForm())

    assert said.slots["requested_slot"] == "phone_tail"
    assert said.responses == ("utter_ask_for_phone_tail",)
    assert _count(shop.engine, attempts) == 0


async def test_a_refusal_ends_the_form_and_goes_back_to_the_verified_order(shop: SqlShop) -> None:
    slots = {"requested_slot": "phone_tail", "order_number": "260000000001", "verified_order": "260000000002"}
    story = Story(slots=slots).hears("…").opens("task_form").says()

    said = await story.hears("不想给", "deny").run(ValidateTaskForm())

    assert said.responses == ("utter_form_left_query",)
    assert said.slots["form_outcome"] == "left"
    assert said.slots["order_number"] == "260000000002"


async def test_another_order_clears_the_number_but_not_the_verified_one(shop: SqlShop) -> None:
    slots = {"requested_slot": "phone_tail", "order_number": "260000000001", "verified_order": "260000000002"}
    story = Story(slots=slots).hears("…").opens("task_form").says()

    said = await story.hears("不对，是另一单", "deny").run(ValidateTaskForm())

    assert said.slots["order_number"] is None
    assert said.slots["requested_slot"] == "order_number"
    assert "verified_order" not in said.slots


async def test_a_feeling_is_named_before_the_form_asks(shop: SqlShop) -> None:
    story = Story().hears("气死我了，快递呢", "logistics_track", emotion="angry").opens("task_form")

    assert (await story.run(ValidateTaskForm())).responses == ("utter_soothe_angry", "utter_ask_for_order_number")


async def test_the_same_wrong_message_run_twice_is_one_try(shop: SqlShop) -> None:
    order = an_order(shop, OrderState.SIGNED)
    wrong = {"order_number": order.number, "phone_tail": "0x0x"}
    story = Story().hears("…", "order_status", entities=wrong).opens("task_form")

    first = await story.run(ValidateTaskForm())
    story.slots.update(wrong)
    second = await story.run(ValidateTaskForm())

    assert first.responses == second.responses == ("utter_mismatch", "utter_ask_for_phone_tail")
    assert first.fact("tries_left") == second.fact("tries_left") == "4"
    assert _count(shop.engine, attempts) == 1


async def test_a_broken_shop_is_a_fault_and_nothing_else_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = SqlShop(open_engine(f"sqlite:///{tmp_path / 'empty.db'}"))
    monkeypatch.setattr(wiring, "shop", lambda: broken)
    story = Story().hears("…", "order_status", entities={"order_number": "260000000001"}).opens("task_form")

    said = await story.run(ValidateTaskForm())
    after = await story.run(DoTask())
    broken.engine.dispose()

    assert said.responses == ("utter_fallback_fault",)
    assert said.directive is not None
    assert said.directive["handoff"]["reason"] == "fault"
    assert said.leaves_form
    assert after.responses == ()


async def test_the_address_form_asks_for_the_address_once_identity_is_known(shop: SqlShop) -> None:
    story = _verified(shop, OrderState.TO_DISPATCH).hears("改地址", "order_change_address").opens("task_form")

    assert (await story.run(ValidateTaskForm())).slots["requested_slot"] == "new_address"


async def test_an_order_on_its_way_ends_the_address_form(shop: SqlShop) -> None:
    story = _verified(shop, OrderState.IN_TRANSIT).hears("改地址", "order_change_address").opens("task_form")

    said = await story.run(ValidateTaskForm())

    assert said.slots["form_outcome"] == "refused"
    assert (await story.run(DoTask())).responses[0] == "utter_refuse_order_change_address_dispatched"


async def test_details_of_an_abandoned_change_do_not_slip_into_the_next(shop: SqlShop) -> None:
    story = _verified(shop, OrderState.TO_DISPATCH)
    story.slots.update(new_phone="13900001111", address_parts="phone", confirmed=True)
    story.hears("改地址", "order_change_address").opens("task_form")

    said = await story.run(ValidateTaskForm())

    assert said.slots["new_phone"] is None
    assert said.slots["requested_slot"] == "new_address"


async def test_the_present_address_again_changes_nothing(shop: SqlShop) -> None:
    order = an_order(shop, OrderState.TO_DISPATCH)
    story = _verified(shop, OrderState.TO_DISPATCH)
    entities = {"address": order.address.full}
    story.hears(f"改成{order.address.full}", "order_change_address", entities=entities).opens("task_form")

    said = await story.run(ValidateTaskForm())

    assert said.slots["form_outcome"] == "ready"
    assert (await story.run(DoTask())).responses[0] == "utter_address_same"
    assert _count(shop.engine, effects) == 0


async def test_the_restated_change_shows_no_more_than_it_may(shop: SqlShop) -> None:
    story = _ready_to_confirm(shop)
    story.slots.update(new_recipient="李晓梅女士", new_phone="13900001111")

    story.hears("收件信息是啥来着", "order_change_address")
    said = await story.run(ValidateTaskForm())

    assert said.responses == ("utter_restate_address",)
    assert said.fact("address") == "江苏省南京市鼓楼区****02室"
    assert said.fact("recipient") == "李女士"
    assert said.fact("phone_tail") == "1111"


@pytest.mark.parametrize(("text", "intent"), [("是的", "affirm"), ("对，确认修改", "inform")])
async def test_a_yes_changes_the_row_once_even_if_the_message_runs_twice(shop: SqlShop, text: str, intent: str) -> None:
    story = _ready_to_confirm(shop).hears(text, intent)
    number = story.slots["order_number"]
    before_answer = dict(story.slots)

    await story.run(ValidateTaskForm())
    first = await story.run(DoTask())
    # Rasa died before it stored the turn: the same message comes again to the same tracker.
    story.slots = before_answer
    await story.run(ValidateTaskForm())
    second = await story.run(DoTask())

    assert first.responses == second.responses == ("utter_address_changed",)
    assert shop.order(number).address.detail == "中山北路30号1幢502室"
    assert _count(shop.engine, effects) == 1


async def test_a_yes_after_long_silence_does_nothing_and_begins_the_task_anew(shop: SqlShop) -> None:
    story = _ready_to_confirm(shop).is_silent_for(minutes=11).hears("是的", "affirm")

    said = await story.run(ValidateTaskForm())

    assert said.responses == ("utter_form_expired", "utter_ask_for_new_address")
    assert said.slots["form_outcome"] is None
    assert story.slots["new_address"] is None
    assert _count(shop.engine, effects) == 0


async def test_a_pause_shorter_than_that_expires_nothing(shop: SqlShop) -> None:
    story = _ready_to_confirm(shop).is_silent_for(minutes=9).hears("是的", "affirm")

    assert (await story.run(ValidateTaskForm())).slots["form_outcome"] == "ready"


async def test_a_no_keeps_what_was_given_and_asks_for_what_is_wrong(shop: SqlShop) -> None:
    story = _ready_to_confirm(shop).hears("不对", "deny")

    said = await story.run(ValidateTaskForm())

    assert said.responses == ("utter_task_kept", "utter_ask_for_new_address")
    assert said.slots["requested_slot"] == "new_address"
    assert story.slots["new_address"] == HOME


async def test_a_correction_of_the_phone_alone_keeps_the_address(shop: SqlShop) -> None:
    story = _ready_to_confirm(shop)
    story.slots["requested_slot"] = "new_address"
    story.hears("电话改成13900001111", "order_change_address", entities={"phone": "13900001111"})

    said = await story.run(ValidateTaskForm())

    assert said.slots["requested_slot"] == "confirmed"
    assert (story.slots["new_address"], story.slots["new_phone"]) == (HOME, "13900001111")


async def test_a_mumble_at_the_confirmation_is_no_yes(shop: SqlShop) -> None:
    said = await _ready_to_confirm(shop).hears("嘎嘎嘎", "inform", unsure=True).run(ValidateTaskForm())

    assert said.responses == ("utter_fallback_form", "utter_restate_address")
    assert said.slots["requested_slot"] == "confirmed"


async def test_dispatched_between_restating_and_yes_is_told_and_nothing_changes(shop: SqlShop) -> None:
    story = _ready_to_confirm(shop).hears("是的", "affirm")
    number = story.slots["order_number"]
    story.slots.update(form_outcome="ready", confirmed=True)
    with writing(shop.engine) as connection:
        connection.execute(
            orders.update()
            .where(orders.c.number == number)
            .values(state="dispatched", dispatched_at=NOW, carrier="顺丰速运", tracking_number="SF1", arrives_by=NOW)
        )

    said = await story.run(DoTask())

    assert said.responses[0] == "utter_refuse_order_change_address_dispatched"
    assert shop.order(number).address.district != "鼓楼区"


async def test_an_effect_is_keyed_by_message_and_action(shop: SqlShop) -> None:
    story = _ready_to_confirm(shop).hears("是的", "affirm")
    await story.run(ValidateTaskForm())
    await story.run(DoTask())

    with reading(shop.engine) as connection:
        row = connection.execute(select(effects.c.message_id, effects.c.action)).one()

    assert EffectKey(*row) == EffectKey(story.latest["message_id"], "order_change_address")


def _verified(shop: SqlShop, state: OrderState) -> Story:
    number = an_order(shop, state).number
    return Story(slots={"order_number": number, "verified_order": number, "task": "order_change_address"})


def _ready_to_confirm(shop: SqlShop) -> Story:
    story = _verified(shop, OrderState.TO_DISPATCH)
    story.slots.update(new_address=HOME, address_parts="address", requested_slot="confirmed")
    return story.hears("改地址", "order_change_address").opens("task_form").says("utter_restate_address")


def _count(engine: Engine, table: Table) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()
