"""What is compared when a question meets the knowledge base: seven numbers an entry, from vectors and characters."""

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
    "nearest",  # cosine with the nearest line
    "typical",  # cosine with the middle of all lines
    "asked_with",  # share of the question's characters, weighted by rarity, that the entry's lines hold
    "answered_with",  # the share that only its answer holds
    "matched",  # both, not as a share but as an amount: a short 有货吗 is soon explained in full
    "another_product",  # 1 where the question names products of which the entry says nothing
    "elsewhere",  # cosine with the nearest line that lies elsewhere, the same for every entry
)

_NOTHING = -1.0


@dataclass(frozen=True)
class Asked:
    """A question, read: its grams, the products it names, and its likeness to every line, entry and line elsewhere.

    `to_sums`: with the sum of an entry's line vectors; the others are cosines (float32).
    """

    grams: frozenset[str]
    products: frozenset[str]
    to_lines: NDArray[np.float32]
    to_sums: NDArray[np.float32]
    to_elsewhere: NDArray[np.float32]


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
        self.vectors = line_vectors
        self.elsewhere_vectors = elsewhere_vectors
        self._starts = np.searchsorted(self.owner, np.arange(len(entries)))
        self._sums = np.add.reduceat(line_vectors, self._starts, axis=0)
        self._lengths = np.linalg.norm(self._sums, axis=1)
        self.asked = self._read_all(lines, line_vectors)
        self.elsewhere = self._read_all(elsewhere, elsewhere_vectors)
        self._count_grams()

    def read(self, text: str, vector: NDArray[np.float32]) -> Asked:
        """`vector`: a unit row (float32)."""
        return Asked(
            grams(text),
            self.names.in_text(text),
            *(_products_of_rows(rows, vector) for rows in (self.vectors, self._sums, self._elsewhere_rows())),
        )

    def _read_all(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> tuple[Asked, ...]:
        if not texts:
            return ()
        by_vector = (vectors @ rows.T for rows in (self.vectors, self._sums, self._elsewhere_rows()))
        return tuple(
            Asked(grams(text), self.names.in_text(text), *likeness)
            for text, *likeness in zip(texts, *by_vector, strict=True)
        )

    def _elsewhere_rows(self) -> NDArray[np.float32]:
        # Without any line, an encoder cannot tell how wide its rows are.
        return self.elsewhere_vectors.reshape(-1, self.vectors.shape[1])

    def exact(self, text: str, among: Places) -> Entry | None:
        """The entry that has just this line; entries that never hold together may share one."""
        return next((self.entries[place] for place in self._exact.get(bare(text), ()) if among[place]), None)

    def holding(self, day: date) -> Places:
        return np.array([entry.holds_on(day) for entry in self.entries])

    def about(self, topics: frozenset[str]) -> Places:
        return np.array([bool(entry.topics & topics) for entry in self.entries])

    def together_with(self, place: int) -> Places:
        """The entries that hold on some day on which this one does too."""
        return np.array([entry.meets(self.entries[place]) for entry in self.entries])

    def features(
        self, asked: Asked, *, without_line: int | None = None, without_elsewhere: int | None = None
    ) -> Floats:
        """A row per entry, its numbers in the order of `FEATURES`; what is `without` counts as never written."""
        nearest, typical = self._closeness(asked, without_line)
        asked_with, answered_with, whole = self._matched(asked, without_line)
        columns = {
            "nearest": nearest,
            "typical": typical,
            "asked_with": asked_with / whole,
            "answered_with": answered_with / whole,
            "matched": np.log1p(asked_with + answered_with),
            "another_product": np.array([speaks_of_another(asked.products, entry) for entry in self.entries], float),
            "elsewhere": np.full(len(self.entries), self._nearest_elsewhere(asked, without_elsewhere)),
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
        similar, to_sums, lengths = asked.to_lines, asked.to_sums, self._lengths
        if without_line is not None:
            own, line = self.owner[without_line], self.vectors[without_line]
            similar, to_sums, lengths = similar.copy(), to_sums.copy(), lengths.copy()
            to_sums[own] -= similar[without_line]
            lengths[own] = np.linalg.norm(self._sums[own] - line)
            similar[without_line] = _NOTHING
        nearest = np.maximum.reduceat(similar, self._starts).astype(np.float64)
        return nearest, (to_sums / np.maximum(lengths, 1e-9)).astype(np.float64)

    def _matched(self, asked: Asked, without_line: int | None) -> tuple[Floats, Floats, float]:
        """The rarity-weighted amounts that each entry's lines and only its answer hold, and that of the question."""
        columns = self._columns(asked.grams)
        in_lines = self._lines_with[:, columns]
        if without_line is not None:
            in_lines[self.owner[without_line]] -= 1
        weight = self._weight[columns]
        asked_with = (in_lines > 0).astype(np.float64) @ weight
        answered_with = (self._in_answer[:, columns] & (in_lines <= 0)).astype(np.float64) @ weight
        whole = weight.sum() + self._unknown_weight * (len(asked.grams) - len(columns))
        return asked_with, answered_with, max(float(whole), 1e-9)

    def _nearest_elsewhere(self, asked: Asked, without: int | None) -> float:
        similar = asked.to_elsewhere
        if without is not None:
            similar = similar.copy()
            similar[without] = _NOTHING
        return float(similar.max(initial=_NOTHING))


def _products_of_rows(rows: NDArray[np.float32], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    # Not `@`: its threads wait for each other for longer than one question takes, on cores that are shared.
    return np.asarray(np.einsum("ij,j->i", rows, vector), dtype=np.float32)
