"""The ratio of two pipelines' error rates."""

import pytest

from evaluation.comparison import error_ratio, with_comparison
from evaluation.intents import measure_intents
from tests.evaluation.cases import line, parse

_RIGHT, _WRONG = parse("a"), parse("b")


def test_half_the_errors_are_a_ratio_of_a_half() -> None:
    lines = [line("a")] * 8

    found = error_ratio(lines, [_WRONG] + [_RIGHT] * 7, [_WRONG] * 2 + [_RIGHT] * 6)

    assert found.value == pytest.approx(0.5)
    assert found.n == 8


def test_lines_are_drawn_in_pairs() -> None:
    # Both err on the same lines: drawn in pairs the ratio is 1 in every draw, drawn apart it would swing.
    parses = [_WRONG] * 10 + [_RIGHT] * 10

    found = error_ratio([line("a")] * 20, parses, parses)

    assert (found.low, found.high) == (1.0, 1.0)


def test_nobody_is_compared_with_a_pipeline_that_never_errs() -> None:
    assert error_ratio([line("a")] * 2, [_WRONG] * 2, [_RIGHT] * 2).value is None


def test_the_report_gains_the_ratio_with_its_target() -> None:
    lines, ours, theirs = [line("a"), line("b")], [_RIGHT, _WRONG], [_WRONG, parse("c")]

    report = with_comparison(measure_intents("s", lines, ours), lines, ours, theirs)

    figure = report.figure("error ratio to the default pipeline")
    assert figure.estimate.value == 0.0
    assert figure.is_met is True
