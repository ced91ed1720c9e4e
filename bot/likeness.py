"""Likeness: every known line speaks for its label, the louder the more alike it is to the line at hand.

A kernel ridge regression. Unlike linear weights it tells wordings of one label apart, so the two err differently.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import cholesky, solve_triangular
from scipy.linalg.blas import ssyrk

from bot.calibration import Matrix
from bot.folds import Fold, columns_of
from bot.reduction import Floats, short

# How much the sentence vector counts beside the wording, which is of length one too.
_MEANING = 0.8
# How fast likeness fades with distance, and how little a single line may insist on its own label.
_FADING = 0.5
_RIDGE = 0.06


def features_of(reduced: Floats, vectors: Floats) -> Floats:
    """What likeness is measured by: reduced wording beside the sentence vectors, shape (lines, columns)."""
    return np.hstack([reduced, _MEANING * vectors])


@dataclass(frozen=True)
class Likeness:
    """Known lines. `known`: shape (columns, lines); `squares`: (lines,)."""

    known: Floats
    squares: Floats

    def to_known(self, features: Floats) -> Floats:
        """Shape (lines, known lines), 1.0 for the same line."""
        return _likeness(_squares(features), self.squares, features @ self.known)

    def with_numbers_of(self, kind: type[np.floating[Any]]) -> "Likeness":
        return Likeness(self.known.astype(kind), self.squares)


@dataclass(frozen=True)
class Votes:
    """What each known line says to one question. `votes`: shape (known lines, labels); `share`: (labels,)."""

    labels: tuple[str, ...]
    votes: Floats
    share: Floats

    def of(self, alike: Floats) -> Matrix:
        """Near 1.0 for the label that lines like this have and near 0.0 for others, shape (lines, labels)."""
        return np.asarray(alike @ self.votes + self.share, dtype=np.float64)


def fit_likeness(
    features: Floats, questions: Sequence[list[str]], fold: Fold
) -> tuple[Likeness, list[Votes], list[Matrix]]:
    """For each question, given as the label of every line: the votes, and what held-back lines would be told.

    Takes the cube of the number of lines in time and its square in memory, however many questions there are.
    """
    train, held_back = fold
    lines = np.concatenate([train, held_back])
    known = short(features[lines])
    squares = _squares(known)
    # Only one half of what is symmetric is made, and only that half is read.
    factor = _factor(_likeness(squares, squares, ssyrk(1.0, known.T, trans=1, lower=1)))
    columns = [columns_of(labels) for labels in questions]
    truth = np.hstack([np.eye(len(names), dtype=np.float32)[correct[lines]] for names, correct in columns])
    share = truth.mean(axis=0)
    votes = _votes(factor, truth - share)
    # With the held-back lines last, the corner of the factor says what the lines before them alone would have voted.
    corner = factor[len(train) :, len(train) :]
    unseen = truth[len(train) :] - corner @ (corner.T @ votes[len(train) :])
    ends = np.cumsum([len(names) for names, _ in columns])
    spans = [slice(end - len(names), end) for end, (names, _) in zip(ends, columns, strict=True)]
    return (
        Likeness(np.ascontiguousarray(known.T), squares),
        [
            Votes(names, np.ascontiguousarray(votes[:, span]), share[span])
            for span, (names, _) in zip(spans, columns, strict=True)
        ],
        [np.asarray(unseen[:, span], dtype=np.float64) for span in spans],
    )


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
    """The lower Cholesky factor of the likenesses, of which only the lower half is looked at; `alike` is used up."""
    alike[np.diag_indices_from(alike)] += _RIDGE
    factor: Floats = cholesky(alike, lower=True, overwrite_a=True, check_finite=False)
    return factor


def _votes(factor: Floats, truth: Floats) -> Floats:
    halfway = solve_triangular(factor, truth, lower=True, check_finite=False)
    votes: Floats = solve_triangular(factor, halfway, lower=True, trans="T", overwrite_b=True, check_finite=False)
    return votes
