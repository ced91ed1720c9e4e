"""Temperature scaling: a confidence of 0.8 should be right eight times in ten."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import expit, log_softmax, logit, softmax
from sklearn.linear_model import LogisticRegression

Matrix = npt.NDArray[np.float64]

_LEAST = 1e-6


def fit_temperature(logits: Matrix, correct: Sequence[int]) -> float:
    """The temperature that makes out-of-fold logits (lines, classes) most likely, given the right column of each."""
    rows = np.arange(len(correct))

    def loss(log_temperature: float) -> float:
        scaled = log_softmax(logits / np.exp(log_temperature), axis=1)
        return -float(scaled[rows, list(correct)].mean())

    found = minimize_scalar(loss, bounds=(np.log(0.05), np.log(20.0)), method="bounded")
    return float(np.exp(found.x))


def probabilities(logits: Matrix, temperature: float) -> Matrix:
    """Calibrated probabilities, each row summing to one."""
    scaled: Matrix = softmax(logits / temperature, axis=1)
    return scaled


@dataclass(frozen=True)
class Sureness:
    """How often the likeliest label of a line is one that a sensible person accepts.

    A line may have several honest readings, of which each gets only its share of the probability: so a low share is
    right more often than it says, and temperature alone cannot tell.
    """

    slope: float
    offset: float

    def of(self, shares: Matrix) -> Matrix:
        """The rows with this as the share of their likeliest label; the others keep their proportions and order."""
        rows = np.arange(len(shares))
        best = shares.argmax(axis=1)
        top = np.clip(shares[rows, best], _LEAST, 1 - _LEAST)
        sure = expit(self.slope * logit(top) + self.offset)
        told: Matrix = shares * ((1 - sure) / (1 - top))[:, None]
        # Never below the second: the likeliest stays the likeliest.
        told[rows, best] = np.maximum(sure, told.max(axis=1, where=~_one_hot(best, shares), initial=0.0))
        return told


def fit_sureness(shares: Matrix, accepted: npt.NDArray[np.bool_]) -> Sureness:
    """Platt's scaling of the likeliest label's share on lines not seen; as they are where all or none is accepted."""
    if accepted.all() or not accepted.any():
        return Sureness(1.0, 0.0)
    top = np.clip(shares.max(axis=1), _LEAST, 1 - _LEAST)
    fitted = LogisticRegression(C=1e3).fit(logit(top)[:, None], accepted)
    return Sureness(max(0.1, float(fitted.coef_[0, 0])), float(fitted.intercept_[0]))


def _one_hot(columns: npt.NDArray[np.int64], like: Matrix) -> npt.NDArray[np.bool_]:
    hot: npt.NDArray[np.bool_] = np.arange(like.shape[1])[None] == columns[:, None]
    return hot


def calibration_error(confidence: npt.NDArray[np.float64], hits: npt.NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error: the mean gap between confidence and accuracy, weighted by how many lines fall in."""
    edges = np.linspace(0.0, 1.0, bins + 1)[1:-1]
    place = np.digitize(confidence, edges)
    gaps = [
        abs(float(confidence[place == one].mean()) - float(hits[place == one].mean())) * float((place == one).mean())
        for one in range(bins)
        if (place == one).any()
    ]
    return float(sum(gaps))
