"""The knowledge base as matrices: a question is compared with all entries at once, and the likeliest are named.

That is one matrix product and the grams of the question, so ten thousand entries cost little more than the product.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from handoff.domain import knowledge_focus as focus
from handoff.domain.knowledge import Entry
from handoff.domain.knowledge_grams import Floats, GramTable, Numbers, Postings, Vocabulary
from handoff.domain.knowledge_products import Places, ProductTable
from handoff.domain.knowledge_text import ProductNames, Reading, bare

Vectors = NDArray[np.float32]

# Whoever is not among so many is not chosen either.
CANDIDATES = 16
# So many directions tell entries apart well enough to choose them, and are read much sooner than all.
_DIRECTIONS = 128
# What counts how much when these are chosen; the ranking proper is learnt.
_SHARED, _IN_ANSWER, _OTHER_PRODUCT = 0.8, 0.5, 0.3


@dataclass(frozen=True)
class Asked:
    """A question, read and compared with every entry as a whole; `about` nearly is the cosine with its middle."""

    reading: Reading
    vector: Vectors
    grams: Numbers
    matter: Numbers
    about: Vectors
    shared: Floats
    to_elsewhere: Vectors
    shared_elsewhere: Floats


class KnowledgeIndex:
    """Entries and the lines that lie elsewhere, ready to be compared; holds no model and does no input or output."""

    def __init__(
        self,
        entries: Sequence[Entry],
        names: ProductNames,
        line_vectors: Vectors,
        elsewhere: Sequence[str],
        elsewhere_vectors: Vectors,
    ) -> None:
        """`line_vectors`: one unit row per line of each entry, in order."""
        self.entries = tuple(entries)
        self.names = names
        self.vectors = line_vectors
        # Without any line, an encoder cannot tell how wide its rows are.
        self.elsewhere_vectors = elsewhere_vectors.reshape(-1, line_vectors.shape[1])
        self.owner = np.array([place for place, entry in enumerate(entries) for _ in entry.lines])
        self.starts = np.searchsorted(self.owner, np.arange(len(entries) + 1))
        self.readings = [names.read(line) for entry in entries for line in entry.lines]
        self.elsewhere_readings = [names.read(line) for line in elsewhere]
        self.sums = np.add.reduceat(line_vectors, self.starts[:-1], axis=0)
        self.middles = self.sums / np.maximum(np.linalg.norm(self.sums, axis=1, keepdims=True), 1e-9)
        self._directions = _principal(self.middles, _DIRECTIONS)
        self._roughly = self.middles @ self._directions
        self._exact: dict[str, list[int]] = {}
        for place, reading in zip(self.owner.tolist(), self.readings, strict=True):
            self._exact.setdefault(reading.bare, []).append(place)
        self._first_day = np.array([entry.valid_from.toordinal() for entry in entries])
        self._last_day = np.array([(entry.valid_until or date.max).toordinal() for entry in entries])
        self._topics = {
            topic: np.array([topic in entry.topics for entry in entries])
            for topic in frozenset[str]().union(*(entry.topics for entry in entries))
        }
        self._index_grams()
        self._index_focus()

    def read(self, text: str, vector: Vectors) -> Asked:
        """`vector`: a unit row (float32)."""
        return self.compare(self.names.read(text), vector)

    def compare(self, reading: Reading, vector: Vectors) -> Asked:
        about = products_of_rows(self._roughly, vector @ self._directions)
        return self._asked(reading, vector, about, products_of_rows(self.elsewhere_vectors, vector))

    def compare_all(self, readings: Sequence[Reading], vectors: Vectors) -> Iterator[Asked]:
        """Many questions, for which large products are the quickest."""
        about = vectors @ self._directions @ self._roughly.T
        for asked in zip(readings, vectors, about, vectors @ self.elsewhere_vectors.T, strict=True):
            yield self._asked(*asked)

    def _asked(self, reading: Reading, vector: Vectors, about: Vectors, to_elsewhere: Vectors) -> Asked:
        columns = self.vocabulary.columns(reading.grams)
        weight = self.vocabulary.weight[columns]
        matter = self.vocabulary.columns(reading.matter)
        # One look at the postings for all three.
        count = len(self.entries)
        in_lines, in_answers, elsewhere = np.split(self._holders.shared(columns, weight), [count, 2 * count])
        shared = (in_lines + _IN_ANSWER * in_answers) / max(float(weight.sum()), 1e-9)
        return Asked(reading, vector, columns, matter, about, shared, to_elsewhere, elsewhere)

    def exact(self, text: str, among: Places) -> int | None:
        """The place of the entry that has just this line; entries that never hold together may share one."""
        return next((place for place in self._exact.get(bare(text), ()) if among[place]), None)

    def holding(self, day: date) -> Places:
        return np.asarray((self._first_day <= day.toordinal()) & (day.toordinal() <= self._last_day), dtype=bool)

    def about(self, topics: frozenset[str]) -> Places:
        none = np.zeros(len(self.entries), dtype=bool)
        found = [self._topics[topic] for topic in topics & self._topics.keys()]
        return np.asarray(np.logical_or.reduce([none, *found]), dtype=bool)

    def together_with(self, place: int) -> Places:
        """The entries that hold on some day on which this one does too."""
        overlap = (self._first_day <= self._last_day[place]) & (self._first_day[place] <= self._last_day)
        return np.asarray(overlap, dtype=bool)

    def likeliest(self, asked: Asked, among: Places) -> Numbers:
        """The places worth a closer look, in the order of the files."""
        score = asked.about + _SHARED * asked.shared
        if asked.reading.products:
            score = score - _OTHER_PRODUCT * self.products.others(asked.reading.products)
        count = min(CANDIDATES, int(among.sum()))
        if not count:
            return np.empty(0, dtype=np.int64)
        return np.sort(np.argpartition(np.where(among, -score, np.inf), count - 1)[:count])

    def amount(self, columns: Numbers, count: int) -> float:
        """The weight of so many grams, of which these are known."""
        return float(self.vocabulary.weight[columns].sum()) + self.vocabulary.unknown * (count - len(columns))

    def _index_grams(self) -> None:
        answers = [self.names.read(entry.answer) for entry in self.entries]
        of_entry, spoken_of = [], []
        for place, answer in enumerate(answers):
            own = self.readings[self.starts[place] : self.starts[place + 1]]
            of_entry.append(frozenset[str]().union(*(reading.grams for reading in own)))
            spoken_of.append(answer.products.union(*(reading.products for reading in own)))
        self.products = ProductTable(self.entries, spoken_of, self.names.known)
        known = self.vocabulary = Vocabulary.of(of_entry, [answer.grams for answer in answers])
        self.line_grams = GramTable.of([reading.grams for reading in self.readings], known)
        self.line_matter = GramTable.of([reading.matter for reading in self.readings], known)
        self.answer_grams = GramTable.of([answer.grams for answer in answers], known)
        elsewhere = [reading.grams for reading in self.elsewhere_readings]
        matter_elsewhere = [reading.matter for reading in self.elsewhere_readings]
        self.elsewhere_whole = GramTable.of(elsewhere, known).whole
        self.elsewhere_matter = Postings.of(GramTable.of(matter_elsewhere, known), len(known.weight))
        holders = [*of_entry, *(answer.grams for answer in answers), *elsewhere]
        self._holders = Postings.of(GramTable.of(holders, known), len(known.weight))

    def _index_focus(self) -> None:
        self.held = np.array([focus.held(entry.answer) for entry in self.entries])
        self.wants = np.add.reduceat(
            [focus.wanted(reading.bare) for reading in self.readings], self.starts[:-1], axis=0
        )


def products_of_rows(rows: Vectors, vector: Vectors) -> Vectors:
    # Not `@`: its threads wait for each other for longer than one question takes, on cores that are shared.
    return np.asarray(np.vecdot(rows, vector), dtype=np.float32)


def _principal(rows: Vectors, count: int) -> Vectors:
    """The directions in which the rows lie most, as columns."""
    _, directions = np.linalg.eigh((rows.T @ rows).astype(np.float64))
    return np.ascontiguousarray(directions[:, -count:], dtype=np.float32)
