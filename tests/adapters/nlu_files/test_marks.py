"""Entities within a line, as Rasa reads them: its own grammar is the judge."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.adapters.nlu_files.marks import marked, read_marked
from handoff.domain.studio.annotation import Span

# Rasa's own, of entities_parser.py in 3.6: what it leaves of a line is the group `entity_text`.
RASA = re.compile(
    r"\[(?P<entity_text>[^\]]+?)\](\((?P<entity>[^:)]+?)(?:\:(?P<value>[^)]+))?\)|\{(?P<entity_dict>[^}]+?)\}"
    r"|\[(?P<list_entity_dicts>.*?)\])"
)


def as_rasa_reads(line: str) -> str:
    return RASA.sub(lambda found: found["entity_text"], line)


@pytest.mark.parametrize(
    ("line", "text", "spans"),
    [
        ("[净水器](product)滤芯多久换", "净水器滤芯多久换", [Span(0, 3, "product")]),
        ("我的[净水机](product:净水器)", "我的净水机", [Span(2, 5, "product", "净水器")]),
        ('[净水机]{"entity": "product", "value": "净水器"}坏了', "净水机坏了", [Span(0, 3, "product", "净水器")]),
        ('[北京]{"entity": "city", "role": "to"}', "北京", [Span(0, 2, "city")]),
        ('[北京][{"entity": "city"}, {"entity": "place"}]', "北京", [Span(0, 2, "city")]),
        ("😀[冰箱](product)和[空调](product)", "😀冰箱和空调", [Span(1, 3, "product"), Span(4, 6, "product")]),
        ("订单尾号[数字x]那个", "订单尾号[数字x]那个", []),
        ("[数字x][数字x]", "[数字x][数字x]", []),
        ("[坏了]{不是对象}", "[坏了]{不是对象}", []),
    ],
)
def test_marks_are_read_with_their_places(line: str, text: str, spans: list[Span]) -> None:
    assert read_marked(line) == (text, tuple(spans))


def test_a_value_of_its_own_is_written_as_an_object() -> None:
    line, left_out = marked("净水机坏了", [Span(0, 3, "product", "净水器")])

    assert line == '[净水机]{"entity": "product", "value": "净水器"}坏了'
    assert left_out == ()


def test_signs_of_the_customer_that_look_like_a_mark_are_parted() -> None:
    assert marked("看[图](这里)", [])[0] == "看[图] (这里)"
    assert marked("[数字x][数字x]", [])[0] == "[数字x] [数字x]"
    assert marked("[图](这里)冰箱", [Span(7, 9, "product")])[0] == "[图] (这里)[冰箱](product)"


def test_a_span_that_rasa_cannot_be_told_of_is_left_out_and_said() -> None:
    inner, fine = Span(0, 5, "phone"), Span(6, 8, "product")

    assert marked("[电话x] 冰箱", [inner, fine]) == ("[电话x] [冰箱](product)", (inner,))


_SIGNS = st.text(st.sampled_from('[](){}:"冰箱ab😀 ,'), min_size=1, max_size=14)


@st.composite
def _lines(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(_SIGNS)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    names = st.sampled_from(["product", "order_number", "a:b", "件 数"])
    values = st.none() | st.sampled_from(["净水器", "a}b", '"', "值)"])
    return text, [
        Span(start, end, draw(names), draw(values)) for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]


@given(_lines())
def test_whatever_is_written_is_read_as_it_was_meant(given_line: tuple[str, list[Span]]) -> None:
    text, spans = given_line

    line, left_out = marked(text, spans)
    read, found = read_marked(line)

    # Nothing but spaces is put in, and Rasa sees the same words as we do.
    assert read.replace(" ", "") == text.replace(" ", "")
    assert as_rasa_reads(line) == read
    kept = [span for span in spans if span not in left_out]
    assert [(span.entity, read[span.start : span.end].replace(" ", "")) for span in found] == [
        (span.entity, text[span.start : span.end].replace(" ", "")) for span in kept
    ]
