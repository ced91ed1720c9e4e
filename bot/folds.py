"""Lines held back: what a head says of lines it has not seen is the only measure of it."""

import warnings
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedKFold

SEED = 20261121
_FOLDS = 8

Numbers: TypeAlias = npt.NDArray[np.int64]
Fold: TypeAlias = tuple[Numbers, Numbers]


def fold_of(labels: list[str], told: Numbers) -> Fold:
    """Lines to learn from and lines held back: those `told`, and one in eight of the others; always the same."""
    others = np.setdiff1d(np.arange(len(labels)), told)
    columns = columns_of(labels)[1][others]
    folds = StratifiedKFold(n_splits=min(_FOLDS, max(2, np.bincount(columns).max())), shuffle=True, random_state=SEED)
    with warnings.catch_warnings():
        # A label with fewer lines than folds cannot be in every fold; scikit-learn says so, and it is fine here.
        warnings.simplefilter("ignore", UserWarning)
        train, held_back = next(folds.split(np.zeros(len(others)), columns))
    return others[train], np.concatenate([others[held_back], told])


def columns_of(labels: list[str]) -> tuple[tuple[str, ...], Numbers]:
    """The names in the order of every answer's columns, and each line's column."""
    names = tuple(sorted(set(labels)))
    column = {name: number for number, name in enumerate(names)}
    return names, np.array([column[label] for label in labels], dtype=np.int64)
