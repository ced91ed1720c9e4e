"""Likeness to known lines, and the topics by which wordings never seen before are alike."""

import numpy as np
import pytest

from bot.likeness import fit_likeness
from bot.topics import topics

# Two n-gram columns and two of a sentence vector; the first four lines are of one label, the others of another.
FEATURES = np.array(
    [[1, 0, 1, 0], [1, 0, 0.9, 0.1], [0.9, 0, 1, 0], [1, 0.1, 1, 0], [0, 1, 0, 1], [0, 1, 0.1, 1], [0, 0.9, 0, 1]],
    dtype=np.float32,
)
LABELS = np.array([0, 0, 0, 0, 1, 1, 1])
FOLDS = [(np.array([1, 2, 3, 5, 6]), np.array([0, 4])), (np.array([0, 3, 4, 6]), np.array([1, 2, 5]))]


def test_known_lines_speak_for_their_own_label() -> None:
    head, _ = fit_likeness(FEATURES, LABELS, FOLDS)

    assert head.scores(FEATURES).argmax(axis=1).tolist() == LABELS.tolist()


def test_held_out_lines_are_answered_by_the_others_and_the_rest_is_left_open() -> None:
    _, unseen = fit_likeness(FEATURES, LABELS, FOLDS)

    held_out = [0, 1, 2, 4, 5]
    assert unseen[held_out].argmax(axis=1).tolist() == LABELS[held_out].tolist()
    assert not unseen[[3, 6]].any()


def test_a_line_unlike_all_others_moves_no_label_far_from_its_share() -> None:
    head, _ = fit_likeness(FEATURES, LABELS, FOLDS)

    [scores] = head.scores(np.array([[0, 0, 9, -9]], dtype=np.float32))

    assert scores == pytest.approx([4 / 7, 3 / 7], abs=0.05)


@pytest.mark.parametrize(("one", "other"), [("顺丰", "圆通"), ("冰箱", "空调"), ("降价", "补差"), ("漏发", "少件")])
def test_words_for_one_matter_are_one_topic(one: str, other: str) -> None:
    named = topics([one, other, "嗯"])

    assert (named[0] * named[1]).any()
    assert not named[2].any()
