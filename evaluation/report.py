"""What an evaluation says, free of any form: figures beside their targets, tables, a matrix, a curve."""

from dataclasses import dataclass
from typing import Any

from evaluation.statistics import Estimate

Cell = str | int | float | bool | Estimate | None


@dataclass(frozen=True)
class Target:
    """A bound that the value must keep."""

    bound: float
    is_least: bool

    def is_met_by(self, value: float) -> bool:
        return value >= self.bound if self.is_least else value <= self.bound


@dataclass(frozen=True)
class Figure:
    """One measure; `title` is its Chinese name, `is_share` says that it reads best in per cent."""

    measure: str
    title: str
    estimate: Estimate
    target: Target | None = None
    is_share: bool = True
    note: str = ""

    @property
    def is_met(self) -> bool | None:
        if self.target is None or self.estimate.value is None:
            return None
        return self.target.is_met_by(self.estimate.value)


@dataclass(frozen=True)
class Table:
    """Rows under named columns: (key, Chinese title) each."""

    key: str
    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Confusion:
    """How often lines of one label (rows) got another (columns), only where something went wrong."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Bin:
    """Lines with a confidence between two bounds: how sure the model was, how often it was right."""

    low: float
    high: float
    confidence: float
    accuracy: Estimate


@dataclass(frozen=True)
class Report:
    """One measurement of one set."""

    kind: str
    name: str
    n: int
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...] = ()
    confusion: Confusion | None = None
    curve: tuple[Bin, ...] = ()

    def figure(self, measure: str) -> Figure:
        """The figure of this name. Raises KeyError."""
        found = {figure.measure: figure for figure in self.figures}
        return found[measure]


@dataclass(frozen=True)
class Skipped:
    """What was not measured, and why; `title` is the reason in Chinese."""

    name: str
    why: str
    title: str


def report_as_json(report: Report) -> dict[str, Any]:
    return {
        "kind": report.kind,
        "set": report.name,
        "n": report.n,
        "figures": [_figure_as_json(figure) for figure in report.figures],
        "tables": {table.key: _rows_as_json(table) for table in report.tables},
        "confusion": report.confusion
        and {
            "rows": report.confusion.rows,
            "columns": report.confusion.columns,
            "counts": report.confusion.counts,
        },
        "reliability": [
            {"low": one.low, "high": one.high, "confidence": one.confidence, "accuracy": _cell_as_json(one.accuracy)}
            for one in report.curve
        ],
    }


def _figure_as_json(figure: Figure) -> dict[str, Any]:
    target = figure.target and {"at_least" if figure.target.is_least else "at_most": figure.target.bound}
    shown = _cell_as_json(figure.estimate)
    return {"measure": figure.measure, **shown, "target": target, "met": figure.is_met, "note": figure.note}


def _rows_as_json(table: Table) -> list[dict[str, Any]]:
    keys = [key for key, _ in table.columns]
    return [dict(zip(keys, map(_cell_as_json, row), strict=True)) for row in table.rows]


def _cell_as_json(cell: Cell) -> Any:
    if not isinstance(cell, Estimate):
        return cell
    return {"value": cell.value, "low": cell.low, "high": cell.high, "n": cell.n}
