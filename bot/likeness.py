"""Likeness: every known line speaks for its label, the louder the more alike it is to the line at hand.

A kernel ridge regression. Unlike linear weights it tells wordings of one label apart, so the two err differently.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_matrix

from bot.calibration import Matrix

# How fast likeness fades with distance, and how little a single line may insist on its own label.
_FADING = 0.3
_RIDGE = 0.1

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Lines:
    """Features of lines, held so that likeness to them is quick: n-grams sparse, sentence vectors dense."""

    wording: csr_matrix
    vectors: Floats
    squares: Floats

    @classmethod
    def of(cls, features: csr_matrix, sparse_columns: int) -> "Lines":
        wording, vectors = features[:, :sparse_columns].tocsr(), features[:, sparse_columns:].toarray()
        squares = np.asarray(features.multiply(features).sum(axis=1), dtype=np.float32).ravel()
        return cls(wording, vectors, squares)

    def likeness(self, other: "Lines") -> Floats:
        """1.0 for the same line, towards 0.0 the less alike, shape (other lines, these lines)."""
        products = (self.wording @ other.wording.toarray().T).T + other.vectors @ self.vectors.T
        distances = other.squares[:, None] + self.squares[None] - 2 * products
        alike: Floats = np.exp(-_FADING * distances, dtype=np.float32)
        return alike


@dataclass(frozen=True)
class LikenessHead:
    """Known lines and what each votes for, shape (lines, labels)."""

    known: Lines
    votes: Floats
    share: Floats

    def scores(self, features: csr_matrix) -> Matrix:
        """Uncalibrated, shape (lines, labels)."""
        asked = Lines.of(features, self.known.wording.shape[1])
        return np.asarray(self.known.likeness(asked) @ self.votes + self.share, dtype=np.float64)


def fit_likeness(
    features: csr_matrix, sparse_columns: int, correct: Numbers, folds: Iterable[tuple[Numbers, Numbers]]
) -> tuple[LikenessHead, Matrix]:
    """The head of all lines, and the scores each fold's held-out lines get from the other lines."""
    known = Lines.of(features, sparse_columns)
    alike = known.likeness(known)
    truth = np.eye(int(correct.max()) + 1, dtype=np.float32)[correct]
    unseen = np.zeros(truth.shape, dtype=np.float64)
    for train, test in folds:
        votes, share = _votes(alike[np.ix_(train, train)], truth[train])
        unseen[test] = alike[np.ix_(test, train)] @ votes + share
    votes, share = _votes(alike, truth)
    return LikenessHead(known, votes, share), unseen


def _votes(alike: Floats, truth: Floats) -> tuple[Floats, Floats]:
    share = truth.mean(axis=0)
    alike[np.diag_indices_from(alike)] += _RIDGE
    factor = cho_factor(alike, lower=True, overwrite_a=True, check_finite=False)
    votes: Floats = cho_solve(factor, truth - share, check_finite=False)
    return votes, share
