"""Which of an agent's lines answer, and which only greet, thank or ask to wait."""

import pytest

from handoff.adapters.enterprise_file import read_lines
from handoff.domain.substance import has_substance
from handoff.wiring import LINES_FILE


@pytest.mark.parametrize(
    "text",
    [
        "您好",
        "您好，很高兴为您服务。",
        "王先生您好，我是安禾电器人工客服，工号1002，感谢您的等候。",
        "感谢您的耐心等待。",
        "请您稍等片刻。",
        "请稍候，正在为您查询。",
        "好的，我这边为您核实一下，请您稍等。",
        "请您稍等，预计5分钟内回复您。",
        "非常抱歉，让您久等了。",
        "收到，马上为您处理。",
        "非常感谢您的理解与支持！",
        "……",
        "",
    ],
)
def test_courtesy_alone_answers_nothing(text: str) -> None:
    assert not has_substance(text)


@pytest.mark.parametrize(
    "text",
    [
        "您的包裹已到达杭州转运中心。",
        "您好，退款将于今天18:00前退回原支付账户。",
        "是的。",
        "有。",
        "不可以。",
        "预计3天内送达。",
        "请您提供一下订单号。",
        "感谢您的等候，已为您申请补发。",
        "保修期为2年。",
        "2分钟。",
        "已处理。",
    ],
)
def test_whatever_is_left_once_courtesy_is_taken_away_answers(text: str) -> None:
    assert has_substance(text)


@pytest.mark.parametrize("name", ["first_line", "first_line_complaint", "first_line_open"])
def test_the_prefilled_first_line_restates_and_answers_nothing(name: str) -> None:
    facts = {"address": "王先生", "enterprise": "安禾电器", "number": "1003", "demand": "昨天说好送货没有人来"}

    line = read_lines(LINES_FILE).say(name, **facts)

    assert not has_substance(line)
