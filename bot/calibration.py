"""Temperature scaling: a confidence of 0.8 should be right eight times in ten."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

Matrix = npt.NDArray[np.float64]


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
