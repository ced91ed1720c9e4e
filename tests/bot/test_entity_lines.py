"""Entities on lines as customers type them: `entity_lines.txt` marks each as `[words](kind)`, one line a message."""

import re
import time
from collections import Counter
from pathlib import Path

import pytest

from bot.finding import find_entities
from bot.products import Catalogue

_MARKED = re.compile(r"\[([^\]]*)\]\((\w+)\)")
_LINES = Path(__file__).with_name("entity_lines.txt").read_text(encoding="utf-8").splitlines()
_CATALOGUE = Catalogue.read(Path(__file__).parents[2] / "data" / "shop" / "products.yml")

Spans = set[tuple[str, int, int]]


def marked(line: str) -> tuple[str, Spans]:
    """The line as typed, and the spans marked in it."""
    text, spans, place = "", set(), 0
    for match in _MARKED.finditer(line):
        text += line[place : match.start()]
        spans.add((match.group(2), len(text), len(text) + len(match.group(1))))
        text += match.group(1)
        place = match.end()
    return text + line[place:], spans


def found(text: str) -> Spans:
    return {(one["entity"], one["start"], one["end"]) for one in find_entities(text, _CATALOGUE)}


def test_nearly_all_spans_are_found_and_next_to_none_besides() -> None:
    labelled, said, both = Counter[str](), Counter[str](), Counter[str]()
    for line in _LINES:
        text, spans = marked(line)
        predicted = found(text)
        labelled.update(kind for kind, _, _ in spans)
        said.update(kind for kind, _, _ in predicted)
        both.update(kind for kind, _, _ in spans & predicted)

    of_kind = {kind: 2 * both[kind] / (labelled[kind] + said[kind]) for kind in labelled}

    assert 2 * both.total() / (labelled.total() + said.total()) >= 0.97
    assert min(of_kind.values()) >= 0.9, of_kind


@pytest.mark.parametrize(
    "text",
    [
        "5升的够吗",
        "1.5匹带得动吗",
        "600G的流量",
        "2023款",
        "95598打不通",
        "坐3号线去",
        "尾货便宜吗",
        "一点都不好用",
        "三天两头坏",
        "我们一块买的",
        "双12还降吗",
        "7天无理由",
        "这一上午我都在等",
        "抬头能改吗",
        "结果公司不给报",
        "评论区都这么说",
        "显示E22",
        "上海离得远吗",
        "下午好",
        "感谢师傅",
    ],
)
def test_figures_and_words_that_look_like_data_are_none(text: str) -> None:
    # 一上午 is how long, 评论区 no district, and E22 behind 显示 what a display says.
    assert found(text) == set()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("下午三点来", "15:00"),
        ("晚上8点以后在家", "20:00以后"),
        ("上午9点到11点", "09:00-11:00"),
        ("18:30", "18:30"),
        ("半夜两点", "02:00"),
        ("八点来", "八点"),
        ("上午送", "上午"),
        ("2026年11月28日", "2026-11-28"),
        ("十一月二十八号送", "11月28日"),
        ("后天送", "后天"),
        ("花了两千六", "2600"),
        ("¥1,299.00", "1299"),
        ("9块9包邮", "9.9"),
        ("售后单fw261118000345", "FW261118000345"),
        ("税号9133 0106 MA2B 1C2D 3E", "91330106MA2B1C2D3E"),
    ],
)
def test_a_value_is_what_is_meant_as_far_as_no_clock_is_needed(text: str, value: str) -> None:
    assert [one["value"] for one in find_entities(text, _CATALOGUE)] == [value]


def test_a_traditional_line_is_found_as_typed() -> None:
    text = "發票擡頭寫陳偉，後天下午送洗衣機"

    entities = find_entities(text, _CATALOGUE)

    assert [(one["entity"], text[one["start"] : one["end"]], one["value"]) for one in entities] == [
        ("invoice_title", "陳偉", "陳偉"),
        ("date", "後天", "后天"),
        ("time", "下午", "下午"),
        ("product", "洗衣機", "洗衣机"),
    ]


def test_a_kind_beside_a_model_means_the_models_article() -> None:
    entities = find_entities("AH-K35空调漏水", _CATALOGUE)

    assert {(one["entity"], one["value"]) for one in entities} == {
        ("model", "清朗壁挂式空调"),
        ("product", "清朗壁挂式空调"),
    }


def test_an_ordinary_line_takes_less_than_a_millisecond() -> None:
    texts = [marked(line)[0] for line in _LINES]
    for text in texts:
        find_entities(text, _CATALOGUE)
    start = time.process_time()

    for text in texts:
        find_entities(text, _CATALOGUE)

    assert (time.process_time() - start) / len(texts) < 0.001
