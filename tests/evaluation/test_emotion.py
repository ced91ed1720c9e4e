"""Measures of feelings and complaints, worked out by hand."""

import pytest

from evaluation.emotion import measure_emotion
from tests.evaluation.cases import line, mood


def test_worry_taken_for_anger_is_still_not_calm() -> None:
    lines = [line(emotion="anxious"), line(emotion="angry"), line(emotion="calm"), line(emotion="angry")]
    parses = [mood("angry"), mood("calm"), mood("anxious"), mood("angry")]

    report = measure_emotion("s", lines, parses)

    # Not calm: two hits, one missed, one false. Angry: one hit, one missed, one false.
    assert report.figure("not-calm F1").estimate.value == pytest.approx(4 / 6)
    assert report.figure("not-calm precision").estimate.value == pytest.approx(2 / 3)
    assert report.figure("angry F1").estimate.value == pytest.approx(2 / 4)
    assert report.figure("three-way accuracy").estimate.value == 0.25


def test_complaints_have_recall_and_precision_of_their_own() -> None:
    lines = [line(complaint=True), line(complaint=True), line(complaint=True), line()]
    parses = [mood("calm", complaint=True), mood("calm"), mood("calm", complaint=True), mood("calm", complaint=True)]

    report = measure_emotion("s", lines, parses)

    assert report.figure("complaint recall").estimate.value == pytest.approx(2 / 3)
    assert report.figure("complaint precision").estimate.value == pytest.approx(2 / 3)
    assert report.figure("complaint recall").is_met is False


def test_the_error_furthest_from_its_label_comes_first() -> None:
    lines = [line(identity="near", emotion="angry"), line(identity="far", emotion="calm")]

    report = measure_emotion("s", lines, [mood("calm", 0.4), mood("angry", 0.95)])

    worst = next(table for table in report.tables if table.key == "worst")
    assert [row[0] for row in worst.rows] == ["far", "near"]
