"""One spelling for what customers type; offsets survive where they matter."""

import pytest

from bot.normalise import MAX_CLASSIFIED_CHARS, canonical, fold, for_characters, for_vectors, says_something
from bot.simplified import simplify


@pytest.mark.parametrize("text", ["ＡＨ－Ｘ１０　１２３，", "\x00a\u200bb\ud83d", "①㎡ﬁ", "你好😀"])
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_width_case_and_spaces_make_no_difference() -> None:
    assert canonical("　ＡＨ－Ｘ１０ \n 多少钱？") == "ah-x10 多少钱?"


def test_what_cannot_be_printed_is_gone() -> None:
    assert canonical("\x00退\ud83d款\u202e") == "退 款"


def test_pasted_text_is_cut() -> None:
    assert len(canonical("好" * 10_000)) == MAX_CLASSIFIED_CHARS


def test_digits_of_a_kind_look_alike() -> None:
    assert for_characters("订单202611210001尾号1234") == for_characters("订单2026 1121 0009尾号5678")
    assert for_vectors("202611210001到哪了") == "订单号到哪了"


def test_shouting_is_kept_but_bounded() -> None:
    assert for_characters("!!!!!!!!") == "!!"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        pytest.param("我想開發票", "我想开发票", id="traditional"),
        pytest.param("咨询订单号:[ORDERID_123]订单金额:[金额x]", "咨询订单号№订单金额:0元", id="masks of a platform"),
        pytest.param("手机138****1234", "手机☎", id="a number the customer masked"),
        pytest.param("好的#E-s07", "好的☺", id="emoji code of a platform"),
        pytest.param("[微笑]谢谢/:rose", "☺谢谢☺", id="emoji codes of WeChat"),
        pytest.param("&nbsp;申请了吧", "申请了吧", id="mark-up"),
        pytest.param("https://item.example.com/1.html 这款", "⌁ 这款", id="link"),
        pytest.param("kf在吗", "客服在吗", id="first letters"),
        pytest.param("tuikuan多久", "退款多久", id="pinyin"),
        pytest.param("帐号登陆不了 发漂也没开", "账号登录不了 发票也没开", id="slips of the keyboard"),
    ],
)
def test_ways_of_typing_become_words(typed: str, read: str) -> None:
    assert canonical(typed) == read


@pytest.mark.parametrize("typed", ["ah-x10 wifi连不上", "1/2", "5g/2.4g", "tcl电视", "[1]", "签收后", "查价"])
def test_what_only_looks_like_a_way_of_typing_stays(typed: str) -> None:
    assert canonical(typed) == typed


@pytest.mark.parametrize("text", ["台灣發票", "皇后后面", "乾燥機", "😀𠮷"])
def test_simplifying_keeps_every_offset(text: str) -> None:
    assert len(simplify(text)) == len(text)


def test_a_mask_says_something_and_a_lone_face_does_not() -> None:
    assert says_something(canonical("[ORDERID_1]"))
    assert not says_something(canonical("#E-s01"))
