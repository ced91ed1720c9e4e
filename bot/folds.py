"""Lines held back: what a head says of lines it has not seen is the only measure of it."""

import warnings
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedKFold

from bot.calibration import Matrix

SEED = 20261121
_FOLDS = 4

Numbers: TypeAlias = npt.NDArray[np.int64]
Fold: TypeAlias = tuple[Numbers, Numbers]


@dataclass(frozen=True)
class OutOfFold:
    """What a head said of lines it had not seen.

    `probabilities` and `correct` have one row for each of `lines`, which are places among all lines.
    """

    lines: Numbers
    probabilities: Matrix
    correct: Numbers

    @property
    def accuracy(self) -> float:
        return float((self.probabilities.argmax(axis=1) == self.correct).mean())


def folds_of(labels: list[str], tried: int) -> tuple[Fold, ...]:
    """The first of four folds, as many as are `tried`: lines to learn from, lines held back; always the same."""
    # A label with fewer lines than folds cannot be in every fold; scikit-learn says so, and it is fine here.
    folds = StratifiedKFold(n_splits=min(_FOLDS, len(labels)), shuffle=True, random_state=SEED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return tuple(folds.split(np.zeros(len(labels)), columns_of(labels)[1]))[:tried]


def columns_of(labels: list[str]) -> tuple[tuple[str, ...], Numbers]:
    """The names in the order of every answer's columns, and each line's column."""
    names = tuple(sorted(set(labels)))
    column = {name: number for number, name in enumerate(names)}
    return names, np.array([column[label] for label in labels], dtype=np.int64)
