"""What the use cases need of Rasa: one round trip for each message."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from handoff.domain.card import Card
from handoff.domain.conversation import HandoffReason
from handoff.domain.message import Button, LineKind, Parse, Source
from handoff.domain.ticket import Priority

WISH_KINDS = frozenset({"callback", "case", "payment", "suggestion", "praise", "other"})


@dataclass(frozen=True)
class HandoffWish:
    """The dialogue's directive: why a person, and what it knows of the matter."""

    reason: HandoffReason
    details: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class TicketWish:
    """Follow-up work the dialogue wants recorded; what it does not know it leaves out. `kind` is one of WISH_KINDS."""

    kind: str
    category: str | None = None
    department: str | None = None
    demand: str | None = None
    order_number: str | None = None
    product: str | None = None
    service_number: str | None = None
    contact_phone: str | None = None
    convenient_time: str | None = None
    priority: Priority | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class BotReply:
    kind: LineKind
    text: str
    buttons: tuple[Button, ...] = ()
    card: Card | None = None
    source: Source | None = None


@dataclass(frozen=True)
class BotTurn:
    """One round trip to Rasa: what it says, what it understood, and what it asks of us."""

    replies: tuple[BotReply, ...]
    parse: Parse
    slots: dict[str, object] = field(default_factory=dict)
    handoff: HandoffWish | None = None
    close: bool = False
    tickets: tuple[TicketWish, ...] = ()


class Bot(Protocol):
    """Rasa, behind its channel; both raise BotFault when it is silent, dead or failing."""

    async def turn(
        self, message_id: str, sender_id: str, text: str, slots: dict[str, object], metadata: dict[str, object]
    ) -> BotTurn: ...
    async def parse(self, text: str) -> Parse: ...
