"""The answer of a turn, rebuilt from events."""

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered

from bot.answer import PARSE_KEY, answer_of, kind_of

DOMAIN = Domain.from_yaml('version: "3.1"\nslots: {topic: {type: text, mappings: [{type: custom}]}}\n')


def said(message_id: str) -> Event:
    reading = {
        "text": "你好", "intent": {"name": "greet", "confidence": 1.0}, "fallback": False, "intent_ranking": [],
        "entities": [], "emotion": {"label": "calm", "score": 0.0}, "complaint": False, "signals": {},
        "degraded": False,
    }  # fmt: skip
    return UserUttered("你好", {"name": "greet"}, [], {PARSE_KEY: reading}, message_id=message_id)


@pytest.mark.parametrize(
    ("response", "kind"),
    [
        ("utter_ask_new_address", "ask"),
        ("utter_fallback_again", "fallback"),
        ("utter_restate_order", "restate"),
        ("utter_soothe_angry", "soothe"),
        ("utter_closing_more", "closing"),
        ("utter_in_chinese", "notice"),
        ("utter_order_status", "answer"),
        (None, "answer"),
    ],
)
def test_the_kind_follows_the_name_of_the_response(response: str | None, kind: str) -> None:
    assert kind_of(response) == kind


def test_a_turn_ends_where_the_next_begins() -> None:
    events = [
        said("m-1"),
        BotUttered("一"),
        SlotSet("topic", "a"),
        said("m-2"),
        BotUttered("二"),
        SlotSet("topic", "b"),
    ]

    first, second = (answer_of("someone", events, message_id, DOMAIN) for message_id in ("m-1", "m-2"))

    assert [reply["text"] for reply in first["replies"]] == ["一"]
    assert (first["slots"], second["slots"]) == ({"topic": "a"}, {"topic": "b"})


def test_a_message_that_never_ran_has_no_answer() -> None:
    with pytest.raises(LookupError):
        answer_of("someone", [said("m-1")], "m-2", DOMAIN)


def test_a_directive_is_no_line_and_a_handoff_outweighs_a_close() -> None:
    handoff = {"handoff": {"reason": "asked"}}
    events = [said("m-1"), BotUttered(data={"custom": handoff}), BotUttered(data={"custom": {"close": True}})]

    answer = answer_of("someone", events, "m-1", DOMAIN)

    assert (answer["replies"], answer["directive"]) == ([], handoff)


def test_what_an_action_says_to_the_service_is_no_line() -> None:
    card, ticket = {"kind": "order", "title": "订单"}, {"kind": "case"}
    events = [
        said("m-1"),
        BotUttered("您的订单已发货。", {"custom": {"card": card}}),
        BotUttered(data={"custom": {"ticket": ticket}}),
        BotUttered("请稍候。", {"custom": ["no object"]}),
    ]

    answer = answer_of("someone", events, "m-1", DOMAIN)

    assert [(reply["text"], reply["card"]) for reply in answer["replies"]] == [
        ("您的订单已发货。", card),
        ("请稍候。", None),
    ]
    assert (answer["tickets"], answer["directive"]) == ([ticket], None)


def test_a_button_types_what_a_person_could_type() -> None:
    buttons = [
        {"title": "转人工", "payload": "/human_request"},
        {"title": "查订单", "payload": "查询订单状态"},
        {"title": "好"},
    ]

    answer = answer_of("someone", [said("m-1"), BotUttered("请选择", {"buttons": buttons})], "m-1", DOMAIN)

    assert [button["text"] for button in answer["replies"][0]["buttons"]] == ["转人工", "查询订单状态", "好"]


def _told(text: str) -> Event:
    return BotUttered(text, metadata={"utter_action": "utter_product_answer"})


def _names(said: str, entry: str) -> Event:
    return BotUttered(data={"custom": {"knowledge": {said: entry, "title": "滤芯多久更换一次？"}}})


def _sources(events: list[Event], message_id: str) -> list[str | None]:
    replies = answer_of("someone", events, message_id, DOMAIN)["replies"]
    return [reply["source"] and reply["source"]["id"] for reply in replies]


def test_an_answer_of_the_knowledge_names_its_entry_and_other_lines_none() -> None:
    events = [
        said("m-1"),
        BotUttered("非常抱歉。"),
        _told("每12个月。"),
        _names("entry", "kb-1"),
        BotUttered("还有吗？"),
    ]

    assert _sources(events, "m-1") == [None, "kb-1", None]
    source = answer_of("someone", events, "m-1", DOMAIN)["replies"][1]["source"]
    assert source == {"id": "kb-1", "title": "滤芯多久更换一次？"}


def test_a_yes_to_a_restated_question_is_answered_from_its_entry() -> None:
    restated = [said("m-1"), BotUttered("请问您想问的是……吗？"), _names("offered", "kb-1")]

    assert _sources(restated, "m-1") == [None]
    assert _sources([*restated, said("m-2"), _told("每12个月。")], "m-2") == ["kb-1"]
    assert _sources([*restated, said("m-2"), BotUttered("好的。"), said("m-3"), _told("每12个月。")], "m-3") == [None]


def test_each_request_names_its_own_entry() -> None:
    events = [
        said("m-1"), _told("每12个月。"), _names("entry", "kb-1"),
        said("m-1#2"), _told("免费安装。"), _names("entry", "kb-2"),
    ]  # fmt: skip

    assert _sources(events, "m-1") == ["kb-1", "kb-2"]
