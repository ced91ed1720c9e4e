"""Answers, talk and the way to a person, over real trackers."""

import pytest

from actions.fallback import DefaultFallback, NotUnderstood, OutOfScope
from actions.handoff import Complaint, HandOff
from actions.knowledge import Entry, Found
from actions.perform import DoTask
from actions.products import AnswerKnowledge
from actions.sdk import BotAction
from actions.talk import Affirm, Close, Deny, Greet, Inform, Thank, Urge
from actions.task_form import ValidateTaskForm
from shop.models import OrderState
from shop.sql import SqlShop
from tests.actions.conftest import FixedKnowledge, Story, an_order

ENTRY = Entry("滤芯多久更换一次？", "请您每12个月更换一次。")
TASK_READINGS = [{"name": "logistics_track", "confidence": 0.36}, {"name": "refund_status", "confidence": 0.3}]


async def test_no_fact_is_told_of_an_order_that_was_not_verified(shop: SqlShop) -> None:
    number = an_order(shop, OrderState.SIGNED).number
    slots = {"order_number": number, "verified_order": "260000000000", "form_outcome": "ready"}

    said = await Story(slots=slots).hears("3306").run(DoTask())

    assert said.responses == ()


async def test_a_lock_offers_a_person_with_what_was_tried(shop: SqlShop) -> None:
    said = await Story(slots={"order_number": "260000000000", "form_outcome": "locked"}).hears("…").run(DoTask())

    assert said.responses == ("utter_locked",)
    assert said.directive is not None
    assert said.directive["handoff"]["reason"] == "out_of_authority"
    assert said.directive["handoff"]["identity_verified"] is False


async def test_the_closing_question_comes_after_an_answer_but_not_twice_running(
    shop: SqlShop, knowledge: FixedKnowledge
) -> None:
    knowledge.found = Found("answer", ENTRY)
    story = Story()

    first = await story.hears("滤芯多久换", "product_info").run(AnswerKnowledge())
    story.says(*first.responses)
    second = await story.hears("滤芯多久换", "product_info").run(AnswerKnowledge())

    assert first.responses == ("utter_product_answer", "utter_closing_more")
    assert second.responses == ("utter_product_answer",)


async def test_an_unsure_answer_is_restated_and_given_on_yes(knowledge: FixedKnowledge) -> None:
    knowledge.found = Found("confirm", ENTRY)
    story = Story()

    asked = await story.hears("芯子", "product_info").run(AnswerKnowledge())
    story.says(*asked.responses)
    given = await story.hears("是的", "affirm").run(Affirm())

    assert asked.responses == ("utter_restate_product",)
    assert given.fact("answer") == ENTRY.answer
    assert story.slots["offered_answer"] is None


async def test_an_old_offer_is_not_taken_up_by_a_later_yes(knowledge: FixedKnowledge) -> None:
    story = Story(slots={"offered_answer": "旧的答案"}).hears("你好", "greet").says("utter_greet")

    assert (await story.hears("好的", "affirm").run(Affirm())).responses == ("utter_closing_ready",)


async def test_nothing_known_is_said_once_and_the_second_time_goes_to_a_person(knowledge: FixedKnowledge) -> None:
    story = Story()

    first = await story.hears("能装船上吗", "product_info").run(AnswerKnowledge())
    story.says(*first.responses)
    second = await story.hears("那飞机上呢", "product_info").run(AnswerKnowledge())

    assert (first.responses, first.directive) == (("utter_fallback_product",), None)
    assert second.directive is not None
    assert second.directive["handoff"]["reason"] == "not_understood"


async def test_a_middling_reading_is_restated_with_the_two_likeliest_as_buttons() -> None:
    story = Story().hears("包裹的钱", "nlu_fallback", ranking=TASK_READINGS, unsure=True)

    said = await story.run(NotUnderstood())

    assert said.responses == ("utter_restate_intent",)
    assert said.fact("reading") == "查询物流"
    assert [button["title"] for button in said.facts[0]["buttons"]] == ["查询物流", "查询退款进度", "都不是"]


async def test_a_yes_to_a_reading_opens_its_form() -> None:
    story = Story().hears("包裹的钱", "nlu_fallback", ranking=TASK_READINGS, unsure=True)
    story.says(*(await story.run(NotUnderstood())).responses)

    said = await story.hears("对", "affirm").run(Affirm())

    assert said.follow_up == "task_form"
    assert story.slots["task"] == "logistics_track"


