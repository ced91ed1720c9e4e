"""Answers that did not help, meanings put right, and strong words that mean no harm."""

import pytest

from handoff.domain.conversation import HandoffReason
from handoff.domain.escalation import Turn, first_escalation, judge


def said(*lines: str, intent: str = "product_usage") -> list[Turn]:
    return [Turn(seq, text, intent) for seq, text in enumerate(lines)]


def test_the_second_advice_in_vain_needs_a_person() -> None:
    found = first_escalation(said("加湿器不出雾", "清洗了还是不出雾", "水换过了，照样没反应"))

    assert found is not None
    assert (found.reason, found.seq) == (HandoffReason.REPEAT_UNRESOLVED, 2)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("加湿器不出雾", "清洗了还是不出雾", "换了水，好了"), id="helped in the end"),
        pytest.param(("还是不出雾", "水也加了没反应"), id="the first line tells the fault"),
        pytest.param(("加湿器不出雾", "清洗了还是不出雾"), id="one advice only"),
    ],
)
def test_advice_that_helps_or_one_setback_needs_nobody(lines: tuple[str, ...]) -> None:
    assert first_escalation(said(*lines)) is None


def test_who_puts_the_meaning_right_and_says_it_again_is_not_understood() -> None:
    found = first_escalation(said("滤网怎么买", "不是买机器，是买滤网", "滤网，只买滤网", intent="stock"))

    assert found is not None
    assert (found.reason, found.seq) == (HandoffReason.NOT_UNDERSTOOD, 2)


def test_a_slip_of_ones_own_put_right_is_no_misunderstanding() -> None:
    lines = said("收件人写错了，改成赵明", "不好意思，是赵铭", "对，赵铭，没错了", intent="order_modify")

    assert first_escalation(lines) is None


@pytest.mark.parametrize(
    "text",
    [
        "去年投诉过一次，后来处理得挺满意",
        "我自己选错颜色了，真是个傻子",
        "听说消协做过测评，你们这款上榜了吗",
        "再也不用手洗衣服了，太爽",
        "这颜色也太好看了吧，我要疯了",
    ],
)
def test_strong_words_that_mean_no_harm_need_nobody(text: str) -> None:
    turn = Turn(0, text, "inform", complaint=True, emotion="angry", emotion_score=0.9)

    assert judge([turn]) is None


@pytest.mark.parametrize("text", ["我在法院上班，送得进去吗", "我爱人是律师，想买台咖啡机", "送到电视台对面就行"])
def test_where_somebody_works_is_no_threat(text: str) -> None:
    assert judge([Turn(0, text, "product_info")]) is None


def test_praise_beside_a_broken_promise_is_no_delight() -> None:
    turn = Turn(0, "太棒了，等了三周还没发货", "dispatch_time", complaint=True, emotion="angry", emotion_score=0.9)

    found = judge([turn])

    assert found is not None
    assert found.reason is HandoffReason.COMPLAINT


def test_a_worried_question_is_no_complaint_though_the_head_says_so() -> None:
    turn = Turn(0, "取件收不收费", "after_sales_shipping", complaint=True, emotion="anxious", emotion_score=0.45)

    assert judge([turn]) is None


@pytest.mark.parametrize("text", ["插座冒火花了", "碰水龙头被电到了", "厨房里一股燃气味"])
def test_danger_to_people_needs_a_person_at_once(text: str) -> None:
    found = judge([Turn(0, text, "item_damaged")])

    assert found is not None
    assert found.reason is HandoffReason.SPECIAL_NEEDS


@pytest.mark.parametrize("text", ["会不会漏电", "空气炸锅炸薯条要多久", "饭烧糊了怎么清洗"])
def test_asking_about_danger_is_a_question_like_others(text: str) -> None:
    assert judge([Turn(0, text, "product_info")]) is None


def test_what_was_paid_and_what_came_back_differ() -> None:
    found = judge([Turn(0, "付了899，退回来只有849", "refund_status")])

    assert found is not None
    assert found.reason is HandoffReason.OUT_OF_AUTHORITY
    assert judge([Turn(0, "付了899，退了899", "refund_status")]) is None


def test_a_dispute_that_opens_the_dialogue_is_answered_first() -> None:
    opening = Turn(0, "维修点说不归他们管", "repair_center")

    assert judge([opening]) is None
    assert judge([opening, Turn(1, "好的，谢谢", "thanks")]) is None
    found = judge([opening, Turn(1, "那我该怎么办", "out_of_scope")])
    assert found is not None
    assert (found.reason, found.seq) == (HandoffReason.OUT_OF_AUTHORITY, 1)
    assert found.explanation == "客户与第三方存在纠纷，答复后仍未了结"


def test_money_taken_twice_needs_a_person_from_the_first_line_on() -> None:
    found = judge([Turn(0, "一笔订单扣了我两次钱", "payment_problem")])

    assert found is not None
    assert found.reason is HandoffReason.OUT_OF_AUTHORITY


def test_a_parcel_still_open_is_the_same_matter_in_other_words() -> None:
    found = first_escalation(
        [Turn(0, "物流三天没更新", "logistics_track"), Turn(1, "又过了两天，到底丢没丢", "logistics_track")]
    )

    assert found is not None
    assert found.reason is HandoffReason.REPEAT_UNRESOLVED
