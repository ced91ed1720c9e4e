"""How far annotators agree on every label and on spans, all together and every two."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from handoff.domain.studio.agreement import Figure, alpha, kappa, span_f1
from handoff.domain.studio.annotation import Answer
from handoff.domain.studio.confusing import Given
from handoff.domain.studio.settling import LABELS, Part, marked

_Label = TypeVar("_Label", bound=Hashable)


@dataclass(frozen=True)
class OfTwo:
    first: str
    second: str
    figure: Figure


@dataclass(frozen=True)
class Agreement:
    """On one label; with `entity`, on whether a line holds such a span at all. `pairs`: kappa of every two."""

    label: str
    entity: str | None
    alpha: Figure
    pairs: tuple[OfTwo, ...]


@dataclass(frozen=True)
class SpanAgreement:
    f1: Figure
    pairs: tuple[OfTwo, ...]


def agreements(given: Sequence[Given]) -> tuple[Agreement, ...]:
    """On every label, and on every kind of span that anybody marked."""
    entities = sorted({span.entity for one in given for span in one.answer.spans})
    on_labels = [_agreement(given, part.value, None, label) for part, label in LABELS.items()]
    on_spans = [_agreement(given, Part.SPANS.value, entity, _holds(entity)) for entity in entities]
    return (*on_labels, *on_spans)


def span_agreement(given: Sequence[Given]) -> SpanAgreement:
    by_example = _by_example(given, marked)
    figures = [
        OfTwo(first, second, span_f1(units)) for (first, second), units in _of_every_two(by_example.values()).items()
    ]
    return SpanAgreement(span_f1([list(marks.values()) for marks in by_example.values()]), tuple(figures))


def _agreement(given: Sequence[Given], label: str, entity: str | None, read: Callable[[Answer], Hashable]) -> Agreement:
    by_example = _by_example(given, read)
    pairs = [
        OfTwo(first, second, kappa(labels)) for (first, second), labels in _of_every_two(by_example.values()).items()
    ]
    return Agreement(label, entity, alpha([list(labels.values()) for labels in by_example.values()]), tuple(pairs))


def _holds(entity: str) -> Callable[[Answer], Hashable]:
    return lambda answer: any(span.entity == entity for span in answer.spans)


def _by_example(given: Sequence[Given], read: Callable[[Answer], _Label | None]) -> dict[str, dict[str, _Label]]:
    """Example → annotator → label, without what was not said."""
    found: dict[str, dict[str, _Label]] = defaultdict(dict)
    for one in given:
        label = read(one.answer)
        if label is not None:
            found[one.example_id][one.annotator_id] = label
    return found


def _of_every_two(
    examples: Iterable[Mapping[str, _Label]],
) -> dict[tuple[str, str], list[tuple[_Label, _Label]]]:
    """Every two annotators who met, in a fixed order, with what both said."""
    met: dict[tuple[str, str], list[tuple[_Label, _Label]]] = defaultdict(list)
    for labels in examples:
        for first, second in combinations(sorted(labels), 2):
            met[first, second].append((labels[first], labels[second]))
    return dict(sorted(met.items()))
