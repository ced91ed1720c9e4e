"""Finding the answer to a product question: encode, compare with the knowledge base, decide."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from handoff.domain.knowledge import Decision, Entry, Product, SearchResult, Thresholds, result_of
from handoff.domain.knowledge_index import Asked, KnowledgeIndex
from handoff.domain.knowledge_measure import measure
from handoff.domain.knowledge_products import Places
from handoff.domain.knowledge_score import Limits, Scorer, fit, held_out, thresholds_within, trials
from handoff.domain.knowledge_terms import of_the_matter
from handoff.domain.knowledge_text import ProductNames, bare
from handoff.services.ports import Clock

# Nobody asks in more characters than this; what follows would only cost time.
_LONGEST = 500
# One sign, however often it is typed, asks nothing.
_FEWEST_SIGNS = 2
# Only an entry's own line is beyond doubt.
_SUREST = 0.9999
_PROBE = "净水器的滤芯多久更换一次"
# The entries' days are the enterprise's days.
_ZONE = ZoneInfo("Asia/Shanghai")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Encoder(Protocol):
    """Turns texts into unit vectors, one row each."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


@dataclass(frozen=True)
class KnowledgeBase:
    """What the knowledge files hold; `elsewhere` are lines that have no answer here.

    `also_called`: what else customers call products, each with the catalogue's names for them.
    """

    entries: tuple[Entry, ...]
    products: tuple[Product, ...]
    elsewhere: tuple[str, ...]
    also_called: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Learnt:
    """What was encoded and learnt from a base, so that it need not be done at every start."""

    line_vectors: NDArray[np.float32]
    elsewhere_vectors: NDArray[np.float32]
    scorer: Scorer
    thresholds: Thresholds


class Memory(Protocol):
    """Keeps what was learnt; `probe` is the encoder's vector of one fixed text and tells encoders apart."""

    def recall(self, base: KnowledgeBase, probe: NDArray[np.float32]) -> Learnt | None: ...

    def keep(self, base: KnowledgeBase, probe: NDArray[np.float32], learnt: Learnt) -> None: ...


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
        memory: Memory | None = None,
    ) -> "KnowledgeSearch":
        """Encode the base and learn weights and thresholds from it, leaving each line out in turn.

        That takes seconds, and none where the memory has it.
        """
        probe = encoder.encode([_PROBE])[0]
        known = memory.recall(base, probe) if memory else None
        vectors = (known.line_vectors, known.elsewhere_vectors) if known else _encoded(base, encoder)
        names = ProductNames.of(base.products, base.also_called)
        index = KnowledgeIndex(base.entries, names, vectors[0], base.elsewhere, vectors[1])
        if known is None:
            asked = trials(index)
            known = Learnt(*vectors, fit(asked), thresholds_within(held_out(asked), Limits()))
            if memory:
                memory.keep(base, probe, known)
        return cls(encoder, index, known.scorer, known.thresholds, simplify, now)

    def search(
        self, query: str, limit: int = 3, *, topics: Sequence[str] = (), products: Sequence[str] = ()
    ) -> SearchResult:
        """What holds today and answers the query, best first.

        Entries on the matter of the `topics` go first, all of them only when none of these is worth confirming.
        `products` are names that the talk is about; they count where the query itself names no product.
        """
        typed = self.simplify(query[:_LONGEST])
        if len(set(bare(typed))) < _FEWEST_SIGNS:
            return SearchResult(query, (), Decision.NONE)
        text = typed
        if products and not self.index.names.in_text(typed):
            spoken = [self.index.names.plain.get(bare(name), name) for name in products]
            text = f"{' '.join(spoken)} {typed}"[:_LONGEST]
        asked = self.index.read(text, self.encoder.encode([text])[0])
        holding = self.index.holding(self.now().astimezone(_ZONE).date())
        exact = self.index.exact(text, holding)
        if topics and exact is None:
            on_topic = holding & self.index.about(of_the_matter(topics))
            found = self._among(query, asked, on_topic, limit)
            if found.hits:
                return found
        return self._among(query, asked, holding, limit, exact)

    def _among(self, query: str, asked: Asked, among: Places, limit: int, exact: int | None = None) -> SearchResult:
        places = self.index.likeliest(asked, among)
        if exact is not None:
            places = np.union1d(places, [exact])
        if not len(places):
            return SearchResult(query, (), Decision.NONE)
        order, scores, known = self.scorer.ranked(*measure(self.index, asked, places))
        scored = [
            (self.index.entries[place], 1.0 if place == exact else round(min(score, _SUREST), 4))
            for place, score in zip(places[order].tolist(), scores.tolist(), strict=True)
        ]
        known = 1.0 if exact is not None else known
        return result_of(query, scored, known, self.thresholds, limit, names_product=bool(asked.reading.products))


def _encoded(base: KnowledgeBase, encoder: Encoder) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    return encoder.encode([line for entry in base.entries for line in entry.lines]), encoder.encode(base.elsewhere)
