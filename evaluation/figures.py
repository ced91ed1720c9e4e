"""Making figures and breakdowns in the one form that all measures share."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from evaluation.examples import Line
from evaluation.report import Cell, Figure, Table
from evaluation.statistics import Estimate
from evaluation.targets import TARGETS

WORST = 20

_Case = TypeVar("_Case")


def figure(kind: str, measure: str, title: str, estimate: Estimate, *, is_share: bool = True, note: str = "") -> Figure:
    """A figure beside its target, if it has one."""
    return Figure(measure, title, estimate, TARGETS.get((kind, measure)), is_share, note)


def breakdown(
    key: str,
    title: str,
    groups: Iterable[tuple[str, _Case]],
    columns: Sequence[tuple[str, str, Callable[[list[_Case]], Cell]]],
) -> tuple[Table, ...]:
    """One row for each group, the largest first; no table where nothing is grouped."""
    cases: dict[str, list[_Case]] = defaultdict(list)
    for name, case in groups:
        cases[name].append(case)
    if not cases:
        return ()
    ordered = sorted(cases.items(), key=lambda item: (-len(item[1]), item[0]))
    rows = tuple((name, len(group), *(measure(group) for _, _, measure in columns)) for name, group in ordered)
    heads = (("group", "分组"), ("n", "n"), *((name, shown) for name, shown, _ in columns))
    return (Table(key, title, heads, rows),)


def text_of(line: Line) -> str:
    """What a page may show of a line: texts that are only referred to stay where they are."""
    return line.text if line.is_shown else "仅编号"
