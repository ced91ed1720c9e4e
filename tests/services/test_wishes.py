"""Plain words that decide without a model."""

import pytest

from handoff.services.wishes import is_no, is_yes, wants_the_bot_back
from tests.support.service_desk import parse


@pytest.mark.parametrize(
    "text",
    [
        "返回机器人",
        "不等了",
        "我不排了",
        "转回智能客服",
        "不等了，返回机器人吧",
        "不用等了，还是问机器人吧",
        "算了不等了",
        "别转人工了",
    ],
)
def test_these_leave_the_queue(text: str) -> None:
    assert wants_the_bot_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "机器人没用",
        "不想和机器人说",
        "不要转回机器人",
        "还要等多久",
        "不等了，我要投诉",
        "我等了半天了你们说好的三天到现在也没消息我不等了退钱",
    ],
)
def test_these_do_not(text: str) -> None:
    assert not wants_the_bot_back(text)


@pytest.mark.parametrize("text", ["好的", "转吧", "可以", "要", "行吧", "转人工"])
def test_yes(text: str) -> None:
    assert is_yes(text, None)
    assert not is_no(text, None)


@pytest.mark.parametrize("text", ["不用", "不用了", "先不转", "继续由智能客服服务", "算了", "不需要"])
def test_no(text: str) -> None:
    assert is_no(text, None)
    assert not is_yes(text, None)


@pytest.mark.parametrize("text", ["不用转人工", "别转", "不要，谢谢", "暂时不用", "不需要人工了", "不用转人工了，谢谢"])
def test_a_no_outweighs_what_the_model_hears(text: str) -> None:
    assert is_no(text, parse("human_request"))
    assert not is_yes(text, parse("human_request"))


@pytest.mark.parametrize("text", ["不对，是另一单", "不行，必须转人工", "不是这个订单"])
def test_a_correction_is_no_refusal(text: str) -> None:
    assert not is_no(text, None)


def test_the_model_decides_only_when_it_is_sure() -> None:
    assert is_yes("那就这么办", parse("affirm"))
    assert not is_yes("那就这么办", parse("affirm", fallback=True))
    assert is_no("没必要", parse("deny"))
