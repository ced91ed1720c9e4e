"""What is compared when a question meets the knowledge base: six numbers an entry, from vectors and characters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from handoff.domain.knowledge import Entry
from handoff.domain.knowledge_text import ProductNames, bare, grams, speaks_of_another

Floats = NDArray[np.float64]
Places = NDArray[np.bool_]

FEATURES = (
    "closeness",  # cosine with the nearest line and with the middle of all lines
    "explained",  # share of the question's characters, weighted by rarity, that the entry's lines hold
    "matched",  # the same, not as a share but as an amount
    "lead_in_closeness",  # over every other entry and everything elsewhere
    "lead_in_explaining",
    "another_product",  # 1 where the question names products of which the entry says nothing
)

# An answer's own words explain a question less than the words other customers asked with.
_ANSWER_SHARE = 0.5
_NOTHING = -1.0


@dataclass(frozen=True)
class Asked:
    """A question, read: its unit vector (float32), its grams and the products it names."""

    vector: NDArray[np.float32]
    grams: frozenset[str]
    products: frozenset[str]


class KnowledgeIndex:
    """Entries and the lines that lie elsewhere, ready to be compared; holds no model and does no input or output."""

    def __init__(
        self,
        entries: Sequence[Entry],
        names: ProductNames,
        line_vectors: NDArray[np.float32],
        elsewhere: Sequence[str],
        elsewhere_vectors: NDArray[np.float32],
    ) -> None:
        """`line_vectors`: one unit row per line of each entry, in order."""
        self.entries = tuple(entries)
        self.names = names
        self._exact: dict[str, list[int]] = {}
        for place, entry in enumerate(entries):
            for line in entry.lines:
                self._exact.setdefault(bare(line), []).append(place)
        lines = [line for entry in entries for line in entry.lines]
        self.owner = np.array([place for place, entry in enumerate(entries) for _ in entry.lines])
        self.asked = tuple(self.read(line, vector) for line, vector in zip(lines, line_vectors, strict=True))
        self.elsewhere = tuple(self.read(line, row) for line, row in zip(elsewhere, elsewhere_vectors, strict=True))
        self._vectors = line_vectors
        self._elsewhere_vectors = elsewhere_vectors
        self._starts = np.searchsorted(self.owner, np.arange(len(entries)))
        self._sums = np.add.reduceat(line_vectors, self._starts, axis=0)
        self._count_grams()

    def read(self, text: str, vector: NDArray[np.float32]) -> Asked:
        return Asked(vector, grams(text), self.names.in_text(text))

    def exact(self, text: str, among: Places) -> int | None:
        """The place of the entry that has just this line; entries that never hold together may share one."""
        return next((place for place in self._exact.get(bare(text), ()) if among[place]), None)

    def holding(self, day: date) -> Places:
        return np.array([entry.holds_on(day) for entry in self.entries])

    def about(self, topics: frozenset[str]) -> Places:
        return np.array([bool(entry.topics & topics) for entry in self.entries])

    def never_with(self, place: int) -> Places:
        """The entries that hold on no day on which this one does."""
        return np.array([not entry.meets(self.entries[place]) for entry in self.entries])

    def features(
        self,
        asked: Asked,
        *,
        without_line: int | None = None,
        without_entries: Places | None = None,
        without_elsewhere: int | None = None,
    ) -> Floats:
        """A row per entry, its numbers in the order of `FEATURES`.

        What is `without` counts as never written; the row of an entry that is left out means nothing.
        """
        nearest, typical = self._closeness(asked, without_line)
        matched, whole = self._matched(asked, without_line)
        if without_entries is not None:
            nearest[without_entries] = _NOTHING
            matched[without_entries] = 0.0
        elsewhere = self._nearest_elsewhere(asked, without_elsewhere)
        explained = matched / whole
        columns = {
            "closeness": (nearest + typical) / 2,
            "explained": explained,
            # A short 有货吗 is soon explained in full; how much was said counts too.
            "matched": np.log1p(matched),
            "lead_in_closeness": nearest - np.maximum(_best_of_the_others(nearest), elsewhere),
            "lead_in_explaining": explained - _best_of_the_others(explained),
            "another_product": np.array([speaks_of_another(asked.products, entry) for entry in self.entries], float),
        }
        return np.stack([columns[name] for name in FEATURES], axis=1)

    def _count_grams(self) -> None:
        answers = [grams(entry.answer) for entry in self.entries]
        known = sorted(set().union(*(asked.grams for asked in self.asked), *answers))
        self._column = {gram: column for column, gram in enumerate(known)}
        self._lines_with = np.zeros((len(self.entries), len(known)), dtype=np.int16)
        for place, asked in zip(self.owner, self.asked, strict=True):
            self._lines_with[place, self._columns(asked.grams)] += 1
        self._in_answer = np.zeros(self._lines_with.shape, dtype=bool)
        for row, answer in zip(self._in_answer, answers, strict=True):
            row[self._columns(answer)] = True
        rarity = (len(self.entries) + 1) / ((self._lines_with > 0).sum(axis=0) + 0.5)
        self._weight: Floats = np.log(rarity)
        self._unknown_weight = float(np.log((len(self.entries) + 1) / 0.5))

    def _columns(self, known: frozenset[str]) -> list[int]:
        # Sorted: sums of floats then come out the same in every process.
        return sorted(self._column[gram] for gram in known if gram in self._column)

    def _closeness(self, asked: Asked, without_line: int | None) -> tuple[Floats, Floats]:
        similar = self._vectors @ asked.vector
        sums = self._sums
        if without_line is not None:
            similar[without_line] = _NOTHING
            sums = sums.copy()
            sums[self.owner[without_line]] -= self._vectors[without_line]
        nearest = np.maximum.reduceat(similar, self._starts).astype(np.float64)
        typical = (sums @ asked.vector) / np.maximum(np.linalg.norm(sums, axis=1), 1e-9)
        return nearest, typical.astype(np.float64)

    def _matched(self, asked: Asked, without_line: int | None) -> tuple[Floats, float]:
        """The rarity-weighted amount of the question that each entry holds, and the amount of the whole question."""
        columns = self._columns(asked.grams)
        counts = self._lines_with[:, columns]
        if without_line is not None:
            counts[self.owner[without_line]] -= 1
        weight = self._weight[columns]
        held = np.where(counts > 0, 1.0, np.where(self._in_answer[:, columns], _ANSWER_SHARE, 0.0))
        whole = weight.sum() + self._unknown_weight * (len(asked.grams) - len(columns))
        return np.asarray(held @ weight, dtype=np.float64), max(float(whole), 1e-9)

    def _nearest_elsewhere(self, asked: Asked, without: int | None) -> float:
        similar = self._elsewhere_vectors @ asked.vector
        if without is not None:
            similar[without] = _NOTHING
        return float(similar.max(initial=_NOTHING))


def _best_of_the_others(values: Floats) -> Floats:
    if len(values) == 1:
        return np.full(1, _NOTHING)
    second, first = np.sort(values)[-2:]
    return np.asarray(np.where(values == first, second, first), dtype=np.float64)
