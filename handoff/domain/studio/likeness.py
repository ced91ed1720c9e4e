"""Which texts of many are alike, by normalised edit distance, without comparing each with each.

A similarity above `s` bounds the lengths: the shorter text has more than `s` times the characters of the longer. Texts
are therefore met in the order of their lengths, and only those near enough are handed to the comparison.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

# Rows of one comparison: with 27,000 texts on the other side it holds some 30 MB.
_AT_ONCE = 256


@dataclass(frozen=True)
class Likeness:
    """Places of two texts, and how alike they are, above 0 and at most 1."""

    first: int
    second: int
    similarity: float


def pairs_alike(texts: Sequence[str], above: float) -> Iterator[Likeness]:
    """For each text the earlier one that is likest, where any is liker than `above`; no two texts are equal."""
    # The likest other text that there can be has one character more.
    long_enough = [place for place, text in enumerate(texts) if 1 - 1 / (len(text) + 1) > above]
    some = [texts[place] for place in long_enough]
    best: dict[int, Likeness] = {}
    for like in _alike(some, some, above):
        first, second = long_enough[like.first], long_enough[like.second]
        if first < second and like.similarity > best.get(second, _NOTHING).similarity:
            best[second] = Likeness(first, second, like.similarity)
    yield from (best[place] for place in sorted(best))


def likest(texts: Sequence[str], others: Sequence[str], above: float) -> Iterator[Likeness]:
    """For each text the other one that is likest, where any is liker than `above`."""
    best: dict[int, Likeness] = {}
    for like in _alike(texts, others, above):
        if like.similarity > best.get(like.first, _NOTHING).similarity:
            best[like.first] = like
    yield from (best[place] for place in sorted(best))


_NOTHING = Likeness(-1, -1, 0.0)


def _alike(texts: Sequence[str], others: Sequence[str], above: float) -> Iterator[Likeness]:
    """Every pair (text, other) liker than `above`; a text met among the others by itself too."""
    by_length = sorted(range(len(others)), key=lambda place: len(others[place]))
    lengths = [len(others[place]) for place in by_length]
    asked = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    for start in range(0, len(asked), _AT_ONCE):
        block = asked[start : start + _AT_ONCE]
        shortest, longest = len(texts[block[0]]), len(texts[block[-1]])
        near = by_length[bisect_left(lengths, shortest * above) : bisect_right(lengths, longest / above)]
        similarity = process.cdist(
            [texts[place] for place in block],
            [others[place] for place in near],
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=above,
            dtype=np.float32,
        )
        # Compared as the scores are rounded: four characters of five are .8 and not above it.
        for row, column in zip(*np.nonzero(similarity > np.float32(above)), strict=True):
            yield Likeness(block[row], near[column], float(similarity[row, column]))
