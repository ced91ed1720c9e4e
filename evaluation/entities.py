"""Entities: a span counts when its kind, its start and its end are all right."""

from collections.abc import Sequence
from itertools import starmap

from evaluation.examples import Line, Span
from evaluation.figures import figure
from evaluation.predictions import Parse
from evaluation.report import Cell, Figure, Table
from evaluation.statistics import Estimate, ratio

# The spans that are labelled, found, and both, of one line.
_Sets = tuple[frozenset[Span], frozenset[Span]]


def entity_figures(lines: Sequence[Line], parses: Sequence[Parse]) -> tuple[Figure, ...]:
    """Micro precision, recall and F1; nothing for a set that labels no entities."""
    sets = _sets(lines, parses)
    if not sets:
        return ()
    precision, recall, f1 = _measures(sets)
    return (
        figure("nlu", "entity span F1", "实体 F1（种类与起止都对）", f1),
        figure("nlu", "entity span precision", "实体精确率", precision),
        figure("nlu", "entity span recall", "实体召回率", recall),
    )


def entity_table(lines: Sequence[Line], parses: Sequence[Parse]) -> tuple[Table, ...]:
    sets = _sets(lines, parses)
    kinds = sorted({span.kind for pair in sets for spans in pair for span in spans})
    if not kinds:
        return ()
    rows: list[tuple[Cell, ...]] = []
    for kind in kinds:
        of_kind = [(_only(kind, labelled), _only(kind, found)) for labelled, found in sets]
        precision, recall, f1 = _measures(of_kind)
        rows.append((kind, sum(len(labelled) for labelled, _ in of_kind), precision, recall, f1))
    columns = (
        ("kind", "实体"),
        ("n", "n"),
        ("precision", "精确率 precision"),
        ("recall", "召回率 recall"),
        ("f1", "F1"),
    )
    misses = sum(labelled != found for labelled, found in sets)
    return (Table("entities", "各类实体", columns, tuple(rows), f"共 {misses} 条有错误或遗漏的实体"),)


def _sets(lines: Sequence[Line], parses: Sequence[Parse]) -> list[_Sets]:
    return [
        (line.entities, parse.entities) for line, parse in zip(lines, parses, strict=True) if line.entities is not None
    ]


def _only(kind: str, spans: frozenset[Span]) -> frozenset[Span]:
    return frozenset(span for span in spans if span.kind == kind)


def _measures(sets: Sequence[_Sets]) -> tuple[Estimate, Estimate, Estimate]:
    """Precision, recall and F1; lines are drawn, since the spans of one line are not independent."""
    labelled = [len(spans) for spans, _ in sets]
    found = [len(spans) for _, spans in sets]
    hits = list(starmap(_common, sets))
    precision = ratio(hits, found, sum(found))
    recall = ratio(hits, labelled, sum(labelled))
    both = [label + find for label, find in zip(labelled, found, strict=True)]
    return precision, recall, ratio([2 * hit for hit in hits], both, sum(labelled))


def _common(labelled: frozenset[Span], found: frozenset[Span]) -> int:
    return len(labelled & found)
