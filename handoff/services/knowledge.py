"""Finding the answer to a product question: encode, compare with the knowledge base, decide."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from handoff.domain.knowledge import Decision, Entry, Product, SearchResult, Thresholds, result_of
from handoff.domain.knowledge_index import Asked, KnowledgeIndex, Places
from handoff.domain.knowledge_score import Costs, Scorer, cheapest_thresholds, fit, held_out, trials
from handoff.domain.knowledge_terms import of_the_matter
from handoff.domain.knowledge_text import ProductNames, bare
from handoff.services.ports import Clock

# Nobody asks in more characters than this; what follows would only cost time.
_LONGEST = 500
# The entries' days are the enterprise's days.
_ZONE = ZoneInfo("Asia/Shanghai")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Encoder(Protocol):
    """Turns texts into unit vectors, one row each."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


@dataclass(frozen=True)
class KnowledgeBase:
    """What the knowledge files hold; `elsewhere` are lines that have no answer here."""

    entries: tuple[Entry, ...]
    products: tuple[Product, ...]
    elsewhere: tuple[str, ...]


@dataclass(frozen=True)
class KnowledgeSearch:
    """The knowledge base, measured and ready; the same question always finds the same."""

    encoder: Encoder
    index: KnowledgeIndex
    scorer: Scorer
    thresholds: Thresholds
    # Traditional characters to simplified ones, in which the knowledge is written.
    simplify: Callable[[str], str]
    now: Clock

    @classmethod
    def of(
        cls,
        base: KnowledgeBase,
        encoder: Encoder,
        simplify: Callable[[str], str],
        now: Clock = _utc_now,
    ) -> "KnowledgeSearch":
        """Encode the base and learn weights and thresholds from it, leaving each line out in turn (about a second)."""
        index = KnowledgeIndex(
            base.entries,
            ProductNames.of(base.products),
            encoder.encode([line for entry in base.entries for line in entry.lines]),
            base.elsewhere,
            encoder.encode(base.elsewhere),
        )
        asked = trials(index)
        return cls(encoder, index, fit(asked), cheapest_thresholds(held_out(asked), Costs()), simplify, now)

    def search(
        self, query: str, limit: int = 3, *, topics: Sequence[str] = (), products: Sequence[str] = ()
    ) -> SearchResult:
        """What holds today and answers the query, best first.

        Entries on the matter of the `topics` go first, all of them only when none of these is worth confirming.
        `products` are names that the talk is about; they count where the query itself names no product.
        """
        typed = self.simplify(query[:_LONGEST])
        if not bare(typed):
            return SearchResult(query, (), Decision.NONE)
        text = typed
        if products and not self.index.names.in_text(typed):
            text = f"{' '.join(products)} {typed}"[:_LONGEST]
        asked = self.index.read(text, self.encoder.encode([text])[0])
        holding = self.index.holding(self.now().astimezone(_ZONE).date())
        exact = self.index.exact(text, holding)
        if topics and exact is None:
            on_topic = holding & self.index.about(of_the_matter(topics))
            found = self._among(query, asked, on_topic, limit)
            if found.hits:
                return found
        return self._among(query, asked, holding, limit, exact)

    def _among(self, query: str, asked: Asked, places: Places, limit: int, exact: Entry | None = None) -> SearchResult:
        if not places.any():
            return SearchResult(query, (), Decision.NONE)
        scores = self.scorer.scores(self.index.features(asked)[places])
        entries = [entry for entry, is_there in zip(self.index.entries, places.tolist(), strict=True) if is_there]
        scored = [
            (entry, 1.0 if entry is exact else round(float(score), 4))
            for entry, score in zip(entries, scores, strict=True)
        ]
        return result_of(query, scored, self.thresholds, limit, names_product=bool(asked.products))
