"""Splitting by bytes: nothing lost, nothing torn, and where a reader pauses."""

import pytest
import regex  # type: ignore[import-untyped] # it carries no types
from hypothesis import example, given
from hypothesis import strategies as st

from handoff.domain.byte_text import byte_length, split_bytes
from handoff.domain.text import clean

FAMILY, FLAG, THUMB, ACCENTED = "👨‍👩‍👧‍👦", "🇨🇳", "👍🏽", "é̂"
# What tears easily, and what a text is mostly made of; surrogates and control characters too.
BITS = st.sampled_from(
    [
        FAMILY,
        FLAG,
        THUMB,
        ACCENTED,
        "您",
        "订单",
        "。",
        "！”",
        "，",
        " ",
        "\n",
        "\r\n",
        " ́",
        "a",
        "20261121",
        "\ud83d",
        "\x07",
    ]
)
TEXTS = st.lists(st.one_of(BITS, st.characters(exclude_categories=())), max_size=120).map("".join)
SIZES = st.integers(4, 90)


def clusters(text: str) -> list[str]:
    return regex.findall(r"\X", text)  # type: ignore[no-any-return]


def solid(text: str) -> list[str]:
    return [cluster for cluster in clusters(text) if not cluster.isspace()]


@given(text=TEXTS, most=SIZES)
def test_every_piece_fits_and_says_something(text: str, most: int) -> None:
    pieces = split_bytes(text, most)

    assert all(0 < byte_length(piece) <= most for piece in pieces)
    assert all(piece.strip() for piece in pieces)


@given(text=TEXTS, most=SIZES)
def test_nothing_but_space_at_the_cuts_is_lost(text: str, most: int) -> None:
    rest = clean(text)

    for piece in split_bytes(text, most):
        before, found, rest = rest.partition(piece)
        assert found
        assert not before.strip()

    assert not rest.strip()


@given(text=TEXTS, most=st.integers(32, 90))
@example(text=FAMILY * 40, most=32)
@example(text="订单" + FLAG * 60, most=33)
def test_no_character_is_torn(text: str, most: int) -> None:
    if all(byte_length(cluster) <= most for cluster in clusters(clean(text))):
        assert [one for piece in split_bytes(text, most) for one in solid(piece)] == solid(clean(text))


@given(text=TEXTS)
def test_a_text_that_fits_stays_whole(text: str) -> None:
    whole = clean(text)

    assert split_bytes(text) == ([whole] if solid(whole) else [])


@given(count=st.integers(2, 200), room=st.integers(2, 60))
def test_pieces_without_a_pause_are_few_and_equally_long(count: int, room: int) -> None:
    pieces = split_bytes("您" * count, room * byte_length("您"))

    assert len(pieces) == -(-count // room)
    assert max(map(len, pieces)) - min(map(len, pieces)) <= 1


def test_a_character_larger_than_a_piece_is_cut_between_its_code_points() -> None:
    stacked = "e" + "́" * 20

    pieces = split_bytes(stacked, 9)

    assert "".join(pieces) == stacked
    assert [byte_length(piece) for piece in pieces] == [9, 8, 8, 8, 8]


def test_what_stands_before_an_oversized_character_is_not_torn_with_it() -> None:
    assert split_bytes("您" + "e" + "́" * 6, 9)[0] == "您"


@pytest.mark.parametrize(
    ("text", "most", "pieces"),
    [
        pytest.param("订单已发货。预计明天送达。", 30, ["订单已发货。", "预计明天送达。"], id="at a full stop"),
        pytest.param(
            "他说：“好的！”明天可以上门。", 33, ["他说：“好的！”", "明天可以上门。"], id="after the quotation"
        ),
        pytest.param("第一行没有标点\n第二行没有标点", 30, ["第一行没有标点", "第二行没有标点"], id="at a line break"),
        pytest.param("先核实订单，再为您办理", 24, ["先核实订单，", "再为您办理"], id="at a comma"),
        pytest.param("Please wait here", 11, ["Please", "wait here"], id="at a space"),
        pytest.param("单号20261121000123已登记", 24, ["单号20261121000123", "已登记"], id="not in a number"),
        pytest.param("见https://a.cn/b?c=1;d处理", 27, ["见https://a.cn/b?c=1;d", "处理"], id="not in an address"),
        pytest.param("退款金额1,000元整已到账", 20, ["退款金额1,000", "元整已到账"], id="not in an amount"),
        pytest.param("一二三四五六", 9, ["一二三", "四五六"], id="anywhere"),
    ],
)
def test_a_cut_falls_where_a_reader_pauses(text: str, most: int, pieces: list[str]) -> None:
    assert split_bytes(text, most) == pieces


@given(lengths=st.lists(st.integers(1, 10), min_size=1, max_size=40))
def test_sentences_shorter_than_half_a_piece_stay_whole(lengths: list[int]) -> None:
    sentences = ["您" * length + "。" for length in lengths]

    assert all(piece.endswith("。") for piece in split_bytes("".join(sentences), 70))


def test_a_space_that_carries_a_mark_is_not_trimmed_away() -> None:
    assert split_bytes("a" * 8 + " ́" + "b" * 7, 12) == ["a" * 8, " ́" + "b" * 7]


def test_half_an_emoji_is_replaced_and_control_characters_are_dropped() -> None:
    assert split_bytes("好\ud83d的\x00\x1b") == ["好�的"]


@pytest.mark.parametrize("text", ["", "  \n ", "\x00"])
def test_nothing_makes_no_piece(text: str) -> None:
    assert split_bytes(text) == []


def test_a_piece_must_hold_any_character() -> None:
    with pytest.raises(ValueError, match="3 bytes"):
        split_bytes("您好", 3)
