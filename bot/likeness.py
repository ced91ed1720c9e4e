"""Likeness: every known line speaks for its label, the louder the more alike it is to the line at hand.

A kernel ridge regression. Unlike linear weights it tells wordings of one label apart, so the two err differently.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import cholesky, solve_triangular

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


def fit_likeness(features: Floats, labels: list[str], fold: Fold) -> tuple[LikenessHead, OutOfFold]:
    """The head of all lines, its temperature on the lines that the fold holds back.

    Takes the cube of the number of lines in time and its square in memory.
    """
    names, correct = columns_of(labels)
    train, held_back = fold
    lines = np.concatenate([train, held_back])
    axes = np.ascontiguousarray(main_directions(features, _AXES).T)
    known = features[lines] @ axes
    squares = _squares(known)
    alike = _likeness(squares, squares, known @ known.T)
    before, after = slice(None, len(train)), slice(len(train), None)
    across = alike[after, before].copy()
    truth = np.eye(len(names), dtype=np.float32)[correct[lines]]
    factor = _factor(alike)
    # With the held-back lines last, the factor of the others stands in the corner of the factor of all.
    votes, share = _votes(factor[before, before], truth[before])
    unseen = np.asarray(across @ votes + share, dtype=np.float64)
    right = correct[held_back]
    temperature = fit_temperature(unseen, [int(one) for one in right])
    votes, share = _votes(factor, truth)
    head = LikenessHead(names, axes, np.ascontiguousarray(known.T), squares, votes, share, temperature)
    return head, OutOfFold(held_back, probabilities(unseen, temperature), right)


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


def _factor(alike: Floats) -> Floats:
    """The lower Cholesky factor of the likenesses; `alike` is used up."""
    alike[np.diag_indices_from(alike)] += _RIDGE
    # A symmetric matrix is its own transpose: so LAPACK finds it in the order it wants and need not copy it.
    factor: Floats = cholesky(alike.T, lower=True, overwrite_a=True, check_finite=False)
    return factor


def _votes(factor: Floats, truth: Floats) -> tuple[Floats, Floats]:
    share = truth.mean(axis=0)
    halfway = solve_triangular(factor, truth - share, lower=True, check_finite=False)
    votes: Floats = solve_triangular(factor, halfway, lower=True, trans="T", overwrite_b=True, check_finite=False)
    return votes, share