async def test_turned_down_then_unsure_again_is_the_second_miss() -> None:
    story = Story().hears("包裹的钱", "nlu_fallback", ranking=TASK_READINGS, unsure=True)
    story.says(*(await story.run(NotUnderstood())).responses)
    denied = await story.hears("都不是", "deny").run(Deny())
    story.says(*denied.responses)

    said = await story.hears("那个啥", "nlu_fallback", ranking=[], unsure=True).run(DefaultFallback())

    assert denied.responses == ("utter_fallback_rephrase",)
    assert denied.directive is None
    assert said.directive is not None
    assert said.directive["handoff"]["reason"] == "not_understood"


async def test_understanding_in_between_starts_the_count_anew() -> None:
    story = Story().hears("嘎", "nlu_fallback", unsure=True).says("utter_fallback").hears("你好", "greet")
    story.says("utter_greet").hears("嘎嘎", "nlu_fallback", ranking=[], unsure=True)

    assert (await story.run(NotUnderstood())).directive is None


async def test_a_threat_counts_even_in_a_line_that_was_not_understood() -> None:
    said = await Story().hears("12315见", "nlu_fallback", unsure=True).run(NotUnderstood())

    assert said.responses[0].startswith("utter_soothe")
    assert said.directive is not None
    assert said.directive["handoff"]["reason"] == "threat"


async def test_what_is_told_after_the_complaint_question_is_no_misunderstanding() -> None:
    story = Story().hears("投诉", "complaint").says("utter_soothe_complaint", "utter_ask_complaint_facts")

    said = await story.hears("昨天下午挂我电话", "nlu_fallback", unsure=True).run(NotUnderstood())

    assert said.responses == ("utter_soothe_noted",)


@pytest.mark.parametrize(("intent", "action"), [("out_of_scope", OutOfScope()), ("nlu_fallback", NotUnderstood())])
async def test_what_the_knowledge_is_sure_of_is_answered_whatever_it_was_taken_for(
    knowledge: FixedKnowledge, intent: str, action: BotAction
) -> None:
    knowledge.found = Found("answer", Entry("煮粥溢锅怎么办？", "请您将米量减少到2杯以内。"))

    said = await Story().hears("电饭煲煮粥老是溢出来", intent).run(action)

    assert "utter_product_answer" in said.responses


async def test_what_it_is_only_half_sure_of_is_not_forced_on_somebody_who_asked_something_else(
    knowledge: FixedKnowledge,
) -> None:
    knowledge.found = Found("confirm", Entry("煮粥溢锅怎么办？", "请您将米量减少到2杯以内。"))

    said = await Story().hears("帮我订张机票", "out_of_scope").run(OutOfScope())

    assert said.responses == ("utter_fallback_scope",)


async def test_other_trades_twice_running_are_out_of_authority() -> None:
    story = Story().hears("订机票", "out_of_scope").says("utter_fallback_scope").hears("写首诗", "out_of_scope")

    said = await story.run(OutOfScope())

    assert said.directive is not None
    assert said.directive["handoff"]["reason"] == "out_of_authority"


async def test_asking_for_a_person_tells_the_matter_not_the_wish() -> None:
    number = "260000000001"
    slots = {"order_number": number, "verified_order": number, "task": "refund_status", "last_topic": "refund_status"}

    said = await Story(slots=slots).hears("转人工", "human_request").run(HandOff())

    assert said.responses == ()
    assert said.directive is not None
    assert said.directive["handoff"] == {
        "reason": "asked",
        "demand": f"查询退款进度，订单号{number}",
        "category": "查询",
        "order_number": number,
        "tried": ["已由智能客服查询退款进度"],
        "identity_verified": True,
    }
    assert said.leaves_form


async def test_without_a_task_the_earlier_question_is_the_matter() -> None:
    story = Story().hears("冰箱不制冷怎么办", "product_info").says("utter_product_answer")

    said = await story.hears("转人工", "human_request").run(HandOff())

    assert said.directive is not None
    assert said.directive["handoff"]["demand"] == "冰箱不制冷怎么办"


@pytest.mark.parametrize(
    ("text", "demand"), [("转人工", None), ("转人工，想约周六上午安装空调", "转人工，想约周六上午安装空调")]
)
async def test_a_bare_wish_for_a_person_names_no_matter(text: str, demand: str | None) -> None:
    said = await Story().hears(text, "human_request").run(HandOff())

    assert said.directive is not None
    assert said.directive["handoff"].get("demand") == demand


