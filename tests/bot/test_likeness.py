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
LABELS = ["a", "a", "a", "a", "b", "b", "b"]
FOLD = (np.array([1, 2, 3, 5, 6]), np.array([0, 4]))


def test_known_lines_speak_for_their_own_label() -> None:
    head, _ = fit_likeness(FEATURES, LABELS, FOLD)

    assert [head.labels[column] for column in head.probabilities(FEATURES).argmax(axis=1)] == LABELS


def test_held_back_lines_are_answered_by_the_others() -> None:
    head, unseen = fit_likeness(FEATURES, LABELS, FOLD)

    assert unseen.lines.tolist() == [0, 4]
    assert [head.labels[column] for column in unseen.probabilities.argmax(axis=1)] == ["a", "b"]
    assert unseen.accuracy == 1.0


def test_what_held_back_lines_are_told_is_what_a_head_of_the_others_would_say() -> None:
    train, held_back = FOLD
    _, unseen = fit_likeness(FEATURES, LABELS, FOLD)
    others = [LABELS[line] for line in train]
    everything = np.arange(len(train))

    apart, _ = fit_likeness(FEATURES[train], others, (everything[:-1], everything[-1:]))

    said = apart.probabilities(FEATURES[held_back])
    assert (said.argmax(axis=1) == unseen.probabilities.argmax(axis=1)).all()


def test_a_line_unlike_all_others_is_read_with_little_confidence() -> None:
    head, _ = fit_likeness(FEATURES, LABELS, FOLD)

    [like_one, unlike_all] = head.probabilities(np.array([[1, 0, 1, 0], [0, 0, 9, -9]], dtype=np.float32))

    assert unlike_all.max() < like_one.max()


@pytest.mark.parametrize(("one", "other"), [("顺丰", "圆通"), ("冰箱", "空调"), ("降价", "补差"), ("漏发", "少件")])
def test_words_for_one_matter_are_one_topic(one: str, other: str) -> None:
    named = topics([one, other, "嗯"])

    assert (named[0] * named[1]).any()
    assert not named[2].any()
