"""The second opinion: what a network taught beforehand makes of a line, weighed with what likeness says.

The two err differently: likeness knows every line and changes within a minute, the network has read far more than our
lines and hears tone better (decision 0008).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from bot.calibration import Matrix, probabilities
from bot.shares import Shares, WordingHeads

# On training lines not seen, .4 to .6 are as good.
_PART = 0.5
_HARDLY = 1e-6


@dataclass(frozen=True)
class Labels:
    """What is asked of a line, the columns in their order."""

    intents: tuple[str, ...]
    moods: tuple[str, ...]
    signals: tuple[str, ...]

    @property
    def count(self) -> int:
        """Columns of the questions together; whether a line is a grievance takes one."""
        return len(self.intents) + len(self.moods) + 1 + len(self.signals)


@dataclass(frozen=True)
class Opinion:
    """The shares of each label, in columns as `labels` names them."""

    labels: Labels
    shares: Shares


class Adviser(Protocol):
    """Reads lines as `bot.normalise.for_vectors` makes them. Raises VectorsUnavailable."""

    def opinion(self, lines: Sequence[str]) -> Opinion: ...

    def blind_opinion(self, lines: Sequence[str]) -> Opinion:
        """As it would be had these lines never been taught: what tells how far to trust it."""


def weighed(likeness: Shares, heads: WordingHeads, opinion: Opinion) -> Shares:
    """Both together. Intents that the network has not been taught are left to likeness."""
    labels, shares = opinion.labels, opinion.shares
    intents = _in_columns(shares.intents, labels.intents, heads.intent.labels, likeness.intents)
    moods = _in_columns(shares.moods, labels.moods, heads.mood.labels, likeness.moods)
    return Shares(
        _agreed(likeness.intents, intents),
        _mean(likeness.moods, moods),
        _mean(likeness.grievances, shares.grievances),
        None if likeness.signals is None or shares.signals is None else _mean(likeness.signals, shares.signals),
    )


def _in_columns(shares: Matrix, own: Sequence[str], wanted: Sequence[str], otherwise: Matrix) -> Matrix:
    """`shares` in the order of `wanted`; one unknown to them is as in `otherwise`, the others share what remains."""
    place = {label: column for column, label in enumerate(own)}
    known = np.array([label in place for label in wanted])
    found = otherwise.copy()
    taken = shares[:, [place[label] for label in wanted if label in place]]
    remains = otherwise[:, known].sum(axis=1, keepdims=True)
    found[:, known] = taken / np.maximum(taken.sum(axis=1, keepdims=True), _HARDLY) * remains
    return found


def _agreed(one: Matrix, other: Matrix) -> Matrix:
    """What both find likely: the mean of the logarithms."""
    logits = (1 - _PART) * np.log(np.maximum(one, _HARDLY)) + _PART * np.log(np.maximum(other, _HARDLY))
    return probabilities(logits, 1.0)


def _mean(one: Matrix, other: Matrix) -> Matrix:
    return (1 - _PART) * one + _PART * other
