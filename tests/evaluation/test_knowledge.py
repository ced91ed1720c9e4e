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
        (Question("4", "问", ("a",), ()), Found("none", ())),
        (Question("5", "问", (), ()), Found("none", ())),
        (Question("6", "问", (), ()), Found("confirm", ("a",))),
        (Question("7", "问", (), ()), Found("answer", ("a",))),
        (Question("8", "问", (), ()), Found("none", ())),
    ]
    return measure_knowledge("s", [question for question, _ in asked], [found for _, found in asked])


@pytest.mark.parametrize(
    ("measure", "value", "n"),
    [
        ("hit@1", 1 / 4, 4),
        ("hit@3", 2 / 4, 4),
        ("MRR", (1 + 1 / 2 + 1 / 4 + 0) / 4, 4),
        ("answered right", 1 / 8, 8),
        ("answered wrong", 2 / 8, 8),
        ("confirmed", 2 / 8, 8),
        ("unanswerable refused", 2 / 4, 4),
        ("unanswerable only offered", 1 / 4, 4),
        ("unanswerable answered", 1 / 4, 4),
        ("answerable refused", 1 / 4, 4),
    ],
)
def test_a_measure_is_what_counting_gives(measure: str, value: float, n: int) -> None:
    estimate = _measured().figure(measure).estimate

    assert estimate.value == pytest.approx(value)
    assert estimate.n == n


def test_an_answer_to_what_has_none_is_a_wrong_answer() -> None:
    wrong = next(table for table in _measured().tables if table.key == "answered_wrong")

    assert [row[0] for row in wrong.rows] == ["3", "7"]
