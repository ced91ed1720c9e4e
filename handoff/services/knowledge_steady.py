"""The search that always answers: by meaning while the encoder answers in time, else, and it says so, by wording."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from handoff.domain.knowledge import SearchResult
from handoff.services.encoder_port import EncoderUnavailable
from handoff.services.knowledge import KnowledgeSearch

# With the search by wording after it, a customer waits for less than 200 ms.
_PATIENCE_S = 0.1
_AT_ONCE = 8


class Searching(Protocol):
    """What a question may be asked of."""

    def search(
        self, query: str, limit: int = 3, *, topics: Sequence[str] = (), products: Sequence[str] = ()
    ) -> SearchResult: ...


class NoEncoder:
    """Says nothing of any text: what is learnt and searched with it goes by wording alone."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.zeros((len(texts), 1), dtype=np.float32)


class SteadySearch:
    """`dense` may come later, or never. An encoder that failed is left alone for a while by its own adapter."""

    def __init__(
        self, wording: KnowledgeSearch, dense: KnowledgeSearch | None = None, patience: float = _PATIENCE_S
    ) -> None:
        self.wording, self.dense = wording, dense
        self._patience = patience
        self._pool = ThreadPoolExecutor(_AT_ONCE, "knowledge")
        self._overdue: Future[SearchResult] | None = None

    def search(
        self, query: str, limit: int = 3, *, topics: Sequence[str] = (), products: Sequence[str] = ()
    ) -> SearchResult:
        found = self._by_meaning(query, limit, topics, products)
        if found is not None:
            return found
        return replace(self.wording.search(query, limit, topics=topics, products=products), degraded=True)

    def _by_meaning(
        self, query: str, limit: int, topics: Sequence[str], products: Sequence[str]
    ) -> SearchResult | None:
        # While one question still waits for the encoder, the next ones do not wait as well.
        if self.dense is None or (self._overdue is not None and not self._overdue.done()):
            return None
        asked = self._pool.submit(self.dense.search, query, limit, topics=topics, products=products)
        try:
            return asked.result(self._patience)
        except NotInTime:
            self._overdue = asked
        except EncoderUnavailable:
            pass
        return None
