"""Which intent: linear weights and likeness to known lines, asked together because they err differently."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.calibration import Matrix, fit_temperature, probabilities
from bot.heads import Head, OutOfFold, fit_head
from bot.likeness import LikenessHead, fit_likeness
from bot.reduction import Floats

_SMALLEST = 1e-9


@dataclass(frozen=True)
class IntentHead:
    """Both answers, each calibrated, as their geometric mean, calibrated again."""

    linear: Head
    alike: LikenessHead
    alike_temperature: float
    temperature: float
    accuracy: float

    @property
    def labels(self) -> tuple[str, ...]:
        """The columns of every answer."""
        return self.linear.labels

    def probabilities(self, features: Floats) -> Matrix:
        """Shape (lines, labels)."""
        alike = probabilities(self.alike.scores(features), self.alike_temperature)
        return probabilities(_together(self.linear.probabilities(features), alike), self.temperature)


def fit_intents(features: Floats, labels: Sequence[str], strengths: Sequence[float]) -> tuple[IntentHead, OutOfFold]:
    """Both ways learnt on the same folds, so that their out-of-fold answers can be calibrated together."""
    linear, unseen = fit_head(features, labels, strengths)
    alike, scores = fit_likeness(features, unseen.label_of_line, unseen.folds)
    scores, correct = scores[unseen.lines], [int(one) for one in unseen.correct]
    alike_temperature = fit_temperature(scores, correct)
    both = _together(unseen.probabilities, probabilities(scores, alike_temperature))
    temperature = fit_temperature(both, correct)
    answers = probabilities(both, temperature)
    accuracy = float((answers.argmax(axis=1) == unseen.correct).mean())
    return IntentHead(linear, alike, alike_temperature, temperature, accuracy), unseen.answering(answers)


def _together(one: Matrix, other: Matrix) -> Matrix:
    mean: Matrix = (np.log(one + _SMALLEST) + np.log(other + _SMALLEST)) / 2
    return mean
