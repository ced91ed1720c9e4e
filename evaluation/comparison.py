"""Two pipelines on the same lines: the ratio of their error rates, lines drawn in pairs."""

from collections.abc import Sequence
from dataclasses import replace

from evaluation.examples import Line
from evaluation.figures import figure
from evaluation.intents import Case
from evaluation.predictions import Parse
from evaluation.report import Report, Table
from evaluation.statistics import Estimate, ratio, share_of


def error_ratio(lines: Sequence[Line], ours: Sequence[Parse], theirs: Sequence[Parse]) -> Estimate:
    """Our error rate over theirs, accepted alternatives counting as right; None when they make no error."""
    return ratio(_errors(lines, ours), _errors(lines, theirs))


def with_comparison(report: Report, lines: Sequence[Line], ours: Sequence[Parse], theirs: Sequence[Parse]) -> Report:
    """The report of our parses, with the default pipeline beside it."""
    rated = figure(
        "nlu",
        "error ratio to the default pipeline",
        "与 Rasa 默认流程的错误率之比",
        error_ratio(lines, ours, theirs),
        is_share=False,
    )
    columns = (
        ("pipeline", "流程"),
        ("top-1", "首选正确率"),
        ("top-1 strict", "只认标注意图"),
        ("top-3", "前三正确率"),
        ("errors", "错误率"),
    )
    rows = (("heyan", *_row(lines, ours)), ("default", *_row(lines, theirs)))
    table = Table("pipelines", "与 Rasa 默认流程比较", columns, rows, "两者用同样的语料训练")
    return replace(report, figures=(*report.figures, rated), tables=(table, *report.tables))


def _row(lines: Sequence[Line], parses: Sequence[Parse]) -> tuple[Estimate, Estimate, Estimate, Estimate]:
    cases = [Case(line, parse) for line, parse in zip(lines, parses, strict=True)]
    return (
        share_of([case.is_right for case in cases]),
        share_of([case.parse.intent == case.line.intent for case in cases]),
        share_of([case.is_among(3) for case in cases]),
        share_of([not case.is_right for case in cases]),
    )


def _errors(lines: Sequence[Line], parses: Sequence[Parse]) -> list[bool]:
    return [not Case(line, parse).is_right for line, parse in zip(lines, parses, strict=True)]
