"""Figures in words, and the short table that the command prints."""

from collections.abc import Iterator, Sequence

from evaluation.report import Figure, Report, Skipped
from evaluation.statistics import Estimate

_MARKS = {True: "✓", False: "✗", None: " "}
_HEADS = ("measure", "value", "95 % interval", "n", "target", "")


def value_in_words(estimate: Estimate, is_share: bool = True) -> str:
    return "–" if estimate.value is None else _number(estimate.value, is_share)


def interval_in_words(estimate: Estimate, is_share: bool = True) -> str:
    if estimate.low is None or estimate.high is None:
        return "–"
    return f"{_number(estimate.low, is_share).removesuffix(' %')}–{_number(estimate.high, is_share)}"


def bound_in_words(figure: Figure) -> str:
    if figure.target is None:
        return ""
    sign, bound = "≥" if figure.target.is_least else "≤", figure.target.bound
    return f"{sign} {100 * bound:g} %" if figure.is_share else f"{sign} {bound:g}"


def summarise(reports: Sequence[Report], skipped: Sequence[Skipped]) -> str:
    """One row for each figure, set by set, and a last line that counts the targets."""
    lines = [line for report in reports for line in _section(report)]
    lines += [f"skipped {one.name}: {one.why}" for one in skipped]
    marks = [figure.is_met for report in reports for figure in report.figures]
    lines.append(f"{marks.count(True)} targets met, {marks.count(False)} missed")
    return "\n".join(lines)


def _section(report: Report) -> Iterator[str]:
    rows = [_HEADS, *map(_row, report.figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS))]
    yield f"{report.kind}: {report.name} (n = {report.n})"
    for row, figure in zip(rows, (None, *report.figures), strict=True):
        # The name stands left, all that is counted right.
        cells = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        note = figure.note if figure else ""
        yield f"  {'  '.join((row[0].ljust(widths[0]), *cells, note))}".rstrip()
    yield ""


def _row(figure: Figure) -> tuple[str, ...]:
    estimate = figure.estimate
    return (
        figure.measure,
        value_in_words(estimate, figure.is_share),
        interval_in_words(estimate, figure.is_share),
        str(estimate.n),
        bound_in_words(figure),
        _MARKS[figure.is_met],
    )


def _number(value: float, is_share: bool) -> str:
    return f"{100 * value:.1f} %" if is_share else f"{value:.3f}"
