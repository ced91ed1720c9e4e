"""Likeness to known lines, and the topics by which wordings never seen before are alike."""

import numpy as np
import pytest

from bot.likeness import Question, Votes, fit_likeness
from bot.topics import topics

# Two n-gram columns and two of a sentence vector; the first four lines are of one label, the others of another.
FEATURES = np.array(
    [[1, 0, 1, 0], [1, 0, 0.9, 0.1], [0.9, 0, 1, 0], [1, 0.1, 1, 0], [0, 1, 0, 1], [0, 1, 0.1, 1], [0, 0.9, 0, 1]],
    dtype=np.float32,
)
LABELS = ["a", "a", "a", "a", "b", "b", "b"]
# A second question, to which the last line of each group has another answer.
MOODS = ["calm", "calm", "calm", "angry", "calm", "calm", "angry"]
FOLD = (np.array([1, 2, 3, 5, 6]), np.array([0, 4]))


def named(votes: Votes, shares: np.ndarray) -> list[str]:
    return [votes.labels[column] for column in shares.argmax(axis=1)]


def test_known_lines_speak_for_their_own_label() -> None:
    likeness, [intent], _ = fit_likeness(FEATURES, [Question.which(LABELS)], FOLD)

    assert named(intent, intent.of(likeness.to_known(FEATURES))) == LABELS


def test_several_questions_share_the_known_lines_and_have_votes_of_their_own() -> None:
    likeness, [intent, mood], _ = fit_likeness(FEATURES, [Question.which(LABELS), Question.which(MOODS)], FOLD)
    alone, [only_mood], _ = fit_likeness(FEATURES, [Question.which(MOODS)], FOLD)

    assert (intent.labels, mood.labels) == (("a", "b"), ("angry", "calm"))
    assert np.allclose(mood.of(likeness.to_known(FEATURES)), only_mood.of(alone.to_known(FEATURES)), atol=1e-5)


def test_what_held_back_lines_are_told_is_what_the_others_alone_would_say() -> None:
    train, held_back = FOLD
    _, [intent], [unseen] = fit_likeness(FEATURES, [Question.which(LABELS)], FOLD)
    others = [LABELS[line] for line in train]
    everything = np.arange(len(train))

    apart, [votes], _ = fit_likeness(FEATURES[train], [Question.which(others)], (everything[:-1], everything[-1:]))

    said = votes.of(apart.to_known(FEATURES[held_back]))
    assert named(intent, unseen) == named(votes, said) == ["a", "b"]
    # They differ only by the share of each label among all lines, of which the others are a part.
    assert np.allclose(unseen, said, atol=0.05)


def test_a_line_may_carry_several_labels_or_none() -> None:
    carried = [("x", "y")] * 4 + [()] * 3
    likeness, [signal], _ = fit_likeness(FEATURES, [Question.any_of(("x", "y", "z"), carried)], FOLD)

    told = signal.of(likeness.to_known(FEATURES))

    assert [tuple(row) for row in told > 0.5] == [(bool(one), bool(one), False) for one in carried]
    assert not told[:, 2].any()


def test_a_line_unlike_all_others_is_told_the_shares_of_the_labels() -> None:
    likeness, [intent], _ = fit_likeness(FEATURES, [Question.which(LABELS)], FOLD)

    [like_one, unlike_all] = intent.of(likeness.to_known(np.array([[1, 0, 1, 0], [0, 0, 9, -9]], dtype=np.float32)))

    assert unlike_all == pytest.approx([4 / 7, 3 / 7], abs=1e-3)
    assert unlike_all.max() < like_one.max()


@pytest.mark.parametrize(("one", "other"), [("顺丰", "圆通"), ("冰箱", "空调"), ("降价", "补差"), ("漏发", "少件")])
def test_words_for_one_matter_are_one_topic(one: str, other: str) -> None:
    named = topics([one, other, "嗯"])

    assert (named[0] * named[1]).any()
    assert not named[2].any()
