"""What the use cases need of Rasa: one round trip for each message."""

from dataclasses import dataclass, field
from typing import Protocol

from handoff.domain.conversation import HandoffReason
from handoff.domain.message import Button, LineKind, Parse


@dataclass(frozen=True)
class HandoffWish:
    """The dialogue's directive: why a person, and what it knows of the matter."""

    reason: HandoffReason
    details: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class BotReply:
    kind: LineKind
    text: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True)
class BotTurn:
    """One round trip to Rasa: what it says, what it understood, and what it asks of us."""

    replies: tuple[BotReply, ...]
    parse: Parse
    slots: dict[str, object] = field(default_factory=dict)
    handoff: HandoffWish | None = None
    close: bool = False


class Bot(Protocol):
    """Rasa, behind its channel; both raise BotFault when it is silent, dead or failing."""

    async def turn(
        self, message_id: str, sender_id: str, text: str, slots: dict[str, object], metadata: dict[str, object]
    ) -> BotTurn: ...
    async def parse(self, text: str) -> Parse: ...
