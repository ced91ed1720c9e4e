"""Likeness to known lines, and the topics by which wordings never seen before are alike."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bot.heads import folds_of
from bot.likeness import Lines, fit_likeness
from bot.topics import topics

# Two n-gram columns and two of a sentence vector; the first four lines are of one label, the others of another.
FEATURES = csr_matrix(
    np.array(
        [[1, 0, 1, 0], [1, 0, 0.9, 0.1], [0.9, 0, 1, 0], [1, 0.1, 1, 0], [0, 1, 0, 1], [0, 1, 0.1, 1], [0, 0.9, 0, 1]],
        dtype=np.float32,
    )
)
LABELS = np.array([0, 0, 0, 0, 1, 1, 1])


def test_a_line_is_most_like_itself() -> None:
    lines = Lines.of(FEATURES, 2)

    alike = lines.likeness(lines)

    assert np.diag(alike) == pytest.approx(1.0, abs=1e-5)
    assert (alike <= 1.0 + 1e-5).all()
    assert alike[0, 1] > alike[0, 4]


def test_lines_speak_for_their_own_label_also_when_they_were_held_out() -> None:
    head, unseen = fit_likeness(FEATURES, 2, LABELS, folds_of(LABELS))

    assert head.scores(FEATURES).argmax(axis=1).tolist() == LABELS.tolist()
    assert unseen.argmax(axis=1).tolist() == LABELS.tolist()


def test_likeness_without_sentence_vectors_goes_by_wording() -> None:
    head, _ = fit_likeness(FEATURES[:, :2].tocsr(), 2, LABELS, folds_of(LABELS))

    assert head.scores(FEATURES[:, :2].tocsr()).argmax(axis=1).tolist() == LABELS.tolist()


@pytest.mark.parametrize(("one", "other"), [("顺丰", "圆通"), ("冰箱", "空调"), ("降价", "补差"), ("漏发", "少件")])
def test_words_for_one_matter_are_one_topic(one: str, other: str) -> None:
    named = topics([one, other, "嗯"])

    assert (named[0] * named[1]).any()
    assert not named[2].any()
