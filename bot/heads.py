"""A head: one question asked of a line (which intent, which mood, a grievance or not) and its calibrated answer."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from bot.calibration import Matrix, fit_temperature, probabilities

SEED = 20261121
_FOLDS = 5


@dataclass(frozen=True)
class Head:
    """Linear weights over the features of a line; `labels` names the columns of every answer."""

    labels: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    temperature: float
    strength: float
    accuracy: float

    def probabilities(self, features: csr_matrix) -> Matrix:
        """Shape (lines, labels)."""
        logits = np.asarray(features @ self.weights.T) + self.bias
        return probabilities(logits.astype(np.float64), self.temperature)


@dataclass(frozen=True)
class OutOfFold:
    """What the head said of each training line when it had not seen that line."""

    probabilities: Matrix
    correct: npt.NDArray[np.int64]


def fit_head(
    features: csr_matrix, labels: Sequence[str], strengths: Sequence[float], *, balanced: bool = False
) -> tuple[Head, OutOfFold]:
    """Fit a head: the inverse regularisation is chosen by cross-validation, the temperature on out-of-fold answers."""
    names = tuple(sorted(set(labels)))
    column = {name: number for number, name in enumerate(names)}
    correct = np.array([column[label] for label in labels], dtype=np.int64)
    if len(names) == 1:
        return _constant(names, features.shape[1]), OutOfFold(np.ones((len(labels), 1)), correct)

    tried = {strength: _out_of_fold(features, correct, len(names), strength, balanced) for strength in strengths}
    best = max(tried, key=lambda strength: _quality(tried[strength], correct, balanced))
    temperature = fit_temperature(tried[best], [int(one) for one in correct])
    weights, bias = _fit(features, correct, len(names), best, balanced)
    answers = probabilities(tried[best], temperature)
    accuracy = float((answers.argmax(axis=1) == correct).mean())
    return Head(names, weights, bias, temperature, best, accuracy), OutOfFold(answers, correct)


def _quality(logits: Matrix, correct: npt.NDArray[np.int64], balanced: bool) -> float:
    if balanced:  # rare labels (angry, complaint) must count as much as the many calm lines
        return float(f1_score(correct, logits.argmax(axis=1), average="macro"))
    return float((logits.argmax(axis=1) == correct).mean())


def _out_of_fold(
    features: csr_matrix, correct: npt.NDArray[np.int64], classes: int, strength: float, balanced: bool
) -> Matrix:
    # A label with fewer lines than folds cannot be in every fold; scikit-learn says so, and it is fine here.
    folds = StratifiedKFold(n_splits=min(_FOLDS, len(correct)), shuffle=True, random_state=SEED)
    logits = np.zeros((len(correct), classes), dtype=np.float64)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        splits = list(folds.split(np.zeros(len(correct)), correct))
    for train, test in splits:
        weights, bias = _fit(features[train], correct[train], classes, strength, balanced)
        logits[test] = np.asarray(features[test] @ weights.T) + bias
    return logits


def _fit(
    features: csr_matrix, correct: npt.NDArray[np.int64], classes: int, strength: float, balanced: bool
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    weights = np.zeros((classes, features.shape[1]), dtype=np.float32)
    bias = np.full(classes, -20.0, dtype=np.float32)  # a label absent from this fold is never its answer
    present = np.unique(correct)
    if len(present) == 1:
        bias[present] = 0.0
        return weights, bias
    # One label against the rest: on our lines as accurate as the multinomial form and twice as quick.
    model = LogisticRegression(
        C=strength, solver="liblinear", class_weight="balanced" if balanced else None, random_state=SEED
    )
    model.fit(features, correct)
    if len(present) == 2:  # scikit-learn keeps one row for two classes
        weights[present[1]], bias[present[1]] = model.coef_[0], model.intercept_[0]
        bias[present[0]] = 0.0
    else:
        weights[present], bias[present] = model.coef_, model.intercept_
    return weights, bias


def _constant(names: tuple[str, ...], width: int) -> Head:
    empty = np.zeros((1, width), dtype=np.float32)
    return Head(names, empty, np.zeros(1, dtype=np.float32), temperature=1.0, strength=1.0, accuracy=1.0)
