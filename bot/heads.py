"""A head: one question asked of a line (which intent, which mood, a grievance or not) and its calibrated answer."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from bot.calibration import Matrix, fit_temperature, probabilities

SEED = 20261121
_FOLDS = 4
_MOST_STEPS = 60

# Up to so many labels one label against the rest is as accurate as the softmax, and on sparse features far quicker.
_FEW_LABELS = 3

Floats = npt.NDArray[np.float32]
Features: TypeAlias = csr_matrix | Floats
Fold: TypeAlias = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


@dataclass(frozen=True)
class Head:
    """Linear weights over the features of a line; `labels` names the columns of every answer.

    `weights` has shape (features, labels): in this order a line is read without copying them.
    """

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    temperature: float
    strength: float
    accuracy: float

    def probabilities(self, features: csr_matrix) -> Matrix:
        """Shape (lines, labels)."""
        logits = np.asarray(features @ self.weights) + self.bias
        return probabilities(logits.astype(np.float64), self.temperature)


@dataclass(frozen=True)
class OutOfFold:
    """What the head said of each training line when it had not seen that line."""

    probabilities: Matrix
    correct: npt.NDArray[np.int64]


def as_it_is(weights: Floats) -> Floats:
    """For features that were not reduced."""
    return weights


def fit_head(
    features: Features,
    labels: Sequence[str],
    strengths: Sequence[float],
    unfold: Callable[[Floats], Floats] = as_it_is,
    *,
    balanced: bool = False,
) -> tuple[Head, OutOfFold]:
    """Fit a head and `unfold` its weights from reduced features to those a line has when it is read.

    The inverse regularisation is chosen on the first fold, the temperature on the out-of-fold answers of all.
    """
    names = tuple(sorted(set(labels)))
    column = {name: number for number, name in enumerate(names)}
    correct = np.array([column[label] for label in labels], dtype=np.int64)
    if len(names) == 1:
        width = unfold(np.zeros((1, features.shape[1]), dtype=np.float32)).shape[1]
        return _constant(names, width), OutOfFold(np.ones((len(labels), 1)), correct)

    folds = folds_of(correct)
    first = {one: _answers(features, correct, len(names), one, balanced, folds[0]) for one in strengths}
    best = max(first, key=lambda one: _quality(first[one], correct[folds[0][1]], balanced))
    logits = np.zeros((len(correct), len(names)), dtype=np.float64)
    for number, fold in enumerate(folds):
        known = first[best] if number == 0 else _answers(features, correct, len(names), best, balanced, fold)
        logits[fold[1]] = known
    temperature = fit_temperature(logits, [int(one) for one in correct])
    weights, bias = _fit(features, correct, len(names), best, balanced)
    answers = probabilities(logits, temperature)
    accuracy = float((answers.argmax(axis=1) == correct).mean())
    unfolded = np.ascontiguousarray(unfold(weights).T)
    return Head(names, unfolded, bias, temperature, best, accuracy), OutOfFold(answers, correct)


def _quality(logits: Matrix, correct: npt.NDArray[np.int64], balanced: bool) -> float:
    if balanced:  # rare labels (angry, complaint) must count as much as the many calm lines
        return float(f1_score(correct, logits.argmax(axis=1), average="macro"))
    return float((logits.argmax(axis=1) == correct).mean())


def folds_of(correct: npt.NDArray[np.int64]) -> list[Fold]:
    """The same folds for the same labels, always."""
    # A label with fewer lines than folds cannot be in every fold; scikit-learn says so, and it is fine here.
    folds = StratifiedKFold(n_splits=min(_FOLDS, len(correct)), shuffle=True, random_state=SEED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return list(folds.split(np.zeros(len(correct)), correct))


def _answers(
    features: Features, correct: npt.NDArray[np.int64], classes: int, strength: float, balanced: bool, fold: Fold
) -> Matrix:
    """Logits of the fold's held-out lines, shape (held-out lines, classes)."""
    train, test = fold
    weights, bias = _fit(features[train], correct[train], classes, strength, balanced)
    return np.asarray(features[test] @ weights.T + bias, dtype=np.float64)


def _fit(
    features: Features, correct: npt.NDArray[np.int64], classes: int, strength: float, balanced: bool
) -> tuple[Floats, Floats]:
    weights = np.zeros((classes, features.shape[1]), dtype=np.float32)
    bias = np.full(classes, -20.0, dtype=np.float32)  # a label absent from this fold is never its answer
    present = np.unique(correct)
    if len(present) == 1:
        bias[present] = 0.0
        return weights, bias
    model = LogisticRegression(
        C=strength,
        solver="liblinear" if len(present) <= _FEW_LABELS else "lbfgs",
        max_iter=_MOST_STEPS,
        class_weight="balanced" if balanced else None,
        random_state=SEED,
    )
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
    empty = np.zeros((width, 1), dtype=np.float32)
    return Head(names, empty, np.zeros(1, dtype=np.float32), temperature=1.0, strength=1.0, accuracy=1.0)
