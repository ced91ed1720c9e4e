"""Measures of intents on sets so small that each figure is worked out by hand."""

import pytest
from sklearn.metrics import f1_score  # type: ignore[import-untyped] # scikit-learn carries no types

from evaluation.examples import Span
from evaluation.intents import measure_intents
from evaluation.predictions import Parse
from evaluation.report import Report
from tests.evaluation.cases import line, parse


def _value(report: Report, measure: str) -> float | None:
    return report.figure(measure).estimate.value


def test_an_accepted_alternative_is_right_but_not_strictly() -> None:
    report = measure_intents("s", [line("a", "b"), line("a")], [parse("b"), parse("b")])

    assert _value(report, "top-1 accuracy") == 0.5
    assert _value(report, "top-1 accuracy, strict") == 0.0


def test_the_first_three_of_the_ranking_count_and_no_more() -> None:
    ranking = (("x", 0.4), ("y", 0.3), ("a", 0.2), ("b", 0.1))

    report = measure_intents("s", [line("a"), line("b")], [parse("x", 0.4, *ranking)] * 2)

    assert _value(report, "top-3 accuracy") == 0.5


def test_what_falls_back_is_neither_trusted_nor_counted_among_the_trusted() -> None:
    parses = [parse("a"), parse("b"), parse("b", fallback=True), parse("b", fallback=True)]

    report = measure_intents("s", [line("a")] * 4, parses)

    assert _value(report, "fallback share") == 0.5
    assert _value(report, "accuracy of what is trusted") == 0.5
    assert report.figure("accuracy of what is trusted").estimate.n == 2


def test_macro_f1_weighs_every_intent_the_same() -> None:
    # a: 3 hits, 1 false → 6/7; b: 1 hit, 1 missed → 2/3.
    lines = [line("a"), line("a"), line("a"), line("b"), line("b")]
    parses = [parse("a"), parse("a"), parse("a"), parse("a"), parse("b")]

    report = measure_intents("s", lines, parses)

    assert _value(report, "macro-F1") == pytest.approx((6 / 7 + 2 / 3) / 2)


def test_macro_f1_is_that_of_scikit_learn() -> None:
    truth = list("aabbbccdaab")
    said = list("abbbcccaaeb")

    report = measure_intents("s", [line(name) for name in truth], [parse(name) for name in said])

    expected = f1_score(truth, said, labels=sorted(set(truth)), average="macro", zero_division=0.0)
    assert _value(report, "macro-F1") == pytest.approx(expected)


def test_scope_is_told_by_the_best_intent_in_scope() -> None:
    outside = parse("out_of_scope", 0.8, ("out_of_scope", 0.8), ("a", 0.2))
    inside = [parse("a", 0.9), parse("out_of_scope", 0.9, ("out_of_scope", 0.9), ("a", 0.1))]

    report = measure_intents("s", [line("out_of_scope"), line("a"), line("a")], [outside, *inside])

    # Strangeness .8 beats .1 and loses against .9: one of two pairs in order.
    assert _value(report, "out-of-scope AUROC") == 0.5


def test_a_line_with_both_readings_says_nothing_about_scope() -> None:
    lines = [line("out_of_scope"), line("a"), line("out_of_scope", "a"), line("a", "out_of_scope")]

    report = measure_intents("s", lines, [parse("a", share) for share in (0.1, 0.9, 0.95, 0.9)])

    assert report.figure("out-of-scope AUROC").note == "1 out of scope"
    assert report.figure("out-of-scope AUROC").estimate.n == 3


def test_scope_has_no_figure_where_everything_is_in_it() -> None:
    report = measure_intents("s", [line("a"), line("b")], [parse("a"), parse("b")])

    assert _value(report, "out-of-scope AUROC") is None


def test_calibration_error_is_the_weighted_gap_of_the_bins() -> None:
    # Four lines at .9, half of them right: a gap of .4. One at .5, right: .5. Weighted (4·.4 + 1·.5) / 5.
    lines = [line("a")] * 5
    parses = [parse("a"), parse("a"), parse("b"), parse("b"), parse("a", 0.5)]

    report = measure_intents("s", lines, parses)

    assert _value(report, "ECE") == pytest.approx(0.42)
    assert [(bin_.accuracy.n, bin_.accuracy.value) for bin_ in report.curve] == [(1, 1.0), (4, 0.5)]


def test_the_matrix_shows_only_where_something_went_wrong() -> None:
    lines = [line("a"), line("a"), line("b"), line("c")]

    matrix = measure_intents("s", lines, [parse("a"), parse("b"), parse("b"), parse("c")]).confusion

    assert matrix is not None
    assert (matrix.rows, matrix.columns, matrix.counts) == (("a",), ("a", "b"), ((1, 1),))


def test_the_most_confident_errors_come_first_and_texts_by_reference_stay_away() -> None:
    lines = [
        line("a", identity="sure", text="自己的话"),
        line("a", identity="d:1", text="别人的话", is_shown=False),
        line("a", identity="right"),
    ]

    report = measure_intents("s", lines, [parse("b", 0.7), parse("b", 0.8), parse("a", 0.99)])

    worst = next(table for table in report.tables if table.key == "worst")
    assert [row[:2] for row in worst.rows] == [("d:1", "仅编号"), ("sure", "自己的话")]


def test_a_line_counts_in_each_of_its_tags() -> None:
    lines = [line("a", tags=("typo", "long")), line("a", tags=("typo",))]

    report = measure_intents("s", lines, [parse("a"), parse("b")])

    by_tag = next(table for table in report.tables if table.key == "by_tag")
    assert [row[:2] for row in by_tag.rows] == [("typo", 2), ("long", 1)]


def test_a_span_counts_only_when_kind_start_and_end_are_right() -> None:
    labelled = frozenset({Span("phone", 0, 11), Span("date", 12, 14), Span("date", 20, 22)})
    found = frozenset({Span("phone", 0, 11), Span("time", 12, 14), Span("date", 20, 23), Span("date", 30, 31)})

    report = measure_intents(
        "s",
        [line("a", entities=labelled), line("a", entities=None)],
        [Parse("a", 0.9, (), entities=found), Parse("a", 0.9, (), entities=found)],
    )

    # The second line's entities are not labelled, so it is not counted.
    assert _value(report, "entity span precision") == pytest.approx(1 / 4)
    assert _value(report, "entity span recall") == pytest.approx(1 / 3)
    assert _value(report, "entity span F1") == pytest.approx(2 / 7)
