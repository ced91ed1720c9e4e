"""The page, the printed table and the JSON of a report."""

import json
import re

from evaluation.intents import measure_intents
from evaluation.page import render
from evaluation.report import Report, Skipped, report_as_json
from evaluation.summary import summarise
from tests.evaluation.cases import line, parse

SKIPPED = (Skipped("nlu nlu_jddc.tsv", "no texts", "未指定对话文件"),)


def _report() -> Report:
    lines = [line("a", text="<b>加粗</b>"), line("a", text="不能出现", is_shown=False), line("b")]
    return measure_intents("own", lines, [parse("b"), parse("b"), parse("b", 0.5)])


def test_the_page_loads_nothing() -> None:
    page = render([_report()], "2026-11-22 12:00", SKIPPED)

    assert re.findall(r"""(?:src|href)=["']?[^"'#]|url\(|@import|https?://""", page) == []


def test_the_page_shows_texts_as_text_and_no_text_by_reference() -> None:
    page = render([_report()], "2026-11-22 12:00", SKIPPED)

    assert "&lt;b&gt;加粗&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "不能出现" not in page


def test_the_page_says_what_was_skipped_and_why() -> None:
    assert "未评测 nlu nlu_jddc.tsv：未指定对话文件" in render([], "2026-11-22 12:00", SKIPPED)


def test_the_table_gives_value_interval_n_target_and_mark() -> None:
    rows = summarise([_report()], SKIPPED).splitlines()

    assert rows[0] == "nlu: own (n = 3)"
    assert re.fullmatch(r"\s+top-1 accuracy\s+33\.3 %\s+6\.1–79\.2 %\s+3\s+≥ 85 %\s+✗", rows[2])
    assert "skipped nlu nlu_jddc.tsv: no texts" in rows
    assert rows[-1] == "0 targets met, 2 missed"


def test_the_json_is_valid_and_holds_every_figure() -> None:
    content = json.loads(json.dumps(report_as_json(_report()), allow_nan=False))

    top = next(figure for figure in content["figures"] if figure["measure"] == "top-1 accuracy")
    assert top["target"] == {"at_least": 0.85}
    assert (top["met"], top["n"]) == (False, 3)
    assert content["tables"]["worst"][0]["text"] == "<b>加粗</b>"
    assert content["confusion"] == {"rows": ["a"], "columns": ["a", "b"], "counts": [[0, 2]]}
