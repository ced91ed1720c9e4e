"""What a set holds once it is read: lines, dialogues and questions with the labels people gave them."""

from dataclasses import dataclass

from evaluation.labels import OUT_OF_SCOPE


@dataclass(frozen=True)
class Span:
    """An entity in a line; offsets in code points, end exclusive."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Line:
    """One customer's line; None = the set does not label this. `is_shown`: the set itself carries the text."""

    id: str
    text: str
    intent: str | None
    alternatives: frozenset[str]
    emotion: str | None
    complaint: bool | None
    entities: frozenset[Span] | None
    tags: tuple[str, ...]
    stratum: str | None
    is_shown: bool

    @property
    def accepted(self) -> frozenset[str]:
        return self.alternatives | ({self.intent} if self.intent else set())

    @property
    def is_out_of_scope(self) -> bool | None:
        """None where both readings are accepted: such a line says nothing about telling them apart."""
        if self.accepted == {OUT_OF_SCOPE}:
            return True
        return None if self.intent == OUT_OF_SCOPE else False


@dataclass(frozen=True)
class Dialogue:
    """The customer's and the agent's turns; `window` (both ends inclusive) is where a person should come in."""

    id: str
    turns: tuple[tuple[str, str], ...]
    escalate: bool
    window: tuple[int, int] | None
    reasons: frozenset[str]
    is_shown: bool


@dataclass(frozen=True)
class Question:
    """A question and every entry that answers it; none = the knowledge base has no answer."""

    id: str
    text: str
    entries: tuple[str, ...]
    tags: tuple[str, ...]

    @property
    def is_answerable(self) -> bool:
        return bool(self.entries)
