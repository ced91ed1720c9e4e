"""Finding the answer to a product question: encode, compare with the knowledge base, decide."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from handoff.domain.knowledge import Decision, Entry, Product, SearchResult, Thresholds, result_of
from handoff.domain.knowledge_index import KnowledgeIndex
from handoff.domain.knowledge_score import Costs, Scorer, cheapest_thresholds, fit, held_out, trials
from handoff.domain.knowledge_text import ProductNames, bare

# Nobody asks in more characters than this; what follows would only cost time.
_LONGEST = 500


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

    @classmethod
    def of(cls, base: KnowledgeBase, encoder: Encoder, simplify: Callable[[str], str]) -> "KnowledgeSearch":
        """Encode the base and learn weights and thresholds from it, leaving each line out in turn (about a second)."""
        index = KnowledgeIndex(
            base.entries,
            ProductNames.of(base.products),
            encoder.encode([line for entry in base.entries for line in entry.lines]),
            base.elsewhere,
            encoder.encode(base.elsewhere),
        )
        asked = trials(index)
        return cls(encoder, index, fit(asked), cheapest_thresholds(held_out(asked), Costs()), simplify)

    def search(self, query: str, limit: int = 3) -> SearchResult:
        text = self.simplify(query[:_LONGEST])
        if not bare(text):
            return SearchResult(query, (), Decision.NONE)
        asked = self.index.read(text, self.encoder.encode([text])[0])
        scores = self.scorer.scores(self.index.features(asked))
        exact = self.index.exact(text)
        if exact is not None:
            scores[exact] = 1.0
        scored = [(entry, round(float(score), 4)) for entry, score in zip(self.index.entries, scores, strict=True)]
        return result_of(query, scored, self.thresholds, limit)
