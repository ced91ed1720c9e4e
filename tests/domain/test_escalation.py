"""When a person must come in: each reason, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.conversation import HandoffReason
from handoff.domain.escalation import Escalation, Turn, first_escalation, history, judge, judge_all


def turns(*lines: tuple[str, str] | Turn) -> list[Turn]:
    """Lines as (text, intent), numbered from 0."""
    return [line if isinstance(line, Turn) else Turn(seq, line[0], line[1]) for seq, line in enumerate(lines)]


def reason_of(
    text: str, intent: str = "inform", *, fallback: bool = False, complaint: bool = False
) -> HandoffReason | None:
    found = judge([Turn(1, text, intent, fallback=fallback, complaint=complaint)])
    return found.reason if found else None


def test_a_threat_outweighs_the_complaint_and_the_wish_beside_it() -> None:
    assert reason_of("给我转人工，不然打12315投诉", "complaint", complaint=True) is HandoffReason.THREAT


def test_a_complaint_told_calmly_and_without_a_word_for_it_must_be_heard_by_head_and_intent() -> None:
    assert reason_of("师傅进门不换鞋", "complaint", complaint=True) is HandoffReason.COMPLAINT
    assert reason_of("师傅进门不换鞋", "inform", complaint=True) is None
    assert reason_of("师傅进门不换鞋", "complaint") is None


def test_a_complaint_in_anger_is_heard_from_the_head_or_the_intent() -> None:
    def said(intent: str, *, complaint: bool) -> Turn:
        return Turn(1, "师傅进门不换鞋", intent, complaint=complaint, emotion="angry", emotion_score=0.9)

    for turn in (said("inform", complaint=True), said("complaint", complaint=False)):
        found = judge([turn])
        assert found
        assert found.reason is HandoffReason.COMPLAINT


def test_the_third_ask_of_one_matter_is_unresolved() -> None:
    asked = ("退款到哪一步了", "refund_status")

    assert first_escalation(turns(asked, asked)) is None
    found = first_escalation(turns(asked, ("好的", "affirm"), asked, asked))
    assert found == Escalation(HandoffReason.REPEAT_UNRESOLVED, 3, asked[0], 0.8, "客户第3次询问退款进度")


def test_the_second_ask_is_enough_when_it_says_that_the_matter_is_still_open() -> None:
    found = first_escalation(turns(("查一下物流", "logistics_track"), ("物流怎么还没更新", "logistics_track")))

    assert found is not None
    assert found.reason is HandoffReason.REPEAT_UNRESOLVED


def test_the_same_question_about_another_order_is_another_matter() -> None:
    asked = [Turn(seq, "到哪了", "logistics_track", order_numbers=(f"20260000000{seq}",)) for seq in range(4)]

    assert first_escalation(asked) is None


@pytest.mark.parametrize("intent", ["greet", "thanks", "inform", "affirm", "urge"])
def test_small_talk_is_never_an_unresolved_matter(intent: str) -> None:
    assert first_escalation(turns(*[("嗯", intent)] * 5)) is None


@pytest.mark.parametrize("text", ["让客服人员给我打个电话", "麻烦联系我一下", "找个人工给我回电"])
def test_who_asks_to_be_called_is_met_by_a_ticket_not_the_queue(text: str) -> None:
    asked = Turn(0, text, "callback_request")

    assert judge([asked]) is None
    counted = first_escalation([asked])
    assert counted is not None
    assert counted.reason is HandoffReason.ASKED


@pytest.mark.parametrize("text", ["转人工，别让我等电话", "我要在线人工客服，不要回电"])
def test_who_wants_a_person_here_and_now_is_queued_even_where_a_call_is_named(text: str) -> None:
    found = judge([Turn(0, text, "callback_request")])

    assert found is not None
    assert found.reason is HandoffReason.ASKED


@pytest.mark.parametrize(
    ("intent", "lines", "repeated"),
    [
        ("return_request", ["我要退货", "怎么退货", "退货要怎么办"], True),
        ("product_info", ["W10多大容量", "能洗羽绒服吗", "有烘干吗"], False),
        ("product_info", ["W10多大容量", "W10多大的容量", "W10多大容量啊"], True),
        ("item_damaged", ["机器漏水了", "底下全是水", "灯也不亮"], False),
    ],
)
def test_only_what_is_still_open_counts_as_asked_again(intent: str, lines: list[str], repeated: bool) -> None:
    found = first_escalation([Turn(seq, text, intent) for seq, text in enumerate(lines)])

    assert (found is not None) == repeated


def test_not_understood_twice_in_a_row() -> None:
    lost = Turn(0, "那个啥来着", "product_info", fallback=True)
    clear = Turn(1, "订单状态", "order_status")

    assert judge([lost]) is None
    assert judge([lost, clear]) is None
    assert judge([lost, clear, lost]) is None
    found = judge([lost, lost])
    assert found is not None
    assert found.reason is HandoffReason.NOT_UNDERSTOOD


def test_nobody_has_said_anything_yet() -> None:
    assert judge([]) is None
    assert first_escalation([]) is None


def test_a_burst_sent_before_anybody_answered_is_one_ask() -> None:
    asked = [Turn(seq, "退款到哪一步了", "refund_status", answered=False) for seq in range(4)]

    assert first_escalation(asked) is None


def test_saying_it_again_because_the_bot_asked_is_no_ask() -> None:
    asked = [Turn(seq, "退款到哪一步了", "refund_status", invited=seq > 0) for seq in range(3)]

    assert first_escalation(asked) is None


def test_a_question_without_a_matter_asks_for_the_one_before() -> None:
    found = first_escalation(turns(("我的快递到哪了", "logistics_track"), ("多久", "urge"), ("到底哪天", "urge")))

    assert found is not None
    assert (found.reason, found.seq) == (HandoffReason.REPEAT_UNRESOLVED, 2)


def test_what_contradicts_the_answer_is_still_open_in_any_words() -> None:
    found = first_escalation(turns(("退款处理好了吗", "refund_status"), ("钱没收到", "refund_status")))

    assert found is not None
    assert found.seq == 1


@pytest.mark.parametrize(
    ("lines", "raised_at"),
    [
        pytest.param([("angry", 0.98)], None, id="strong in the first line, which is answered first"),
        pytest.param([("angry", 0.98), ("angry", 0.6)], 1, id="still felt after the answer"),
        pytest.param([("calm", 0.0), ("angry", 0.98)], 1, id="strong at once"),
        pytest.param([("angry", 0.7), ("calm", 0.0), ("angry", 0.75)], None, id="twice a little, apart"),
        pytest.param([("angry", 0.7), ("angry", 0.75), ("angry", 0.8)], 1, id="rising"),
        pytest.param([("anxious", 0.5), ("calm", 0.0), ("anxious", 0.5)], None, id="worry that passes"),
        pytest.param([("anxious", 0.6)] * 4, 2, id="worry that stays"),
    ],
)
def test_feeling_needs_a_person_when_it_is_strong_or_lasts(
    lines: list[tuple[str, float]], raised_at: int | None
) -> None:
    felt = [
        Turn(seq, f"第{seq}句", "inform", emotion=label, emotion_score=score)
        for seq, (label, score) in enumerate(lines)
    ]

    found = first_escalation(felt)

    assert (found.seq if found else None) == raised_at
    assert found is None or found.reason is HandoffReason.EMOTION


def test_thanks_cool_down_what_was_felt() -> None:
    upset = Turn(0, "怎么这样", "inform", emotion="angry", emotion_score=0.85)
    thanks = Turn(1, "谢谢", "thanks")
    again = Turn(2, "那好吧", "inform", emotion="angry", emotion_score=0.6)

    assert judge([upset, thanks, again]) is None
    assert judge([upset, again]) is not None


def test_weak_signs_add_up() -> None:
    lines = turns(("页面提交不了", "order_status"), ("好的", "affirm"), ("之前那个客服说能办", "order_status"))

    assert judge(lines[:1]) is None
    found = judge(lines)
    assert found is not None
    assert found.reason is HandoffReason.OUT_OF_AUTHORITY
    assert found.strength == pytest.approx(1 - 0.65 * 0.65)


def test_every_trigger_that_holds_is_named_the_strongest_first() -> None:
    [threat, complaint] = judge_all([Turn(3, "再敷衍我就打12315", "inform")])

    assert (threat.reason, threat.words) == (HandoffReason.THREAT, "12315")
    assert (complaint.reason, complaint.words) == (HandoffReason.COMPLAINT, "敷衍")
    assert threat.strength > complaint.strength


def test_what_was_handled_needs_new_evidence() -> None:
    asked = ("退款到哪一步了", "refund_status")
    lines = turns(asked, asked, asked, asked, asked, asked)
    handled = {HandoffReason.REPEAT_UNRESOLVED: 2}

    assert judge(lines[:3]) is not None
    assert judge(lines[:4], handled) is None
    assert judge(lines[:5], handled) is None
    assert judge(lines, handled) is not None


def test_the_rest_of_the_same_breath_is_no_new_evidence() -> None:
    said = [
        Turn(0, "我要投诉", "inform"),
        Turn(1, "你们就会敷衍", "inform", answered=False),
        Turn(2, "还是敷衍", "inform"),
    ]

    complaints = [found.seq for found in history(said) if found.reason is HandoffReason.COMPLAINT]
    assert complaints == [0, 2]


LINE = st.builds(
    Turn,
    seq=st.integers(0, 99),
    text=st.sampled_from(["转人工", "还没到", "12315", "查物流", "嗯", "什么", "退款呢", ""]),
    intent=st.sampled_from(["refund_status", "logistics_track", "complaint", "human_request", "greet", "out_of_scope"]),
    fallback=st.booleans(),
    complaint=st.booleans(),
    answered=st.booleans(),
    emotion=st.sampled_from(["calm", "anxious", "angry"]),
    emotion_score=st.floats(0, 1),
)


@given(st.lists(LINE, max_size=8), st.lists(LINE, max_size=4))
def test_what_is_said_later_changes_no_earlier_judgement(dialogue: list[Turn], later: list[Turn]) -> None:
    numbered = [Turn(**{**vars(turn), "seq": seq}) for seq, turn in enumerate([*dialogue, *later])]
    decided = first_escalation(numbered[: len(dialogue)])

    if decided:
        assert first_escalation(numbered) == decided
    else:
        found = first_escalation(numbered)
        assert found is None or found.seq >= len(dialogue)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_judged_and_quoted_from_the_line(text: str) -> None:
    for found in judge_all([Turn(1, text, "complaint", emotion="angry", emotion_score=1.0)]):
        assert 0 <= found.strength <= 1
        assert text[found.start : found.start + len(found.words)] == found.words
