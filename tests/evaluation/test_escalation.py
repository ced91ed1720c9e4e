"""Measures of escalation, worked out by hand."""

import pytest

from evaluation.escalation import measure_escalation
from evaluation.examples import Dialogue
from evaluation.predictions import Raised
from evaluation.report import Report
from evaluation.statistics import Estimate


def _dialogue(identity: str, window: tuple[int, int] | None, *reasons: str) -> Dialogue:
    turns = tuple((f"第{turn}句", "好的") for turn in range(5))
    return Dialogue(identity, turns, window is not None, window, frozenset(reasons), is_shown=True)


def _measured() -> Report:
    dialogues = [
        _dialogue("early", (2, 3), "asked"),
        _dialogue("in time", (2, 3), "asked", "emotion"),
        _dialogue("late", (2, 3), "emotion"),
        _dialogue("never", (0, 1), "threat"),
        _dialogue("nothing", None),
        _dialogue("for nothing", None),
        _dialogue("quiet", None),
    ]
    raised = [
        Raised(1, "asked"),
        Raised(3, "emotion"),
        Raised(4, "threat"),
        Raised(None),
        Raised(None),
        Raised(0, "asked"),
        Raised(None),
    ]
    return measure_escalation("s", dialogues, raised)


def test_whether_a_person_came_does_not_ask_when() -> None:
    report = _measured()

    assert report.figure("escalation precision").estimate.value == pytest.approx(3 / 4)
    assert report.figure("escalation recall").estimate.value == pytest.approx(3 / 4)
    assert report.figure("escalation F1").estimate.value == pytest.approx(6 / 8)


def test_only_both_ends_and_what_lies_between_are_in_time() -> None:
    figure = _measured().figure("raised inside the window")

    assert figure.estimate.value == 0.25
    assert figure.note == "before 1, inside 1, after 1, never 1"


def test_others_are_those_who_need_nobody() -> None:
    estimate = _measured().figure("others raised").estimate

    assert estimate.value == pytest.approx(1 / 3)
    assert estimate.n == 3


def test_the_policies_that_look_at_nothing_stand_beside() -> None:
    policies = next(table for table in _measured().tables if table.key == "policies")
    keys = [key for key, _ in policies.columns]
    rows = {row[0]: dict(zip(keys, row, strict=True)) for row in policies.rows}

    def value(policy: str, key: str) -> float | None:
        cell = rows[policy][key]
        assert isinstance(cell, Estimate)
        return cell.value

    assert value("always", "recall") == 1.0
    assert value("always", "inside") == 0.25
    assert value("always", "others_raised") == 1.0
    assert value("never", "f1") == 0.0
    assert value("never", "precision") is None


def test_a_reason_is_right_when_it_is_one_of_the_labelled() -> None:
    by_reason = next(table for table in _measured().tables if table.key == "by_reason")

    right = {row[0]: row[4].value for row in by_reason.rows if isinstance(row[4], Estimate)}
    assert right == {"asked": 1.0, "emotion": 0.5, "threat": None}


def test_errors_show_the_line_at_which_a_person_should_have_come() -> None:
    missed = next(table for table in _measured().tables if table.key == "missed")

    assert [(row[0], row[5]) for row in missed.rows] == [("late", "第4句"), ("never", "第0句")]
