"""A head: one question asked of a line (which intent, which mood, a grievance or not) and its calibrated answer."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
# Of four folds two are tried: half the lines, each answered by three quarters of the others, measure well enough.
_FOLDS = 4
_FOLDS_TRIED = 2
_MOST_STEPS = 60

# Up to so many labels one label against the rest is as accurate as the softmax, and on sparse features far quicker.
_FEW_LABELS = 3

Floats = npt.NDArray[np.float32]
Features: TypeAlias = csr_matrix | Floats
Numbers: TypeAlias = npt.NDArray[np.int64]
Fold: TypeAlias = tuple[Numbers, Numbers]


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

    def probabilities(self, features: Features) -> Matrix:
        """Shape (lines, labels)."""
        logits = np.asarray(features @ self.weights) + self.bias
        return probabilities(logits.astype(np.float64), self.temperature)


@dataclass(frozen=True)
class OutOfFold:
    """What the head said of the lines of the folds tried, none of which it had seen.

    `lines` says which those are; `probabilities` and `correct` have one row for each of them. `label_of_line` is the
    right column of every line.
    """

    folds: tuple[Fold, ...]
    lines: Numbers
    probabilities: Matrix
    correct: Numbers
    label_of_line: Numbers

    def answering(self, probabilities: Matrix) -> "OutOfFold":
        """The same lines, answered so."""
        return replace(self, probabilities=probabilities)


def fit_head(
    features: Features, labels: Sequence[str], strengths: Sequence[float], *, balanced: bool = False
) -> tuple[Head, OutOfFold]:
    """Fit a head; the inverse regularisation is chosen on the first fold, the temperature on all folds tried."""
    names = tuple(sorted(set(labels)))
    column = {name: number for number, name in enumerate(names)}
    correct = np.array([column[label] for label in labels], dtype=np.int64)
    if len(names) == 1:
        everything = np.arange(len(labels))
        sure = OutOfFold((), everything, np.ones((len(labels), 1)), correct, correct)
        return _constant(names, features.shape[1]), sure

    folds = _folds_of(correct)
    first = {one: _answers(features, correct, len(names), one, balanced, folds[0]) for one in strengths}
    best = max(first, key=lambda one: _quality(first[one], correct[folds[0][1]], balanced))
    answered = [first[best]]
    answered += [_answers(features, correct, len(names), best, balanced, fold) for fold in folds[1:]]
    lines, logits = np.concatenate([test for _, test in folds]), np.concatenate(answered)
    temperature = fit_temperature(logits, [int(one) for one in correct[lines]])
    weights, bias = _fit(features, correct, len(names), best, balanced)
    unseen = OutOfFold(folds, lines, probabilities(logits, temperature), correct[lines], correct)
    accuracy = float((unseen.probabilities.argmax(axis=1) == unseen.correct).mean())
    return Head(names, np.ascontiguousarray(weights.T), bias, temperature, best, accuracy), unseen


def _quality(logits: Matrix, correct: Numbers, balanced: bool) -> float:
    if balanced:  # rare labels (angry, complaint) must count as much as the many calm lines
        return float(f1_score(correct, logits.argmax(axis=1), average="macro"))
    return float((logits.argmax(axis=1) == correct).mean())


def _folds_of(correct: Numbers) -> tuple[Fold, ...]:
    """The same folds for the same labels, always."""
    # A label with fewer lines than folds cannot be in every fold; scikit-learn says so, and it is fine here.
    folds = StratifiedKFold(n_splits=min(_FOLDS, len(correct)), shuffle=True, random_state=SEED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return tuple(folds.split(np.zeros(len(correct)), correct))[:_FOLDS_TRIED]


def _answers(features: Features, correct: Numbers, classes: int, strength: float, balanced: bool, fold: Fold) -> Matrix:
    """Logits of the fold's held-out lines, shape (held-out lines, classes)."""
    train, test = fold
    weights, bias = _fit(features[train], correct[train], classes, strength, balanced)
    return np.asarray(features[test] @ weights.T + bias, dtype=np.float64)


def _fit(features: Features, correct: Numbers, classes: int, strength: float, balanced: bool) -> tuple[Floats, Floats]:
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
