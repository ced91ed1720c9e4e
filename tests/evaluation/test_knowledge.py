"""Measures of the knowledge search, worked out by hand."""

import pytest

from evaluation.examples import Question
from evaluation.knowledge import measure_knowledge
from evaluation.predictions import Found
from evaluation.report import Report


def _measured() -> Report:
    asked = [
        (Question("1", "问", ("a",), ()), Found("answer", ("a", "b"))),
        (Question("2", "问", ("a", "c"), ()), Found("confirm", ("b", "c"))),
        (Question("3", "问", ("a",), ()), Found("answer", ("b", "d", "e", "a"))),
        (Question("4", "问", ("a",), ()), Found("none", ("a", "b"))),
        (Question("9", "问", ("a",), ()), Found("none", ("b", "c"))),
        (Question("10", "问", ("a",), ()), Found("confirm", ("a",))),
        (Question("5", "问", (), ()), Found("none", ("a",))),
        (Question("6", "问", (), ()), Found("confirm", ("a",))),
        (Question("7", "问", (), ()), Found("answer", ("a",))),
        (Question("8", "问", (), ()), Found("none", ())),
    ]
    return measure_knowledge("s", [question for question, _ in asked], [found for _, found in asked])


@pytest.mark.parametrize(
    ("measure", "value", "n"),
    [
        ("hit@1", 3 / 6, 6),
        ("hit@3", 4 / 6, 6),
        ("MRR", (1 + 1 / 2 + 1 / 4 + 1 + 0 + 1) / 6, 6),
        ("found (answered or offered)", 2 / 6, 6),
        ("answered right", 1 / 10, 10),
        ("answered wrong", 2 / 10, 10),
        ("confirmed", 3 / 10, 10),
        ("unanswerable refused", 2 / 4, 4),
        ("unanswerable only offered", 1 / 4, 4),
        ("unanswerable answered", 1 / 4, 4),
        ("answerable refused", 2 / 6, 6),
    ],
)
def test_a_measure_is_what_counting_gives(measure: str, value: float, n: int) -> None:
    estimate = _measured().figure(measure).estimate

    assert estimate.value == pytest.approx(value)
    assert estimate.n == n


def test_an_answer_to_what_has_none_is_a_wrong_answer() -> None:
    wrong = next(table for table in _measured().tables if table.key == "answered_wrong")

    assert [row[0] for row in wrong.rows] == ["3", "7"]


def test_a_right_entry_that_was_kept_back_is_listed_as_such() -> None:
    tables = {table.key: [row[0] for row in table.rows] for table in _measured().tables if table.columns[0][0] == "id"}

    assert tables["refused"] == ["4"]
    assert tables["not_first"] == ["2", "9"]


def test_what_is_found_without_the_encoder_has_rows_of_its_own() -> None:
    asked = [Question("1", "问", ("a",), ()), Question("2", "问", ("a",), ()), Question("3", "问", (), ())]
    by_wording = [Found("none", ("a",)), Found("answer", ("b",)), Found("none", ("a",))]

    report = measure_knowledge("s", asked, [Found("answer", ("a",))] * 3, by_wording)

    named = ("degraded hit@1", "degraded found", "degraded answered wrong", "degraded unanswerable refused")
    assert [report.figure(name).estimate.value for name in named] == pytest.approx([1 / 2, 0, 1 / 3, 1])