@pytest.mark.parametrize(("text", "reason"), [("态度太差我要投诉", "complaint"), ("我要打12315", "threat")])
async def test_a_complaint_is_apologised_for_before_the_facts_are_asked(text: str, reason: str) -> None:
    said = await Story().hears(text, "complaint", emotion="angry", complaint=True).run(Complaint())

    assert said.responses == ("utter_soothe_complaint", "utter_ask_complaint_facts")
    assert said.directive is not None
    assert said.directive["handoff"]["reason"] == reason
    assert said.directive["handoff"]["category"] == "投诉"


async def test_a_complaint_said_again_gets_no_second_copy_of_the_apology() -> None:
    story = Story().hears("我要投诉", "complaint", complaint=True).says("utter_soothe_complaint")

    said = await story.hears("我说了我要投诉", "complaint", complaint=True).run(Complaint())
    assert said.responses[0] == "utter_soothe_complaint_again"


async def test_nothing_more_closes_and_reminds_of_the_number() -> None:
    number = "260000000001"
    story = Story(slots={"order_number": number, "verified_order": number}).hears("…").says("utter_closing_more")

    said = await story.hears("没有了", "deny").run(Deny())

    assert said.responses == ("utter_closing_goodbye_order",)
    assert said.directive == {"close": True}


async def test_nothing_to_add_to_a_complaint_does_not_close() -> None:
    story = Story().hears("投诉", "complaint").says("utter_soothe_complaint", "utter_ask_complaint_facts")

    said = await story.hears("没有了", "deny").run(Deny())

    assert (said.responses, said.directive) == (("utter_soothe_noted",), None)


async def test_goodbye_closes_and_thanks_does_not() -> None:
    assert (await Story().hears("再见", "goodbye").run(Close())).directive == {"close": True}
    assert (await Story().hears("谢谢", "thanks").run(Thank())).directive is None


async def test_a_greeting_uses_the_title_once_it_is_known() -> None:
    assert (await Story().hears("你好", "greet", title="王先生").run(Greet())).responses == ("utter_greet_by_title",)
    assert (await Story().hears("你好", "greet").run(Greet())).responses == ("utter_greet",)


async def test_a_number_goes_on_with_the_matter_at_hand_or_asks_for_one() -> None:
    number = {"order_number": "260000000001"}

    known = await Story(slots={"task": "order_change_address"}).hears("…", entities=number).run(Inform())
    said = await Story().hears("改地址 260000000001", entities=number).run(Inform())
    bare = await Story().hears("260000000001", entities=number).run(Inform())

    assert known.follow_up == said.follow_up == "task_form"
    assert bare.responses == ("utter_ask_order_matter",)


async def test_an_urge_repeats_the_facts_of_the_last_matter(shop: SqlShop) -> None:
    number = an_order(shop, OrderState.DELIVERING).number
    slots = {"order_number": number, "verified_order": number, "last_topic": "logistics_track"}

    said = await Story(slots=slots).hears("快点", "urge", emotion="anxious").run(Urge())

    assert said.responses == ("utter_soothe_anxious", "utter_logistics_moving", "utter_closing_more")


async def test_a_trace_of_anger_is_not_spoken_of() -> None:
    calm = await Story().hears("在吗", "urge", emotion="angry", heat=0.35).run(Urge())
    angry = await Story().hears("在吗", "urge", emotion="angry", heat=0.8).run(Urge())

    assert "utter_soothe_angry" not in calm.responses
    assert angry.responses[0] == "utter_soothe_angry"


async def test_a_trace_of_worry_is_not_named(shop: SqlShop) -> None:
    number = an_order(shop, OrderState.DELIVERING).number
    slots = {"order_number": number, "verified_order": number, "last_topic": "logistics_track"}

    said = await Story(slots=slots).hears("快点", "urge", emotion="anxious", heat=0.2).run(Urge())

    assert said.responses == ("utter_logistics_moving", "utter_closing_more")


async def test_the_questions_next_to_an_unsure_answer_are_offered_and_taken_up(knowledge: FixedKnowledge) -> None:
    knowledge.found = Found("confirm", ENTRY, ("滤芯怎么更换？",))
    story = Story()

    asked = await story.hears("芯子", "product_info").run(AnswerKnowledge())
    story.says(*asked.responses).hears("滤芯怎么更换？", "installation").opens("task_form")
    form = await story.run(ValidateTaskForm())

    assert [button["title"] for button in asked.facts[0]["buttons"]] == ["是的", "滤芯怎么更换？", "不是"]
    assert form.slots["form_outcome"] == "knowledge"
