"""Texts that are alike are found as if each had been compared with each."""

from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from handoff.domain.studio.likeness import likest, pairs_alike

TEXTS = st.lists(st.text(alphabet="我的订单", max_size=12), max_size=30)


def similarity(one: str, other: str) -> float:
    return Levenshtein.normalized_similarity(one, other)


@given(TEXTS, TEXTS, st.sampled_from([0.5, 0.75, 0.8]))
@example(["我的订单"], ["我的订"], 0.5)
@example(["我的订"], ["我的订单"], 0.5)
@example(["我的订单"], ["我的订"], 0.75)
def test_the_likest_is_found_wherever_one_is_like_enough(texts: list[str], others: list[str], above: float) -> None:
    found = {like.first: like.similarity for like in likest(texts, others, above)}

    best = {place: max((similarity(text, other) for other in others), default=0) for place, text in enumerate(texts)}
    expected = {place: value for place, value in best.items() if value > above + 1e-6}
    assert found.keys() == expected.keys()
    assert all(abs(found[place] - value) < 1e-6 for place, value in expected.items())


@given(st.lists(st.text(alphabet="我的", min_size=3, max_size=9), max_size=20, unique=True))
def test_each_text_is_paired_with_an_earlier_one(texts: list[str]) -> None:
    found = {like.second: like for like in pairs_alike(texts, 0.7)}

    for place, text in enumerate(texts):
        best = max((similarity(text, other) for other in texts[:place]), default=0)
        assert (place in found) == (best > 0.7 + 1e-6)
    assert all(like.first < like.second for like in found.values())


def test_four_of_five_characters_are_not_above_four_fifths() -> None:
    assert list(likest(["我的订单呢"], ["我的订单吗"], 0.8)) == []
    assert [like.similarity for like in likest(["我的那订单呢"], ["我的那订单吗"], 0.8)] != []
