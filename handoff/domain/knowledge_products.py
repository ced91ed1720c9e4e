"""Which entries are for which products, and which only speak of them."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from handoff.domain.knowledge import Entry
from handoff.domain.knowledge_grams import Floats, Numbers

Places = NDArray[np.bool_]


class ProductTable:
    """One row per product, one column per entry."""

    def __init__(self, entries: Sequence[Entry], spoken_of: Sequence[frozenset[str]], known: Collection[str]) -> None:
        """`spoken_of`: the products that each entry's lines and answer name."""
        products = sorted(frozenset(known).union(*(entry.products for entry in entries)))
        self._row = {product: row for row, product in enumerate(products)}
        self._is_for = self._table([entry.products for entry in entries])
        self._names = self._table(spoken_of)
        self._count = self._is_for.sum(axis=0)

    def others(self, named: frozenset[str]) -> Places:
        """The entries for products of which none is named."""
        return np.asarray((self._count > 0) & ~self._is_for[self._rows(named)].any(axis=0), dtype=bool)

    def compared(self, named: frozenset[str], places: Numbers) -> Mapping[str, Floats]:
        rows = self._rows(named)
        is_named, for_some = len(rows) > 0, self._count[places] > 0
        both = self._is_for[rows][:, places].sum(axis=0)
        said = self._names[rows][:, places].any(axis=0)
        return {
            "other_product": (is_named & for_some & (both == 0)).astype(np.float64),
            "silent_product": (is_named & ~for_some & ~said).astype(np.float64),
            "unnamed_product": (for_some & (not is_named)).astype(np.float64),
            "same_products": both / np.maximum(len(rows) + self._count[places] - both, 1),
        }

    def _rows(self, named: frozenset[str]) -> Numbers:
        return np.array([self._row[product] for product in named], dtype=np.int64)

    def _table(self, of_entries: Sequence[frozenset[str]]) -> Places:
        table = np.zeros((len(self._row), len(of_entries)), dtype=bool)
        for place, products in enumerate(of_entries):
            table[self._rows(products), place] = True
        return table
