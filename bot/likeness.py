"""Likeness: every known line speaks for its label, the louder the more alike it is to the line at hand.

A kernel ridge regression. Unlike linear weights it tells wordings of one label apart, so the two err differently.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.calibration import Matrix
from bot.folds import Fold, columns_of
from bot.reduction import Floats, short
from bot.ridge import Landmarks, solve

# How much the sentence vector counts beside the wording, which is of length one too.
_MEANING = 0.8
# How fast likeness fades with distance, and how little a single line may insist on its own label.
_FADING = 0.5
_RIDGE = 0.1
# Enough to tell how sure to be.
_ROUGHLY = 0.05
# So many directions hold 96 parts in 100 of what features differ by, and lines are compared in two thirds of the time.
_AXES = 500


def features_of(reduced: Floats, vectors: Floats) -> Floats:
    """What likeness is measured by: reduced wording beside the sentence vectors, shape (lines, columns)."""
    return np.hstack([reduced, _MEANING * vectors])


@dataclass(frozen=True)
class Likeness:
    """Known lines along the main axes of all. `axes`: (columns, axes); `known`: (axes, lines); `squares`: (lines,)."""

    axes: Floats
    known: Floats
    squares: Floats

    @classmethod
    def of(cls, features: Floats) -> "Likeness":
        axes = _main_axes(features)
        known = short(features @ axes)
        return cls(axes, np.ascontiguousarray(known.T), _squares(known))

    def to_known(self, features: Floats) -> Floats:
        """Shape (lines, known lines), 1.0 for the same line."""
        along = features @ self.axes
        return _likeness(_squares(along), self.squares, along @ self.known)

    def among_known(self) -> Floats:
        """Of every known line to every other, shape (known lines, known lines)."""
        # A copy, or NumPy would see a product with itself and fill half of it from the other half, column by column.
        return _likeness(self.squares, self.squares, np.ascontiguousarray(self.known.T) @ self.known)

    def with_numbers_of(self, kind: type[np.floating[Any]]) -> "Likeness":
        return Likeness(self.axes.astype(kind), self.known.astype(kind), self.squares)


@dataclass(frozen=True)
class Votes:
    """What each known line says to one question. `votes`: shape (known lines, labels); `share`: (labels,)."""

    labels: tuple[str, ...]
    votes: Floats
    share: Floats

    def of(self, alike: Floats) -> Matrix:
        """Near 1.0 for the label that lines like this have and near 0.0 for others, shape (lines, labels)."""
        return np.asarray(alike @ self.votes + self.share, dtype=np.float64)


@dataclass(frozen=True)
class Question:
    """What is asked of every line: which of `labels` it has. `truth`: 0 or 1, shape (lines, labels)."""

    labels: tuple[str, ...]
    truth: Floats

    @classmethod
    def which(cls, answers: list[str]) -> "Question":
        """Exactly one label for each line."""
        labels, correct = columns_of(answers)
        return cls(labels, np.eye(len(labels), dtype=np.float32)[correct])

    @classmethod
    def any_of(cls, labels: tuple[str, ...], answers: Sequence[Collection[str]]) -> "Question":
        """None, one or several for each line."""
        rows = [[label in answer for label in labels] for answer in answers]
        return cls(labels, np.array(rows, dtype=np.float32).reshape(len(rows), len(labels)))


def fit_likeness(
    features: Floats, questions: Sequence[Question], fold: Fold
) -> tuple[Likeness, list[Votes], list[Matrix]]:
    """For each question the votes, and what held-back lines would be told.

    Takes the square of the number of lines in time and in memory, however many questions there are.
    """
    train, held_back = fold
    likeness = Likeness.of(features[np.concatenate([train, held_back])])
    alike = likeness.among_known()
    truth = np.hstack([question.truth for question in questions])
    # The held-back lines stand last: the lines before them alone are a corner of the whole.
    count = len(train)
    seen_share = truth[train].mean(axis=0)
    landmarks = Landmarks.of(alike, among=count)
    seen_votes = solve(alike[:count, :count], _RIDGE, truth[train] - seen_share, landmarks, left=_ROUGHLY)
    unseen = alike[count:, :count] @ seen_votes + seen_share
    share = truth.mean(axis=0)
    start = np.vstack([seen_votes, np.zeros((len(held_back), truth.shape[1]), dtype=np.float32)])
    votes = solve(alike, _RIDGE, truth[np.concatenate([train, held_back])] - share, landmarks, start=start)
    ends = np.cumsum([len(question.labels) for question in questions])
    spans = [slice(end - len(one.labels), end) for end, one in zip(ends, questions, strict=True)]
    return (
        likeness,
        [
            Votes(one.labels, np.ascontiguousarray(votes[:, span]), share[span])
            for span, one in zip(spans, questions, strict=True)
        ],
        [np.asarray(unseen[:, span], dtype=np.float64) for span in spans],
    )


def _main_axes(features: Floats) -> Floats:
    """Along which the features are largest, shape (columns, axes), each of length one."""
    _, axes = np.linalg.eigh(features.T @ features)
    return short(np.ascontiguousarray(axes[:, ::-1][:, :_AXES]))


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
