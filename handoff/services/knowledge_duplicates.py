"""Entries that say nearly the same: customers then get now one answer, now the other, and both must be kept right."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from handoff.domain.knowledge import Entry
from handoff.domain.knowledge_index import KnowledgeIndex
from handoff.domain.knowledge_text import bare
from handoff.services.knowledge import Encoder

# By vectors alone; pairs less alike than this are not read.
_WORTH_A_LOOK = 0.7
# Asked for in nearly the same words, whatever the answers: one of the two is never found.
_ASKED_THE_SAME = 0.95
NEARLY_THE_SAME = 0.78
_AT_ONCE = 512


@dataclass(frozen=True)
class Duplicate:
    """Two entries that hold together; `similarity` in 0–1 is the mean of how alike they are asked for and answer."""

    first: Entry
    second: Entry
    similarity: float
    asked: float
    answered: float


def near_duplicates(index: KnowledgeIndex, encoder: Encoder, least: float = NEARLY_THE_SAME) -> list[Duplicate]:
    """The likest first. Entries for different products, or never in force on one day, are no duplicates."""
    found = [_compared(index, one, other, about, said) for one, other, about, said in _candidates(index, encoder)]
    alike = [pair for pair in found if pair.similarity >= least or pair.asked >= _ASKED_THE_SAME]
    return sorted(alike, key=lambda pair: -pair.similarity)


def _candidates(index: KnowledgeIndex, encoder: Encoder) -> Iterator[tuple[int, int, float, float]]:
    """Pairs that vectors find alike: their places, and the cosines of their middles and of their answers."""
    answers = encoder.encode([entry.answer for entry in index.entries])
    for start in range(0, len(answers), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        about, said = index.middles[some] @ index.middles.T, answers[some] @ answers.T
        later = np.arange(len(answers))[None, :] > np.arange(start, start + len(about))[:, None]
        for row, other in zip(*np.nonzero(later & (np.maximum(about, said) >= _WORTH_A_LOOK)), strict=True):
            first, second = index.entries[start + row], index.entries[other]
            if first.meets(second) and _share_products(first, second):
                yield start + int(row), int(other), float(about[row, other]), float(said[row, other])


def _compared(index: KnowledgeIndex, one: int, other: int, about: float, said: float) -> Duplicate:
    first, second = index.entries[one], index.entries[other]
    rows, columns = _lines(index, one), _lines(index, other)
    by_vector: NDArray[np.float32] = index.vectors[rows] @ index.vectors[columns].T
    of_rows, of_columns = ([reading.bare for reading in index.readings[lines]] for lines in (rows, columns))
    nearest = float(((by_vector + process.cdist(of_rows, of_columns, scorer=fuzz.ratio) / 100) / 2).max())
    answered = (said + fuzz.ratio(bare(first.answer), bare(second.answer)) / 100) / 2
    asked = (nearest + about) / 2
    return Duplicate(first, second, (asked + answered) / 2, asked, answered)


def _lines(index: KnowledgeIndex, place: int) -> slice:
    return slice(int(index.starts[place]), int(index.starts[place + 1]))


def _share_products(first: Entry, second: Entry) -> bool:
    return bool(first.products & second.products) or not first.products or not second.products
