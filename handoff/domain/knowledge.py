"""Knowledge: what the shop can answer, and whether a found entry is told, confirmed by restating (R11) or left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# Beside the likeliest entry, others are offered too when they are as sure as this: one in so many is the one meant.
_WORTH_OFFERING = 0.1


@dataclass(frozen=True)
class Entry:
    """One question with the ways customers type it and the answer; no products = it holds for all of them.

    `owner` is the department that keeps it right, `topics` the intents it answers. Both dates are days in Shanghai
    and belong to the time in which it holds; without `valid_until` it holds until further notice.
    """

    id: str
    question: str
    variants: tuple[str, ...]
    answer: str
    category: str
    products: frozenset[str]
    owner: str
    valid_from: date
    valid_until: date | None = None
    topics: frozenset[str] = frozenset()

    @property
    def lines(self) -> tuple[str, ...]:
        return (self.question, *self.variants)

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day <= (self.valid_until or date.max)

    def meets(self, other: "Entry") -> bool:
        """Whether there is a day on which both hold."""
        return self.valid_from <= (other.valid_until or date.max) and other.valid_from <= (self.valid_until or date.max)


@dataclass(frozen=True)
class Product:
    """A product as customers may call it; `category` names several products at once."""

    id: str
    name: str
    model: str
    aliases: tuple[str, ...]
    category: str

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, self.model, *self.aliases, self.category)


@dataclass(frozen=True)
class Hit:
    """`score` in 0–1: how surely this entry answers the query."""

    id: str
    question: str
    answer: str
    score: float
    topics: frozenset[str]
    owner: str


class Decision(StrEnum):
    """What to do with the best hit."""

    ANSWER = "answer"
    CONFIRM = "confirm"
    NONE = "none"


@dataclass(frozen=True)
class Thresholds:
    """`answer` is for the best hit's score, `confirm` for how sure it is that anything answers."""

    answer: float
    confirm: float

    def decide(self, score: float, known: float) -> Decision:
        if known < self.confirm:
            return Decision.NONE
        return Decision.ANSWER if score >= self.answer else Decision.CONFIRM


@dataclass(frozen=True)
class SearchResult:
    """`hits` hold only what is worth restating, best first; so they are empty when the decision is none.

    `ranked` are the likeliest entries in order, whatever their score: for measuring, and for whoever mends the base.
    `degraded`: found by wording alone, for the encoder is away.
    """

    query: str
    hits: tuple[Hit, ...]
    decision: Decision
    ranked: tuple[Hit, ...] = ()
    degraded: bool = False


def result_of(
    query: str,
    scored: Sequence[tuple[Entry, float]],
    known: float,
    thresholds: Thresholds,
    limit: int,
    *,
    names_product: bool,
) -> SearchResult:
    """Order the scored entries and decide by the best one; equal scores keep the order they came in.

    `known`: how sure it is that any of them answers. What holds for some products only is confirmed where the query
    names none, unless it is an entry's own line.
    """
    best = sorted(scored, key=lambda pair: -pair[1])[:limit]
    ranked = tuple(
        Hit(entry.id, entry.question, entry.answer, score, entry.topics, entry.owner) for entry, score in best
    )
    decision = thresholds.decide(ranked[0].score, known) if ranked else Decision.NONE
    if decision is Decision.NONE:
        return SearchResult(query, (), decision, ranked)
    if decision is Decision.ANSWER and best[0][0].products and not names_product and ranked[0].score < 1.0:
        decision = Decision.CONFIRM
    beside = (hit for hit in ranked[1:] if hit.score >= _WORTH_OFFERING)
    return SearchResult(query, (ranked[0], *beside), decision, ranked)
