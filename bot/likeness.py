"""Likeness: every known line speaks for its label, the louder the more alike it is to the line at hand.

A kernel ridge regression. Unlike linear weights it tells wordings of one label apart, so the two err differently.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve

from bot.calibration import Matrix, fit_temperature, probabilities
from bot.folds import Fold, OutOfFold, columns_of
from bot.reduction import main_directions

# How fast likeness fades with distance, and how little a single line may insist on its own label.
_FADING = 0.5
_RIDGE = 0.06
# Distances along so many directions are as telling as along all, and a line is compared in a millisecond.
_AXES = 400

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class LikenessHead:
    """Known lines and what each votes for.

    `axes`: shape (columns, axes); `known`: (axes, lines); `votes`: (lines, labels).
    """

    labels: tuple[str, ...]
    axes: Floats
    known: Floats
    squares: Floats
    votes: Floats
    share: Floats
    temperature: float

    def probabilities(self, features: Floats) -> Matrix:
        """Shape (lines, labels)."""
        asked = features @ self.axes
        alike = _likeness(_squares(asked), self.squares, asked @ self.known)
        return probabilities(np.asarray(alike @ self.votes + self.share, dtype=np.float64), self.temperature)


def fit_likeness(features: Floats, labels: list[str], folds: Sequence[Fold]) -> tuple[LikenessHead, OutOfFold]:
    """The head of all lines, its temperature on the lines that the folds hold back.

    Takes the cube of the number of lines in time, its square in memory, once and again for each fold.
    """
    names, correct = columns_of(labels)
    axes = np.ascontiguousarray(main_directions(features, _AXES).T)
    known = features @ axes
    squares = _squares(known)
    alike = _likeness(squares, squares, known @ known.T)
    truth = np.eye(len(names), dtype=np.float32)[correct]
    scores = []
    for train, held_back in folds:
        votes, share = _votes(alike[np.ix_(train, train)], truth[train])
        scores.append(alike[np.ix_(held_back, train)] @ votes + share)
    lines, unseen = np.concatenate([held_back for _, held_back in folds]), np.concatenate(scores).astype(np.float64)
    temperature = fit_temperature(unseen, [int(one) for one in correct[lines]])
    votes, share = _votes(alike, truth)
    head = LikenessHead(names, axes, np.ascontiguousarray(known.T), squares, votes, share, temperature)
    return head, OutOfFold(lines, probabilities(unseen, temperature), correct[lines])


def _likeness(asked: Floats, known: Floats, products: Floats) -> Floats:
    """1.0 for the same line, towards 0.0 the less alike, shape (asked lines, known lines); `products` is used up."""
    # In place: ten thousand lines make matrices of 400 MB, and each copy would cost more than the arithmetic.
    products *= 2 * _FADING
    products -= (_FADING * asked)[:, None]
    products -= (_FADING * known)[None]
    return np.exp(products, out=products)


def _squares(rows: Floats) -> Floats:
    squares: Floats = np.einsum("ij,ij->i", rows, rows)
    return squares


def _votes(alike: Floats, truth: Floats) -> tuple[Floats, Floats]:
    share = truth.mean(axis=0)
    alike[np.diag_indices_from(alike)] += _RIDGE
    # A symmetric matrix is its own transpose: so LAPACK finds it in the order it wants and need not copy it.
    factor = cho_factor(alike.T, lower=True, overwrite_a=True, check_finite=False)
    votes: Floats = cho_solve(factor, truth - share, check_finite=False)
    return votes, share
