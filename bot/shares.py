"""How likely each label is, for the questions asked of a line: intent, mood, grievance, signals.

Asked twice: of linear weights over the wording, and of known lines by likeness. On intents likeness is right more often
than any mixture of the two; feelings also hang on rare words, to which the weights listen: there both are heard.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from bot.calibration import Matrix, probabilities
from bot.heads import Head
from bot.likeness import Likeness, Votes
from bot.reduction import Floats

# On training lines not seen, .5 to .7 are as good.
_LIKENESS_PART = 0.7


@dataclass(frozen=True)
class Shares:
    """Each of shape (lines, labels of that question), rows summing to one.

    But for the signals: each stands for itself; the wording alone knows nothing of them (None).
    """

    intents: Matrix
    moods: Matrix
    grievances: Matrix
    signals: Matrix | None = None

    def and_wording(self, wording: "Shares") -> "Shares":
        """Those of likeness (this), with the feelings also heard by the wording."""
        return Shares(
            self.intents,
            _mixed(self.moods, wording.moods),
            _mixed(self.grievances, wording.grievances),
            self.signals,
        )

    def last(self, count: int) -> "Shares":
        """Those of the last lines."""
        signals = None if self.signals is None else self.signals[-count:]
        return Shares(self.intents[-count:], self.moods[-count:], self.grievances[-count:], signals)


@dataclass(frozen=True)
class WordingHeads:
    """Linear weights: the intent over the main directions of the wording, mood and grievance over all of it.

    Mood and grievance hang on rare words, which a projection would blur.
    """

    intent: Head
    mood: Head
    grievance: Head

    def shares(self, wording: csr_matrix, reduced: Floats) -> Shares:
        return Shares(
            self.intent.probabilities(reduced),
            self.mood.probabilities(wording),
            self.grievance.probabilities(wording),
        )


@dataclass(frozen=True)
class LikenessHeads:
    """Known lines, and their votes on each question."""

    likeness: Likeness
    intent: Votes
    mood: Votes
    grievance: Votes
    signal: Votes
    temperature: float

    def shares(self, features: Floats) -> Shares:
        """`features`: as `bot.likeness.features_of` makes them."""
        alike = self.likeness.to_known(features)
        return shares_of_votes(
            [votes.of(alike) for votes in (self.intent, self.mood, self.grievance, self.signal)], self.temperature
        )


def shares_of_votes(votes: Sequence[Matrix], temperature: float) -> Shares:
    """`votes` on intent, mood, grievance and signals."""
    intents, moods, grievances, signals = votes
    return Shares(
        probabilities(intents, temperature), _normalised(moods), _normalised(grievances), np.clip(signals, 0.0, 1.0)
    )


def _normalised(votes: Matrix) -> Matrix:
    """A regression on 0 and 1 estimates the share itself, but for what lies outside of both."""
    inside = np.clip(votes, 1e-3, 1.0)
    shares: Matrix = inside / inside.sum(axis=1, keepdims=True)
    return shares


def _mixed(likeness: Matrix, wording: Matrix) -> Matrix:
    return _LIKENESS_PART * likeness + (1 - _LIKENESS_PART) * wording
