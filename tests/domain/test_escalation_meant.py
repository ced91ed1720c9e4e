"""Strong words count by who acts upon whom; being missed is heard from mood and echo."""

import pytest

from handoff.domain.conversation import HandoffReason
from handoff.domain.escalation import Turn, first_escalation, judge


@pytest.mark.parametrize(
    "text",
    [
        "说明书封底那串12315是什么号",
        "闪光灯一亮就曝光，脸都白了",
        "你不给我包邮我就去法院，哈哈哈",
        "主播说要曝光新品价格，几点开始",
        "我表姐说她要给那家差评",
        "灶具一直报警，要换电池吗",
    ],
)
def test_a_name_without_an_act_against_us_is_no_threat(text: str) -> None:
    assert judge([Turn(0, text, "inform")]) is None


@pytest.mark.parametrize("text", ["再拖我就找消协去", "律师那边我已经联系好了", "拖到周五我就让记者来看看"])
def test_a_name_with_an_act_of_the_customers_own_is_a_threat(text: str) -> None:
    found = judge([Turn(0, text, "inform")])

    assert found is not None
    assert found.reason is HandoffReason.THREAT


@pytest.mark.parametrize("text", ["店长推荐的那款有货吗", "客服几点下班", "音箱能跟老人说话吗", "让师傅联系我爱人"])
def test_people_spoken_of_are_not_asked_for_though_the_model_says_so(text: str) -> None:
    assert judge([Turn(0, text, "human_request", confidence=0.9)]) is None


@pytest.mark.parametrize("text", ["派个懂技术的跟我说", "你们谁能打过来讲一下", "咱们通个电话吧", "有值班的人吗"])
def test_any_verb_of_fetching_somebody_asks_for_a_person(text: str) -> None:
    found = judge([Turn(0, text, "inform")])

    assert found is not None
    assert found.reason is HandoffReason.ASKED


@pytest.mark.parametrize("text", ["我老板真是神经病，半夜开会", "球队又输了，气得我想砸电视", "考试砸了，烦死了"])
def test_feelings_about_the_customers_own_life_need_nobody(text: str) -> None:
    assert judge([Turn(1, text, "inform", emotion="angry", emotion_score=0.98)]) is None


def test_the_same_feelings_about_us_need_a_person() -> None:
    turn = Turn(1, "你们客服真是神经病", "complaint", emotion="angry", emotion_score=0.98)

    found = judge([turn])

    assert found is not None
    assert found.reason is HandoffReason.ABUSE


def test_calm_shopping_is_nothing_else() -> None:
    text = "给我叫个经理来"

    assert judge([Turn(0, text, "product_info", confidence=0.95)]) is None
    assert judge([Turn(0, text, "product_info", confidence=0.5)]) is not None


def test_a_reproach_for_not_listening_needs_a_person_when_it_is_felt() -> None:
    asked = Turn(0, "这款支架能装吊顶上吗", "product_info")
    calm = Turn(1, "你又发这个", "inform")
    felt = Turn(1, "你又发这个", "inform", emotion="angry", emotion_score=0.6)

    assert judge([asked, calm]) is None
    found = judge([asked, felt])
    assert found is not None
    assert found.reason is HandoffReason.NOT_UNDERSTOOD


def test_what_was_tried_in_silence_counts_once_the_next_is_in_vain() -> None:
    lines = ["净饮机不出水", "拔插过了", "换了滤芯还是不出水"]

    found = first_escalation([Turn(seq, text, "item_damaged") for seq, text in enumerate(lines)])

    assert found is not None
    assert (found.reason, found.seq) == (HandoffReason.REPEAT_UNRESOLVED, 2)


def test_thanks_between_two_asks_close_the_first() -> None:
    lines = [("快递到哪了", "logistics_track")] * 2 + [("谢谢", "thanks"), ("快递到哪了", "logistics_track")]

    assert first_escalation([Turn(seq, *line) for seq, line in enumerate(lines)]) is None


def test_many_people_cut_off_at_once_is_beyond_the_bot() -> None:
    found = judge([Turn(1, "我们办公室十几个人都登不上", "account")])

    assert found is not None
    assert found.reason is HandoffReason.OUT_OF_AUTHORITY
