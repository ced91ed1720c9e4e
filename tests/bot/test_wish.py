"""What a line wants beside the numbers that name an order."""

import pytest

from bot.wish import wish_beside_numbers


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("取消260000000001，尾号1234", "取消"),
        ("替我催催送货的，订单260000000001，尾号1234", "替我催催送货的"),
        ("订单号260000000001 手机后四位1234，我要拒收", "我要拒收"),
        ("260000000001 1234 帮我减一台", "帮我减一台"),
        ("怎么看不见我的订单260000000001了？手机尾号1234", "怎么看不见我的订单了？"),
    ],
)
def test_the_words_beside_number_and_digits_are_the_wish(text: str, wish: str) -> None:
    assert wish_beside_numbers(text) == wish


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("260000000001 1234", id="nothing but numbers"),
        pytest.param("订单号是260000000001，尾号1234", id="numbers and their names"),
        pytest.param("取消260000000001", id="one number outweighs nothing"),
        pytest.param("服务单S260000000001，尾号1234的那个", id="a service order's number names no order"),
        pytest.param("我要退货", id="no number at all"),
    ],
)
def test_other_lines_are_read_as_they_are(text: str) -> None:
    assert wish_beside_numbers(text) is None
