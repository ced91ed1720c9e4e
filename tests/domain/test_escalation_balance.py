"""Words, signals, feelings and labels weighed together, while the model hears signals."""

from dataclasses import replace

import pytest

from handoff.domain.conversation import HandoffReason
from handoff.domain.escalation import Turn, history, judge, judge_all, learnt
from handoff.domain.escalation.balance import features_of, in_context

ASKED = Turn(1, "帮我叫个能做主的过来", "human_request", confidence=0.9, signals={"asked": 0.8})


def quiet(seq: int, text: str = "好的", intent: str = "affirm") -> Turn:
    return Turn(seq, text, intent, confidence=0.95, signals={})


def test_every_weight_has_its_feature() -> None:
    assert set(in_context([features_of([quiet(0)], [], 1)])) == set(learnt.WEIGHTS)


def test_what_was_said_before_fades() -> None:
    rows = [features_of([ASKED], [], 1), features_of([quiet(0)], [], 2), features_of([quiet(1)], [], 3)]

    first, second, third = (in_context(rows[: count + 1]) for count in range(3))

    assert first["before:signal:asked"] == 0
    assert second["before:signal:asked"] == pytest.approx(0.8)
    assert 0 < third["before:signal:asked"] < second["before:signal:asked"]
    assert third["signal:asked"] == 0


def test_troubles_of_several_turns_add_up() -> None:
    signals = {"still_open": 0.35, "out_of_authority": 0.35}
    trouble = [Turn(seq, f"这个还没弄好{seq}", "after_sales_status", 0.8, signals=signals) for seq in range(5)]

    at = [bool(judge(trouble[:count])) for count in range(1, 6)]

    assert at == sorted(at)
    assert (at[0], at[-1]) == (False, True)


def test_a_strong_signal_brings_a_person_in_and_says_what_was_heard() -> None:
    found = judge([quiet(0), ASKED])

    assert found
    assert found.reason is HandoffReason.ASKED
    assert found.words in ASKED.text
    assert found.explanation.startswith("客户")
    assert 0.5 <= found.strength <= 1


def test_a_calm_line_without_signals_brings_nobody_in() -> None:
    assert judge([quiet(0, "你好", "greet"), quiet(1, "洗衣机多少钱", "product_price")]) is None


@pytest.mark.parametrize("signal", ["asked", "threat", "abuse", "still_open", "out_of_authority", "not_understood"])
def test_each_signal_speaks_for_a_person(signal: str) -> None:
    assert learnt.WEIGHTS[f"signal:{signal}"] > 0


def test_a_content_customer_speaks_against_one() -> None:
    assert learnt.WEIGHTS["content"] < 0
    assert learnt.WEIGHTS["before:content"] < 0


@pytest.mark.parametrize(
    ("text", "intent", "reason"),
    [("转人工", "human_request", HandoffReason.ASKED), ("我要投诉", "complaint", HandoffReason.COMPLAINT)],
)
def test_a_plain_wish_is_taken_at_its_word_even_where_no_signal_is_heard(
    text: str, intent: str, reason: HandoffReason
) -> None:
    found = judge([Turn(0, text, intent, confidence=0.99, signals={})])

    assert found
    assert found.reason is reason


def test_the_feeling_that_goes_with_a_matter_is_named_after_it() -> None:
    turn = Turn(1, "我要投诉，气死我了", "complaint", 0.99, complaint=True, emotion="angry", emotion_score=0.95)

    reasons = [found.reason for found in judge_all([quiet(0), replace(turn, signals={"strong_feeling": 0.6})])]

    assert reasons[0] is HandoffReason.COMPLAINT
    assert reasons[-1] is HandoffReason.EMOTION


def test_a_wish_to_be_called_is_left_to_its_ticket() -> None:
    call = Turn(0, "给我回个电话", "callback_request", confidence=0.99, signals={"asked": 0.9})

    assert HandoffReason.ASKED not in {found.reason for found in judge_all([call])}


def test_the_words_of_a_table_are_quoted_where_there_are_any() -> None:
    turn = Turn(1, "今天不解决我就打12315", "complaint", 0.9, complaint=True, emotion="angry", emotion_score=0.9)

    found = judge([quiet(0), replace(turn, signals={"threat": 0.8})])

    assert found
    assert found.reason is HandoffReason.THREAT
    assert "12315" in found.words
    assert turn.text[found.start :].startswith(found.words)


def test_while_the_model_is_degraded_the_words_decide_by_themselves() -> None:
    turn = Turn(1, "转人工", "human_request", 0.9)

    assert judge([replace(quiet(0), signals=None), turn]) == judge([turn])
    assert judge([turn])


def test_what_was_handled_needs_new_evidence() -> None:
    talk = [quiet(0), ASKED]

    assert judge_all(talk, {HandoffReason.ASKED: ASKED.seq}) == ()
    again = replace(ASKED, seq=2, text="我说了要能做主的人")
    assert HandoffReason.ASKED in {found.reason for found in judge_all([*talk, again], {HandoffReason.ASKED: 1})}


def test_the_history_tells_each_evidence_at_its_turn() -> None:
    found = history([quiet(0), ASKED, quiet(2)])

    assert [(each.reason, each.seq) for each in found] == [(HandoffReason.ASKED, 1)]
