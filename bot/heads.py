"""A head: one question asked of a line (which mood, a grievance or not) and its calibrated answer by linear weights."""

import warnings
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from bot.calibration import Matrix, fit_temperature, probabilities
from bot.folds import SEED, Fold, Numbers, columns_of

_MOST_STEPS = 60
# Stopping a little early halves the time and changes no answer.
_TOLERANCE = 1e-2
# Up to so many labels one label against the rest is as accurate as the softmax, and on sparse features far quicker.
_FEW_LABELS = 3

Floats = npt.NDArray[np.float32]
Features: TypeAlias = csr_matrix | Floats


@dataclass(frozen=True)
class Head:
    """Linear weights over the features of a line; `labels` names the columns of every answer.

    `weights` has shape (features, labels): in this order a line is read without copying them.
    """

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    temperature: float

    def probabilities(self, features: Features) -> Matrix:
        """Shape (lines, labels)."""
        logits = np.asarray(features @ self.weights) + self.bias
        return probabilities(logits.astype(np.float64), self.temperature)


def fit_head(
    features: Features, labels: list[str], fold: Fold, strength: float, *, balanced: bool = False
) -> tuple[Head, Matrix]:
    """A head of this inverse regularisation, its temperature on the lines held back, and what it would tell them.

    The latter has shape (held-back lines, labels).
    """
    names, correct = columns_of(labels)
    train, held_back = fold
    if len(names) == 1:
        return _constant(names, features.shape[1]), np.ones((len(held_back), 1))
    model = _model(len(names), strength, balanced)
    weights, bias = _fit(model, features[train], correct[train], len(names))
    logits = np.asarray(features[held_back] @ weights.T + bias, dtype=np.float64)
    temperature = fit_temperature(logits, [int(one) for one in correct[held_back]])
    if len(np.unique(correct[train])) == len(names):
        # From where it stands, a few steps take it to all lines. (Only lbfgs goes on; the other solver starts anew.)
        model.set_params(warm_start=True, max_iter=_MOST_STEPS // 3)
    weights, bias = _fit(model, features, correct, len(names))
    return Head(names, np.ascontiguousarray(weights.T), bias, temperature), probabilities(logits, temperature)


def _model(classes: int, strength: float, balanced: bool) -> LogisticRegression:
    return LogisticRegression(
        C=strength,
        solver="liblinear" if classes <= _FEW_LABELS else "lbfgs",
        max_iter=_MOST_STEPS,
        tol=_TOLERANCE,
        class_weight="balanced" if balanced else None,
        random_state=SEED,
    )


def _fit(model: LogisticRegression, features: Features, correct: Numbers, classes: int) -> tuple[Floats, Floats]:
    weights = np.zeros((classes, features.shape[1]), dtype=np.float32)
    bias = np.full(classes, -20.0, dtype=np.float32)  # a label absent from this fold is never its answer
    present = np.unique(correct)
    if len(present) == 1:
        bias[present] = 0.0
        return weights, bias
    with warnings.catch_warnings():
        # The last digits of the weights change no answer; stopping early is part of the time budget.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(features, correct)
    if len(present) == 2:  # scikit-learn keeps one row for two classes
        weights[present[1]], bias[present[1]] = model.coef_[0], model.intercept_[0]
        bias[present[0]] = 0.0
    else:
        weights[present], bias[present] = model.coef_, model.intercept_
    return weights, bias


def _constant(names: tuple[str, ...], width: int) -> Head:
    return Head(names, np.zeros((width, 1), dtype=np.float32), np.zeros(1, dtype=np.float32), 1.0)
