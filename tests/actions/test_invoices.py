"""Invoices: what is read of a line, what is asked for, what is restated and written."""

import pytest

from actions.details.invoice_data import SOME_COMPANY, kind_in, tax_number_is_well_formed, title_in
from actions.identity import case_of
from actions.perform import DoTask
from actions.task_form import ValidateTaskForm
from actions.tasks.task import Case
from actions.turn import Turn
from shop.database import writing
from shop.models import OrderState
from shop.plans import read_plan
from shop.seed import add_order
from shop.sql import SqlShop
from tests.actions.conftest import NOW, Story


@pytest.mark.parametrize(
    ("number", "is_well_formed"),
    [
        ("91330100MA2CK3X05D", True),
        ("91330100MA2CK3X05", False),
        ("91330100MA2CK3X05DD", False),
        # No I, O, S, V, Z; the place is six digits.
        ("91330100MA2CK3XO5D", False),
        ("9133010AMA2CK3X05D", False),
    ],
)
def test_a_tax_number_has_eighteen_signs_in_their_places(number: str, is_well_formed: bool) -> None:
    assert tax_number_is_well_formed(number) is is_well_formed


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("抬头：上海木禾设计有限公司，税号91310115MA1K4T7R2P", "上海木禾设计有限公司"),
        ("开票抬头是成都开元公司", "成都开元公司"),
        ("我们公司叫杭州青禾家居有限公司", "杭州青禾家居有限公司"),
        ("发票开给北京云禾大学", "北京云禾大学"),
        ("华禾为民技术有限公司", "华禾为民技术有限公司"),
        ("把个人的改成公司的", SOME_COMPANY),
        ("我要给公司开发票", SOME_COMPANY),
        ("开错了，把公司的换成个人的", "个人"),
        ("抬头写我名字", "个人"),
        ("你们公司的发票真难开", None),
        ("帮我开张发票", None),
    ],
)
def test_whose_title_a_line_gives(shop: SqlShop, text: str, title: str | None) -> None:
    assert title_in(_case(text)) == title


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("把普票换成专票", "special"),
        ("专票换成普票", "electronic"),
        ("电子的普通发票就好", "electronic"),
        ("你们家能开专票吗", None),
    ],
)
def test_which_kind_a_line_wants(shop: SqlShop, text: str, kind: str | None) -> None:
    assert kind_in(_case(text)) == kind


async def test_a_company_without_its_name_is_asked_for_the_name(shop: SqlShop) -> None:
    story = _verified(shop, "signed days=3 product=p04").hears("给公司开张普票", "invoice_change").opens("task_form")

    said = await story.run(ValidateTaskForm())

    assert said.responses == ("utter_ask_for_company_name",)
    assert said.slots["requested_slot"] == "invoice_title"


async def test_a_wrong_tax_number_is_dropped_and_said_to_be_wrong(shop: SqlShop) -> None:
    story = _verified(shop, "signed days=3 product=p04")
    line = "开专票，抬头杭州青禾家居有限公司，税号9133010012"
    story.hears(line, "invoice_change").opens("task_form")

    said = await story.run(ValidateTaskForm())

    assert said.responses == ("utter_tax_number_invalid", "utter_ask_for_tax_number")
    assert said.fact("length") == "10"
    assert said.slots["tax_number"] is None
    assert said.slots["invoice_title"] == "杭州青禾家居有限公司"


async def test_another_title_takes_the_number_of_the_former_with_it(shop: SqlShop) -> None:
    story = _verified(shop, "signed days=3 product=p04")
    story.slots.update(invoice_kind="electronic", invoice_title="杭州青禾家居有限公司", email="lin@example.com")
    story.slots.update(tax_number="91330100MA2CK3X05D", requested_slot="confirmed", task="invoice_change")
    story.hears("…").opens("task_form").says().hears("等下，抬头换成个人吧", "invoice_change")

    said = await story.run(ValidateTaskForm())

    assert said.slots["tax_number"] is None
    assert said.responses == ("utter_restate_invoice_person",)


async def test_a_personal_title_is_shown_by_surname_only(shop: SqlShop) -> None:
    story = _verified(shop, "signed days=3 product=p04")
    story.slots.update(invoice_kind="electronic", invoice_title="林小梅", email="lin@example.com")
    story.slots.update(requested_slot="confirmed", task="invoice_change")
    story.hears("…").opens("task_form").says().hears("发票信息是啥来着", "invoice_change")

    said = await story.run(ValidateTaskForm())

    assert said.responses == ("utter_restate_invoice_person",)
    assert said.fact("title") == "林先生/女士"
    assert said.fact("email") == "li****@example.com"


async def test_what_the_present_invoice_says_already_changes_nothing(shop: SqlShop) -> None:
    story = _verified(shop, "signed days=3 product=p04 invoice=issued")
    number = story.slots["order_number"]
    before = shop.order(number).invoice
    assert before is not None
    story.slots["product"] = None
    story.hears(f"发票邮箱改成{before.email}", "invoice_change").opens("task_form")

    said = await story.run(ValidateTaskForm())

    assert said.slots["form_outcome"] == "ready"
    assert (await story.run(DoTask())).responses[0] == "utter_invoice_same"
    assert shop.order(number).invoice == before


async def test_an_invoice_later_than_promised_goes_to_a_person(shop: SqlShop) -> None:
    story = _verified(shop, "signed days=5 product=p04 invoice=requested")
    story.hears("我的发票开好了吗", "invoice_view").opens("task_form")

    await story.run(ValidateTaskForm())
    said = await story.run(DoTask())

    assert said.responses == ("utter_invoice_late",)
    assert said.directive is not None
    assert said.directive["handoff"]["reason"] == "out_of_authority"


def _case(text: str) -> Case:
    story = Story().hears(text, "invoice_change")
    return case_of(Turn("s1", story.latest, {}, None, (), ()), {})


def _verified(shop: SqlShop, plan: str) -> Story:
    with writing(shop.engine) as connection:
        number = add_order(connection, read_plan(plan), NOW.date(), 5000)
    assert shop.order(number).state in OrderState
    return Story(slots={"order_number": number, "verified_order": number, "requested_slot": None})
