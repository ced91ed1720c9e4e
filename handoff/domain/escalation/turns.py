"""What the rule reads and what it says: the customer's turns, and the evidence for bringing in a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handoff.domain.conversation import HandoffReason
from handoff.domain.escalation.matters import NAMES


@dataclass(frozen=True)
class Turn:
    """One line of the customer and what the model made of it.

    `answered`: somebody of ours has spoken since the customer's line before. `invited`: what was spoken asked the
    customer to say it again, so that saying it again asks for nothing new. `signals`: how strongly (0–1) the model
    hears in the line what may need a person; None while it is degraded.
    """

    seq: int
    text: str
    intent: str
    confidence: float = 1.0
    fallback: bool = False
    complaint: bool = False
    emotion: str = "calm"
    emotion_score: float = 0.0
    signals: Mapping[str, float] | None = None
    order_numbers: tuple[str, ...] = ()
    at: datetime | None = None
    answered: bool = True
    invited: bool = False

    @property
    def understood(self) -> bool:
        return not self.fallback

    @property
    def matter(self) -> str:
        """What the line is about, in Chinese."""
        return NAMES.get(self.intent, "") if self.understood else ""


@dataclass(frozen=True)
class Escalation:
    """Which trigger, at which turn, on which words, how strongly (0–1), and why, as an agent reads it.

    `words` is what the customer wrote; `start` is where it begins in the turn's text, in code points.
    """

    reason: HandoffReason
    seq: int
    words: str
    strength: float
    explanation: str
    start: int = 0

    def as_json(self) -> dict[str, object]:
        return {
            "reason": self.reason.value,
            "reason_text": self.reason.for_colleagues,
            "seq": self.seq,
            "words": self.words,
            "start": self.start,
            "strength": round(self.strength, 2),
            "explanation": self.explanation,
        }


def bursts(turns: Sequence[Turn]) -> list[int]:
    """For each turn the number of its burst: lines sent before anybody answered are one saying."""
    numbers: list[int] = []
    for turn in turns:
        current = numbers[-1] if numbers else 0
        numbers.append(current + (1 if numbers and turn.answered else 0))
    return numbers


def whole_line(reason: HandoffReason, turn: Turn, strength: float, explanation: str) -> Escalation:
    """Evidence that no single word carries."""
    text = turn.text.strip()
    return Escalation(reason, turn.seq, text, strength, explanation, turn.text.find(text))
