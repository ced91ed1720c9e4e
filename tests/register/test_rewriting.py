"""What is mechanical is mended; what is mended passes; what is not mechanical is left to a person."""

import pytest

from register import Verdict, check

MENDED = [
    ("你的订单已发出", "您的订单已发出"),
    ("亲，您好，请问有什么可以帮您？", "您好，请问有什么可以帮您？"),
    ("好的呢，已经为您备注。", "好的，已经为您备注。"),
    ("好的～马上为您查询", "好的，马上为您查询"),
    ("好哒", "好的"),
    ("已经发货啦！", "已经发货了！"),
    ("小妹为您查询", "我为您查询"),
    ("不好意思，让您久等了", "很抱歉，让您久等了"),
    ("已为您登记😊", "已为您登记"),
    ("辛苦亲啦", "辛苦您了"),
    ("可能明天18:00前送达", "预计明天18:00前送达"),
    ("您的手机号是13900002222。", "您的手机号是139****2222。"),
    ("请核对收获地址", "请核对收货地址"),
    ("是嘛？", "是吗？"),
]

LEFT_ALONE = ["可能会补货", "我保证能到", "难道您没收到吗", "亲", "😊"]


@pytest.mark.parametrize(("text", "mended"), MENDED)
def test_a_mechanical_breach_is_mended(text: str, mended: str) -> None:
    result = check(text)

    assert result.rewritten == mended
    assert check(mended).verdict is Verdict.PASS


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_nothing_is_guessed(text: str) -> None:
    assert check(text).rewritten is None


def test_a_compliant_line_is_not_rewritten() -> None:
    assert check("您的订单已发出。").rewritten is None
