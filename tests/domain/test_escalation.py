"""When a person must come in: each reason, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.conversation import HandoffReason
from handoff.domain.escalation import Escalation, Turn, first_escalation, judge


def turns(*lines: tuple[str, str] | Turn) -> list[Turn]:
    """Lines as (text, intent), numbered from 0."""
    return [line if isinstance(line, Turn) else Turn(seq, line[0], line[1]) for seq, line in enumerate(lines)]


def reason_of(
    text: str, intent: str = "inform", *, fallback: bool = False, complaint: bool = False
) -> HandoffReason | None:
    found = judge([Turn(1, text, intent, fallback, complaint)])
    return found.reason if found else None


@pytest.mark.parametrize(
    "text",
    [
        "麻烦给我转人工",
        "转接一下人工客服吧",
        "我要的是人工客服",
        "能不能转人工",
        "怎么还不转人工",
        "要不转人工吧",
        "叫你们主管过来",
        "有没有真人啊",
        "人工！",
        "我想和人聊",
        "不是人工就别回了，给我转人工",
        "让你们经理联系我",
    ],
)
def test_an_explicit_wish_for_a_person_is_asked(text: str) -> None:
    assert reason_of(text) is HandoffReason.ASKED


@pytest.mark.parametrize(
    "text",
    [
        "你是人工吗",
        "您这边是真人客服吗？",
        "这是人工还是机器人",
        "不需要人工",
        "先不转人工",
        "别转人工了，我自己看看",
        "不用转人工，谢谢",
        "上门安装要人工费吗",
        "人工服务费怎么收",
        "这个扫地机要人工倒垃圾吗",
    ],
)
def test_speaking_of_people_is_not_asking_for_one(text: str) -> None:
    assert reason_of(text, "product_info") is None


def test_the_model_may_hear_the_wish_where_no_word_says_it() -> None:
    assert reason_of("帮我叫个能做主的来", "human_request") is HandoffReason.ASKED
    assert reason_of("帮我叫个能做主的来", "human_request", fallback=True) is None


@pytest.mark.parametrize(
    "text",
    [
        "再不处理我就打12315",
        "我已经咨询过律师了",
        "等着我给你们打差评吧",
        "那就去工商局说",
        "我要找记者曝光",
        "发到抖音让大家看看",
        "法院见",
    ],
)
def test_regulator_lawyer_media_and_bad_reviews_are_threats(text: str) -> None:
    assert reason_of(text) is HandoffReason.THREAT


@pytest.mark.parametrize(
    "text",
    [
        "订单号202612315408",
        "手机13812345678",
        "快递单号 SF1231512345",
        "可以用工商银行的卡付款吗",
        "这个音箱支持多媒体播放吗",
        "为什么这款有差评",
    ],
)
def test_numbers_banks_and_products_are_no_threats(text: str) -> None:
    assert reason_of(text, "product_info") is None


def test_a_threat_outweighs_the_complaint_and_the_wish_beside_it() -> None:
    assert reason_of("给我转人工，不然打12315投诉", "complaint", complaint=True) is HandoffReason.THREAT


def test_a_complaint_is_heard_from_the_head_or_the_intent() -> None:
    assert reason_of("师傅在门口骂人", "inform", complaint=True) is HandoffReason.COMPLAINT
    assert reason_of("师傅在门口骂人", "complaint") is HandoffReason.COMPLAINT
    assert reason_of("师傅在门口骂人", "complaint", fallback=True) is None


def test_the_third_ask_of_one_matter_is_unresolved() -> None:
    asked = ("退款到哪一步了", "refund_status")

    assert first_escalation(turns(asked, asked)) is None
    found = first_escalation(turns(asked, ("好的", "affirm"), asked, asked))
    assert found == Escalation(HandoffReason.REPEAT_UNRESOLVED, 3, asked[0])


def test_the_second_ask_is_enough_when_it_says_that_the_matter_is_still_open() -> None:
    found = first_escalation(turns(("查一下物流", "logistics_track"), ("物流怎么还没更新", "logistics_track")))

    assert found is not None
    assert found.reason is HandoffReason.REPEAT_UNRESOLVED


def test_the_same_question_about_another_order_is_another_matter() -> None:
    asked = [Turn(seq, "到哪了", "logistics_track", order_number=f"20260000000{seq}") for seq in range(4)]

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
        ("return_request", ["我要退货", "怎么退", "我要退这个"], True),
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


LINE = st.builds(
    Turn,
    seq=st.integers(0, 99),
    text=st.sampled_from(["转人工", "还没到", "12315", "查物流", "嗯", "什么", "退款呢", ""]),
    intent=st.sampled_from(["refund_status", "logistics_track", "complaint", "human_request", "greet", "out_of_scope"]),
    fallback=st.booleans(),
    complaint=st.booleans(),
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
