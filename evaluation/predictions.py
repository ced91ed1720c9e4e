"""What the product said about a line, a dialogue or a question, read from the JSON its commands write."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evaluation.examples import Span
from evaluation.labels import OUT_OF_SCOPE


@dataclass(frozen=True)
class Parse:
    """One parsed line; `ranking` is the names of the intents with their confidence, best first."""

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    fallback: bool = False
    entities: frozenset[Span] = frozenset()
    emotion: str = "calm"
    emotion_score: float = 0.0
    complaint: bool = False
    degraded: bool = False

    @classmethod
    def from_json(cls, parse: Mapping[str, Any]) -> "Parse":
        """Read what `heyan nlu parse` writes; of another pipeline, intent and ranking are enough."""
        mood = parse.get("emotion") or {}
        return cls(
            intent=parse["intent"]["name"],
            confidence=float(parse["intent"]["confidence"]),
            ranking=tuple((one["name"], float(one["confidence"])) for one in parse.get("intent_ranking", ())),
            fallback=bool(parse.get("fallback", False)),
            entities=frozenset(Span(one["entity"], one["start"], one["end"]) for one in parse.get("entities", ())),
            emotion=mood.get("label", "calm"),
            emotion_score=float(mood.get("score", 0.0)),
            complaint=bool(parse.get("complaint", False)),
            degraded=bool(parse.get("degraded", False)),
        )

    @property
    def strangeness(self) -> float:
        """How little the line looks like any request in scope: 1 − the highest confidence among those."""
        ranking = self.ranking or ((self.intent, self.confidence),)
        return 1 - max((share for name, share in ranking if name != OUT_OF_SCOPE), default=0.0)


@dataclass(frozen=True)
class Raised:
    """The customer's turn at which a person was brought in, and why; None = never."""

    at: int | None
    reason: str | None = None


@dataclass(frozen=True)
class Found:
    """What the search decided (`answer`, `confirm`, `none`), and how it ranks the entries, best first.

    The ranking is there whatever was decided; told, or restated for a yes, is its first.
    """

    decision: str
    ranking: tuple[str, ...]
