"""Sparse tables of which grams stand in which row: a row is a line, an entry or an answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


def spans(starts: Numbers, rows: Numbers) -> tuple[Numbers, Numbers]:
    """Where the rows' cells lie, row after row, and to which of the given rows each belongs."""
    lengths = starts[rows + 1] - starts[rows]
    ends = np.cumsum(lengths)
    belongs = np.repeat(np.arange(len(rows)), lengths)
    return np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts[rows] - (ends - lengths), lengths), belongs


@dataclass(frozen=True)
class GramTable:
    """`columns[starts[row] : starts[row + 1]]` are the row's grams; `whole` is the weight of each row."""

    starts: Numbers
    columns: Numbers
    whole: Floats

    @classmethod
    def of(cls, rows: Sequence[Iterable[str]], vocabulary: "Vocabulary") -> "GramTable":
        columns = [vocabulary.columns(row) for row in rows]
        starts = np.concatenate([[0], np.cumsum([len(row) for row in columns])]).astype(np.int64)
        joined = np.concatenate([np.empty(0, dtype=np.int64), *columns])
        whole = np.array([vocabulary.weight[row].sum() for row in columns], dtype=np.float64)
        return cls(starts, joined, whole)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def shared(self, by_column: Floats, rows: Numbers) -> Floats:
        """The weight that each of the rows shares with a question, given as its weight by column."""
        cells, belongs = spans(self.starts, rows)
        sums: Floats = np.bincount(belongs, by_column[self.columns[cells]], len(rows)).astype(np.float64)
        return sums


@dataclass(frozen=True)
class Postings:
    """A table by column: `rows[starts[column] : starts[column + 1]]` hold it. What a question does not name is free."""

    starts: Numbers
    rows: Numbers
    whole: Floats

    @classmethod
    def of(cls, table: GramTable, width: int) -> "Postings":
        rows = np.repeat(np.arange(len(table)), np.diff(table.starts))
        counts = np.bincount(table.columns, minlength=width)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return cls(starts, rows[np.argsort(table.columns, kind="stable")], table.whole)

    def shared(self, columns: Numbers, weight: Floats) -> Floats:
        """The weight that every row shares with a question of these columns."""
        cells, belongs = spans(self.starts, columns)
        sums: Floats = np.bincount(self.rows[cells], weight[belongs], len(self.whole)).astype(np.float64)
        return sums


@dataclass(frozen=True)
class Vocabulary:
    """The known grams; a rare one weighs more, an unknown one most."""

    numbers: Mapping[str, int]
    weight: Floats
    unknown: float

    @classmethod
    def of(cls, rows: Sequence[Iterable[str]], others: Sequence[Iterable[str]] = ()) -> "Vocabulary":
        """The weights are by how many of the `rows` hold a gram; `others` only add grams to know."""
        count: dict[str, int] = {}
        for row in rows:
            for gram in row:
                count[gram] = count.get(gram, 0) + 1
        known = sorted(set(count).union(*others))
        found = np.array([count.get(gram, 0) for gram in known], dtype=np.float64)
        return cls(
            {gram: number for number, gram in enumerate(known)},
            np.log((len(rows) + 1) / (found + 0.5)),
            float(np.log((len(rows) + 1) / 0.5)),
        )

    def columns(self, grams: Iterable[str]) -> Numbers:
        # Sorted: sums of floats then come out the same in every process.
        return np.array(sorted(self.numbers[gram] for gram in grams if gram in self.numbers), dtype=np.int64)

    def by_column(self, columns: Numbers) -> Floats:
        weights = np.zeros(len(self.weight))
        weights[columns] = self.weight[columns]
        return weights
