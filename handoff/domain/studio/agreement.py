"""How far annotators agree beyond chance: kappa for two, alpha for any number, F1 for spans, each with an interval.

The values come from scikit-learn and krippendorff. The intervals resample items: all three figures are made of sums
over items, so a draw is one weighted sum and two thousand of them take milliseconds.
"""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import krippendorff
import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.metrics import cohen_kappa_score  # type: ignore[import-untyped] # scikit-learn carries no types

Floats = NDArray[np.float64]

_DRAWS = 2_000
_SEED = 20261123

NO_OVERLAP = "没有由两人以上作答的语料，无法计算。"
ONE_LABEL = "所有答案都是同一个标签，无法区分一致与巧合。"
NO_SPANS = "没有标注任何片段，无法计算。"


@dataclass(frozen=True)
class Figure:
    """A value with its 95 % interval over `n` items that two or more answered; without a value the reason says why."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    reason: str | None = None


def kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> Figure:
    """Cohen's kappa of two annotators, from the labels both gave to each item."""
    if not pairs:
        return _none(0, NO_OVERLAP)
    places = _places(label for pair in pairs for label in pair)
    if len(places) < 2:
        return _none(len(pairs), ONE_LABEL)
    first, second = np.array([[places[label] for label in pair] for pair in pairs]).T
    agreed = (first == second)[:, None]
    every = np.eye(len(places))
    rows = np.hstack([agreed, every[first], every[second]])
    return _figure(float(cohen_kappa_score(first, second)), rows, _kappas)


def alpha(units: Sequence[Collection[Hashable]]) -> Figure:
    """Krippendorff's alpha for nominal labels; each unit holds what its annotators gave, gaps left out."""
    several = [Counter(unit) for unit in units if len(unit) > 1]
    if not several:
        return _none(0, NO_OVERLAP)
    places = _places(label for unit in several for label in unit)
    if len(places) < 2:
        return _none(len(several), ONE_LABEL)
    counts = np.array([[unit[label] for label in places] for unit in several])
    given = counts.sum(axis=1)
    matched = (counts * (counts - 1)).sum(axis=1) / (given - 1)
    value = krippendorff.alpha(value_counts=counts, level_of_measurement="nominal")
    return _figure(float(value), np.hstack([matched[:, None], counts]), _alphas)


def span_f1(units: Sequence[Sequence[Collection[Hashable]]]) -> Figure:
    """F1 of the spans that every two annotators of a unit marked; a span counts where both have it, equal in all.

    Chance is left out on purpose: what nobody marked cannot be counted, and the more of it there is, the nearer kappa
    comes to F1 (Hripcsak and Rothschild 2005, “Agreement, the F-Measure, and Reliability in Information Retrieval”).
    """
    rows = np.array([_overlap(unit) for unit in units if len(unit) > 1])
    if not len(rows):
        return _none(0, NO_OVERLAP)
    if not rows[:, 1].any():
        return _none(len(rows), NO_SPANS)
    return _figure(float(_ratios(rows.sum(axis=0)[None])[0]), rows, _ratios)


def _overlap(unit: Sequence[Collection[Hashable]]) -> tuple[int, int]:
    """Twice the spans in common and all spans, summed over every two annotators."""
    both = [({*first}, {*second}) for first, second in combinations(unit, 2)]
    return 2 * sum(len(one & two) for one, two in both), sum(len(one) + len(two) for one, two in both)


def _kappas(sums: Floats) -> Floats:
    """Of each row [agreed, labels of the first …, labels of the second …]."""
    agreed, labels = sums[:, 0], sums[:, 1:]
    first, second = np.split(labels, 2, axis=1)
    n = first.sum(axis=1)
    by_chance: Floats = (first * second).sum(axis=1) / n**2
    return _divided(agreed / n - by_chance, 1 - by_chance)


def _alphas(sums: Floats) -> Floats:
    """Of each row [matched values, values of each label …]; Krippendorff's nominal form, 1 - (n - 1) Do / De."""
    matched, labels = sums[:, 0], sums[:, 1:]
    n = labels.sum(axis=1)
    by_chance: Floats = n**2 - (labels**2).sum(axis=1)
    alphas: Floats = 1 - (n - 1) * _divided(n - matched, by_chance)
    return alphas


def _ratios(sums: Floats) -> Floats:
    return _divided(sums[:, 0], sums[:, 1])


def _figure(value: float, rows: ArrayLike, statistic: Callable[[Floats], Floats]) -> Figure:
    low, high = _interval(np.asarray(rows, dtype=np.float64), statistic)
    return Figure(value, low, high, len(np.asarray(rows)))


def _interval(rows: Floats, statistic: Callable[[Floats], Floats]) -> tuple[float | None, float | None]:
    """The percentile bootstrap over items. Equal items are drawn together: a multinomial does the same in less room."""
    if len(rows) < 2:
        return None, None
    kinds, counts = np.unique(rows, axis=0, return_counts=True)
    drawn = np.random.default_rng(_SEED).multinomial(len(rows), counts / len(rows), size=_DRAWS)
    values = statistic(drawn @ kinds)
    # A draw may hold one label only, of which the figure says nothing.
    defined = values[~np.isnan(values)]
    if not defined.size:
        return None, None
    low, high = np.quantile(defined, [0.025, 0.975])
    return float(low), float(high)


def _divided(over: Floats, under: Floats) -> Floats:
    divided = np.full(over.shape, np.nan)
    # By chance alone 1 is reached only up to the last bit.
    np.divide(over, under, out=divided, where=~np.isclose(under, 0))
    return divided


def _places(labels: Iterable[Hashable]) -> dict[Hashable, int]:
    return {label: place for place, label in enumerate(dict.fromkeys(labels))}


def _none(n: int, reason: str) -> Figure:
    return Figure(None, None, None, n, reason)
