"""One spelling for what customers type; offsets survive where they matter."""

import pytest

from bot.normalise import MAX_CLASSIFIED_CHARS, canonical, fold, for_characters, for_vectors


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
