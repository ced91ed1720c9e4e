"""Two small regressions by Newton's method: which of several is chosen, and whether something is so."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_PENALTY = 1.0
_STEPS = 25
_ENOUGH = 1e-4
_OUT_OF_QUESTION = -50.0
# Where on a sign's way what it tells may change.
_KNOTS = (0.2, 0.4, 0.6, 0.8)
_BENT_PENALTY = 10.0


@dataclass(frozen=True)
class Chance:
    """How likely something is by its signs; what a sign tells may change on the way, at its knots."""

    mean: Floats
    spread: Floats
    lowest: Floats
    highest: Floats
    knots: Floats
    bent_mean: Floats
    bent_spread: Floats
    weights: Floats

    @classmethod
    def learnt(cls, signs: Floats, is_so: NDArray[np.bool_], counts: Floats) -> "Chance":
        mean, spread = signs.mean(axis=0), signs.std(axis=0) + 1e-9
        standard = (signs - mean) / spread
        lowest, *knots_found, highest = np.quantile(standard, (0.005, *_KNOTS, 0.995), axis=0)
        knots = np.array(knots_found)
        bent = _bent(np.clip(standard, lowest, highest), knots)
        bent_mean, bent_spread = bent.mean(axis=0), bent.std(axis=0) + 1e-6
        answers = is_so.astype(np.float64)
        weights = decide((bent - bent_mean) / bent_spread, answers, counts, penalty=_BENT_PENALTY)
        return cls(mean, spread, lowest, highest, knots, bent_mean, bent_spread, weights)

    def of(self, signs: Floats) -> Floats:
        # Beyond what was ever learnt from, nothing is concluded from how far beyond it is.
        standard = np.clip((signs - self.mean) / self.spread, self.lowest, self.highest)
        bent = (_bent(standard, self.knots) - self.bent_mean) / self.bent_spread
        return chance(bent @ self.weights[1:] + self.weights[0])


def _bent(standard: Floats, knots: Floats) -> Floats:
    """Each sign and how far it is beyond each of its knots."""
    return np.hstack([standard, *(np.maximum(standard - knot, 0.0) for knot in knots)])


def choose(rows: Floats, chosen: NDArray[np.int64], there: NDArray[np.bool_]) -> Floats:
    """Weights by which the chosen one of each question's rows comes first (conditional logit).

    `rows`: questions × candidates × features; `there` is false where a question has fewer candidates.
    """
    places = np.arange(len(rows))
    weights = np.zeros(rows.shape[2])

    def outcome(tried: Floats) -> tuple[float, Floats]:
        chances = shares(np.where(there, rows @ tried, _OUT_OF_QUESTION))
        return float(np.log(chances[places, chosen] + 1e-300).sum() - _PENALTY / 2 * tried @ tried), chances

    value, chances = outcome(weights)
    for _ in range(_STEPS):
        expected = (chances[:, :, None] * rows).sum(axis=1)
        slope = (rows[places, chosen] - expected).sum(axis=0) - _PENALTY * weights
        flat = rows.reshape(-1, rows.shape[2])
        bend = (flat * chances.reshape(-1, 1)).T @ flat - expected.T @ expected + _PENALTY * np.eye(len(weights))
        step = np.linalg.solve(bend, slope)
        # From far away a whole step overshoots: halved until it is one forward.
        while (after := outcome(weights + step))[0] < value and np.abs(step).max() > _ENOUGH:
            step = step / 2
        if after[0] - value < _ENOUGH:
            break
        weights, (value, chances) = weights + step, after
    return weights


def decide(rows: Floats, answers: Floats, counts: Floats, *, penalty: float = _PENALTY) -> Floats:
    """Bias and weights of a logistic regression; `counts` is what each row counts, the bias goes unpenalised."""
    design = np.column_stack([np.ones(len(rows)), rows])
    ridge = np.diag([0.0, *[penalty] * rows.shape[1]])
    weights = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        chances = chance(design @ weights)
        slope = design.T @ (counts * (answers - chances)) - ridge @ weights
        bend = (design * (counts * chances * (1 - chances))[:, None]).T @ design + ridge
        step = np.linalg.solve(bend + 1e-9 * np.eye(len(weights)), slope)
        weights = weights + step
        if np.abs(step).max() < _ENOUGH:
            break
    return weights


def shares(logits: Floats) -> Floats:
    """Softmax over the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float64)


def chance(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), dtype=np.float64)


def between(one: Floats, other: Floats) -> Floats:
    """The chance in the middle of two, by their odds."""
    odds = [np.log(share) - np.log1p(-share) for share in (one, other)]
    return chance((odds[0] + odds[1]) / 2)
