"""Conjugate gradients find the votes that factorising everything would."""

import numpy as np
import pytest

from bot.ridge import Landmarks, solve

RIDGE = 0.1


@pytest.fixture(scope="module")
def alike() -> np.ndarray:
    """The likenesses of 3,000 lines: more than there are landmarks."""
    lines = np.random.default_rng(1).normal(size=(3000, 8)).astype(np.float32)
    squares = (lines**2).sum(axis=1)
    likeness: np.ndarray = np.exp(-0.05 * (squares[:, None] + squares[None] - 2 * lines @ lines.T)).astype(np.float32)
    return likeness


@pytest.fixture(scope="module")
def truth() -> np.ndarray:
    return np.random.default_rng(2).normal(size=(3000, 3)).astype(np.float32)


def left(alike: np.ndarray, votes: np.ndarray, truth: np.ndarray) -> float:
    """The greatest share of an answer that the votes do not explain."""
    rest = truth - alike @ votes - RIDGE * votes
    return float((np.linalg.norm(rest, axis=0) / np.linalg.norm(truth, axis=0)).max())


def test_the_votes_explain_every_answer(alike: np.ndarray, truth: np.ndarray) -> None:
    votes = solve(alike, RIDGE, truth, Landmarks.of(alike, len(alike)), left=0.01)
    exact = np.linalg.solve(alike.astype(float) + RIDGE * np.eye(len(alike)), truth)

    assert left(alike, votes, truth) <= 0.011
    assert np.corrcoef(votes.ravel(), exact.ravel())[0, 1] > 0.999


def test_a_corner_is_solved_with_the_landmarks_of_the_whole(alike: np.ndarray, truth: np.ndarray) -> None:
    corner = alike[:2500, :2500]

    votes = solve(corner, RIDGE, truth[:2500], Landmarks.of(alike, among=2500), left=0.05)

    assert left(corner, votes, truth[:2500]) <= 0.051


def test_votes_known_to_be_near_are_kept_where_they_are_right(alike: np.ndarray, truth: np.ndarray) -> None:
    landmarks = Landmarks.of(alike, len(alike))
    votes = solve(alike, RIDGE, truth, landmarks, left=0.01)

    assert np.array_equal(solve(alike, RIDGE, truth, landmarks, start=votes, left=0.02), votes)


def test_an_answer_that_no_line_has_gets_no_votes(alike: np.ndarray, truth: np.ndarray) -> None:
    with_none = np.hstack([truth[:, :1], np.zeros((len(truth), 1), np.float32)])

    votes = solve(alike, RIDGE, with_none, Landmarks.of(alike, len(alike)))

    assert not votes[:, 1].any()
    assert np.isfinite(votes).all()
