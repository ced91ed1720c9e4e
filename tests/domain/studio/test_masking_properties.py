"""Whatever is around it and however it is written down: no personal number comes through, and offsets never lie."""

import re
from collections.abc import Callable

from hypothesis import assume, example, given
from hypothesis import strategies as st

from handoff.domain.studio.annotation import Span
from handoff.domain.studio.stand_ins import signs_of
from tests.domain.studio.masked import MASKING

_FILLERS = st.sampled_from(
    [
        *(
            "你好，",
            "麻烦",
            "我的",
            "订单",
            "打我电话",
            "手机号是",
            "，尾号",
            "收件人",
            "我叫",
            "我姓",
            "地址",
            "送到",
            "查一下",
            "。",
            "！",
        ),
        *(
            " ",
            "\n",
            "冰箱",
            "坏了",
            "明天下午",
            "2026-11-25",
            "1299元",
            "怎么还没发货",
            "😀",
            "和",
            "微信号",
            "qq",
            "税号",
            "取件码",
        ),
        *("先生", "王", "经理", "路", "小区", "号", "杭州市", "余杭区", "3幢", "二", "三天", "-", "/", "."),
    ]
)
_CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def _digits(least: int, most: int | None = None) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=least, max_size=most or least)


# 154 is what stand-ins begin with, and nobody's.
_MOBILE = st.tuples(st.sampled_from(["13", "147", "150", "166", "17", "189"]), _digits(9)).map(
    lambda it: "".join(it)[:11]
)
_WRITTEN = st.sampled_from(
    [
        lambda number: number,
        lambda number: f"{number[:3]} {number[3:7]} {number[7:]}",
        lambda number: f"{number[:3]}-{number[3:7]}-{number[7:]}",
        lambda number: f"{number[:4]} {number[4:7]} {number[7:]}",
        " ".join,
        lambda number: f"+86{number}",
        lambda number: number.translate(_WIDE),
        lambda number: number.translate(_CHINESE),
        lambda number: "\u200b".join((number[:5], number[5:])),
    ]
)
_LONG = st.one_of(
    st.tuples(st.just("26"), _digits(10)).map("".join),
    st.tuples(st.sampled_from(["SF", "FW", "yt", "JDX"]), _digits(12)).map("".join),
    st.tuples(st.just("62"), _digits(17)).map("".join),
    st.tuples(st.just("9133"), _digits(6), st.text("ABCDEFGHJKLMN0123456789", min_size=8, max_size=8)).map("".join),
)
_LINE = st.lists(_FILLERS, max_size=6).map("".join)
# Signs beside the number that would make another number of it.
_GLUED = re.compile(r"[0-9A-Za-z\-/. +]|[一二三]")


def _apart(before: str, after: str) -> bool:
    return not (before and _GLUED.match(before[-1])) and not (after and _GLUED.match(after[0]))


@given(_LINE, _MOBILE, _WRITTEN, _LINE)
@example("我的", "13857120936", lambda number: number, "")
def test_no_six_digits_of_a_phone_come_through(
    before: str, number: str, written: Callable[[str], str], after: str
) -> None:
    assume(_apart(before, after))

    masked = signs_of(MASKING.mask(before + written(number) + after, "c1").text)

    assert not [number[at : at + 6] for at in range(6) if number[at : at + 6] in masked]


@given(_LINE, _LONG, _LINE)
def test_no_eight_signs_of_a_long_number_come_through(before: str, number: str, after: str) -> None:
    assume(_apart(before, after))

    masked = MASKING.mask(before + number + after, "c1").text

    assert not [number[at : at + 8] for at in range(len(number) - 7) if number[at : at + 8] in masked]


_ENTITY = st.sampled_from(
    ["order_number", "phone", "phone_tail", "person", "address", "product", "date", "amount", "invoice_title", "photo"]
)


@st.composite
def _parsed(draw: st.DrawFn) -> tuple[str, tuple[Span, ...]]:
    """A line and spans of any kind in it, as a parse gives them: in order and apart."""
    data = st.one_of(_MOBILE, _LONG, st.sampled_from(["王小明", "文一西路969号3幢502室"]))
    # Numbers that run into each other are neither of them.
    text = "".join(draw(st.lists(st.one_of(_FILLERS, data.map("{}，".format)), max_size=8)))
    places = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    ends = zip(places[::2], places[1::2], strict=False)
    return text, tuple(Span(start, end, draw(_ENTITY)) for start, end in ends)


_PIECE = st.one_of(
    st.tuples(_MOBILE, st.just("phone")),
    st.tuples(st.just("26"), _digits(10)).map("".join).map(lambda number: (number, "order_number")),
    _digits(4).map(lambda tail: (tail, "phone_tail")),
    st.sampled_from(
        [
            *(("王小明", "person"), ("李女士", "person"), ("欧阳靖", "person"), ("刘洋", "invoice_title")),
            *(("文一西路969号3幢502室", "address"), ("上海市闵行区莘庄镇", "address"), ("成都市武侯区", "address")),
            *(("冰箱", "product"), ("AH-X10", "model"), ("明天", "date"), ("下午三点", "time"), ("1299元", "amount")),
        ]
    ),
)
_FIGURE = re.compile(r"\d")
_STAYING = {"product", "model", "date", "time", "amount"}


@given(st.lists(st.tuples(st.sampled_from(["，", "，麻烦查一下，", "。😀", "！要快，"]), _PIECE), max_size=8))
def test_offsets_point_at_what_they_did(said: list[tuple[str, tuple[str, str]]]) -> None:
    text, spans = "", []
    for between, (piece, entity) in said:
        text += between
        spans.append(Span(len(text), len(text) + len(piece), entity))
        text += piece

    found = MASKING.mask(text, "c1", spans)

    assert [span.entity for span in found.spans] == [entity for _, (_, entity) in said]
    place = 0
    for span, (between, (piece, entity)) in zip(found.spans, said, strict=True):
        now = found.text[span.start : span.end]
        assert found.text[place : span.start] == between
        assert (now == piece) if entity in _STAYING else (len(_FIGURE.findall(now)) == len(_FIGURE.findall(piece)))
        place = span.end
    assert place == len(found.text)


@given(_parsed())
def test_masking_twice_is_masking_once(parsed: tuple[str, tuple[Span, ...]]) -> None:
    text, spans = parsed
    once = MASKING.mask(text, "c1", spans)

    assert MASKING.mask(once.text, "c1", once.spans) == once
    # As an import, of which no conversation is known.
    assert MASKING.mask(once.text, "", once.spans) == once


@given(_LINE, _MOBILE)
def test_the_line_around_keeps_its_length(line: str, number: str) -> None:
    assume(_apart("", line))
    alone = MASKING.mask(line, "c1").text

    assert len(MASKING.mask(f"{line}，{number}", "c1").text) == len(alone) + 1 + len(number)


@given(st.text(max_size=200))
def test_any_text_at_all_is_taken(text: str) -> None:
    once = MASKING.mask(text, "c1")

    assert MASKING.mask(once.text, "c1") == once
