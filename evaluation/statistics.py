"""Figures with a 95 % interval: Wilson's for shares, the percentile bootstrap (seeded) for everything else."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import DegenerateDataWarning, binomtest, bootstrap  # type: ignore[import-untyped] # SciPy carries no types

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

_RESAMPLES = 2_000
_SEED = 20261122


@dataclass(frozen=True)
class Estimate:
    """A value with its interval over `n` items; None = nothing to measure, or too little for an interval."""

    value: float | None
    low: float | None
    high: float | None
    n: int


def share(hits: int, n: int) -> Estimate:
    if n == 0:
        return Estimate(None, None, None, 0)
    interval = binomtest(hits, n).proportion_ci(method="wilson")
    return Estimate(hits / n, float(interval.low), float(interval.high), n)


def share_of(truths: ArrayLike) -> Estimate:
    """The share of what is true."""
    asked = np.asarray(truths, dtype=bool)
    return share(int(asked.sum()), len(asked))


def ratio(over: ArrayLike, under: ArrayLike, n: int | None = None) -> Estimate:
    """Sum over sum, items drawn in pairs; F1 is such a ratio. `n`: what to count, if not the items."""
    numerators, denominators = np.asarray(over, dtype=float), np.asarray(under, dtype=float)
    count = len(numerators) if n is None else n

    def statistic(tops: Floats, bottoms: Floats, axis: int = -1) -> Floats:
        return _divided(tops.sum(axis=axis), bottoms.sum(axis=axis))

    return _estimate((numerators, denominators), statistic, count, vectorized=True)


def f1(is_so: ArrayLike, is_said: ArrayLike, n: int | None = None) -> Estimate:
    """F1 of a yes/no label: 2·tp / (2·tp + fp + fn)."""
    truth, said = np.asarray(is_so, dtype=bool), np.asarray(is_said, dtype=bool)
    return ratio(2 * (truth & said), truth.astype(int) + said, n)


def resampled(statistic: Callable[[Rows], float], n: int) -> Estimate:
    """Any figure of a set, computed from the rows drawn; a draw on which it is undefined gives nan."""
    if n == 0:
        return Estimate(None, None, None, 0)
    return _estimate((np.arange(n),), statistic, n, vectorized=False)


def _estimate(
    columns: tuple[NDArray[Any], ...], statistic: Callable[..., Any], count: int, *, vectorized: bool
) -> Estimate:
    value = _number(statistic(*columns)) if len(columns[0]) else None
    if value is None or len(columns[0]) < 2:
        return Estimate(value, None, None, count)
    with warnings.catch_warnings():
        # It warns of draws on which the figure is undefined; these are left out below.
        warnings.simplefilter("ignore", DegenerateDataWarning)
        drawn = bootstrap(
            columns,
            statistic,
            n_resamples=_RESAMPLES,
            paired=True,
            vectorized=vectorized,
            method="percentile",
            rng=np.random.default_rng(_SEED),
        ).bootstrap_distribution
    defined = drawn[~np.isnan(drawn)]
    if not defined.size:
        return Estimate(value, None, None, count)
    low, high = np.quantile(defined, [0.025, 0.975])
    return Estimate(value, float(low), float(high), count)


def _divided(over: Floats, under: Floats) -> Floats:
    divided: Floats = np.full(np.shape(over), np.nan)
    np.divide(over, under, out=divided, where=np.asarray(under) != 0)
    return divided


def _number(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)
