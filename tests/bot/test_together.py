"""The answers to several requests as one."""

from typing import Any

from bot.together import together


def reply(text: str, kind: str = "answer", card: Any = None) -> dict[str, Any]:
    return {"text": text, "kind": kind, "buttons": [], "card": card}


MORE = reply("还有其他需要吗？", "closing")


def test_one_request_is_left_as_it_is() -> None:
    assert together([[reply("甲"), MORE]]) == [reply("甲"), MORE]


def test_more_is_asked_for_once_and_last() -> None:
    assert together([[reply("甲"), MORE], [reply("乙")]]) == [reply("甲"), reply("乙"), MORE]


def test_nobody_is_asked_for_more_before_a_question_or_a_person() -> None:
    asked = reply("订单号？", "ask")

    assert together([[reply("甲"), MORE], [asked]]) == [reply("甲"), asked]
    assert together([[reply("甲"), MORE], [reply("乙")]], ends=True) == [reply("甲"), reply("乙")]


def test_a_question_that_comes_again_is_asked_once_at_the_end() -> None:
    asked = reply("订单号？", "ask")

    assert together([[asked], [reply("乙"), asked]]) == [reply("乙"), asked]


def test_nothing_is_said_or_shown_twice() -> None:
    card = {"kind": "order"}

    assert together([[reply("甲", card=card)], [reply("甲"), reply("乙", card=card)]]) == [
        reply("甲", card=card),
        reply("乙"),
    ]
