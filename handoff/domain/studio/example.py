"""An example (语料): one line of a customer, masked, with what the model made of it and why it is worth a look."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from handoff.domain.studio.annotation import Annotation, Span
from handoff.domain.studio.settling import differences, settlement

# A suggestion below this is unsure.
SURE = 0.65
# The share of examples that two people answer, so that their agreement is known.
OVERLAP_SHARE = 0.1
MOST_RANKED = 8


class Mark(StrEnum):
    """Why a line is worth a look; each is a queue."""

    NOT_UNDERSTOOD = "not_understood"
    LOW_CONFIDENCE = "low_confidence"
    CORRECTED = "corrected"
    ESCALATED = "escalated"
    RATED_LOW = "rated_low"
    FALSE_ALARM = "false_alarm"


class ExampleState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DISCARDED = "discarded"


@dataclass(frozen=True)
class Suggestion:
    """What the model named `model` says (模型预标注). `ranking`: its likeliest intents, best first."""

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...] = ()
    spans: tuple[Span, ...] = ()
    emotion: str | None = None
    complaint: bool | None = None
    model: str = ""


@dataclass(frozen=True)
class Example:
    """`text`, `before` (the line it answers) and `correction` are masked before they come here."""

    id: str
    source: str
    channel: str
    text: str
    said_at: datetime
    message_id: str | None = None
    conversation_id: str | None = None
    before: str | None = None
    before_sender: str | None = None
    # The words of the agent who said that the bot was wrong here.
    correction: str | None = None
    suggestion: Suggestion | None = None
    marks: frozenset[Mark] = frozenset()
    state: ExampleState = ExampleState.OPEN
    answers_wanted: int = 1


@dataclass(frozen=True)
class Standing:
    """What the annotations of an example come to. `free_places`: how many more people may answer it.

    `touched`: still to be answered, though somebody has been through with it.
    """

    state: ExampleState
    free_places: int
    disagreed: bool
    touched: bool


def standing(answers_wanted: int, annotations: Collection[Annotation]) -> Standing:
    """A rejected answer keeps its trainer's place: it goes back to them and to nobody else. What is settled is done."""
    settled = settlement(annotations)
    if settled:
        return Standing(_closed([settled]), free_places=0, disagreed=False, touched=False)
    held = sum(each.holds_a_place for each in annotations)
    counted = [each for each in annotations if each.counts]
    state = _closed(counted) if len(counted) >= answers_wanted else ExampleState.OPEN
    free = max(0, answers_wanted - held)
    disagreed = bool(differences(counted))
    return Standing(state, free, disagreed, free > 0 and any(each.is_finished for each in annotations))


def _closed(counted: Collection[Annotation]) -> ExampleState:
    return ExampleState.DISCARDED if all(each.outcome == "discard" for each in counted) else ExampleState.DONE


def group_key(text: str) -> str:
    """The same for lines that differ in width, case, spaces and punctuation alone: near-duplicates share it."""
    kept = "".join(
        char for char in unicodedata.normalize("NFKC", text).lower() if unicodedata.category(char)[0] in "LN"
    )
    return sha256((kept or text.strip()).encode()).hexdigest()[:32]


def random_key(example_id: str) -> float:
    """Where in a random order the example stands: 0 to 1, always the same for one example."""
    return _share(f"order:{example_id}")


def answers_wanted(example_id: str, overlap_share: float = OVERLAP_SHARE) -> int:
    """One, or two for the share that two people answer; always the same for one example."""
    return 2 if _share(f"overlap:{example_id}") < overlap_share else 1


def _share(text: str) -> float:
    return int.from_bytes(sha256(text.encode()).digest()[:6], "big") / 2**48
