"""A bot for tests: it says what the script holds for a text, and remembers what it was asked."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from handoff.domain.conversation import HandoffReason
from handoff.domain.errors import BotFault
from handoff.domain.message import LineKind, Parse
from handoff.services.bot_port import BotReply, BotTurn, HandoffWish, TicketWish

CALM = Parse("order_status", 0.9, fallback=False)


def reply(text: str, kind: str = "answer") -> BotReply:
    return BotReply(LineKind(kind), text)


def parse(
    intent: str = "order_status", *, fallback: bool = False, emotion: str = "calm", complaint: bool = False
) -> Parse:
    return Parse(intent, 0.3 if fallback else 0.9, fallback, emotion, 0.0 if emotion == "calm" else 0.8, complaint)


def turn(
    *replies: BotReply,
    of: Parse = CALM,
    handoff: dict[str, object] | None = None,
    close: bool = False,
    slots: dict[str, object] | None = None,
    tickets: Sequence[TicketWish] = (),
) -> BotTurn:
    wish = HandoffWish(HandoffReason(str(handoff["reason"])), handoff) if handoff else None
    return BotTurn(replies, of, slots or {}, wish, close, tuple(tickets))


@dataclass(frozen=True)
class Asked:
    """What Rasa was sent."""

    message_id: str
    sender_id: str
    text: str
    slots: dict[str, object]
    metadata: dict[str, object]


@dataclass
class Bot:
    """Says what `script` holds for a text, else that the order is on its way; `holds` keeps it thinking."""

    script: dict[str, BotTurn] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    trackers: dict[str, dict[str, object]] = field(default_factory=dict)
    is_dead: bool = False
    holds: asyncio.Event | None = None
    thinking: asyncio.Event = field(default_factory=asyncio.Event)

    async def turn(
        self, message_id: str, sender_id: str, text: str, slots: dict[str, object], metadata: dict[str, object]
    ) -> BotTurn:
        self.asked.append(Asked(message_id, sender_id, text, dict(slots), dict(metadata)))
        await self._think()
        said = self.script.get(text) or turn(reply("您的订单已于今天09:00发出。"))
        tracker = self.trackers.setdefault(sender_id, dict(slots))
        tracker.update(said.slots)
        return replace(said, slots=dict(tracker))

    async def parse(self, text: str) -> Parse:
        await self._think()
        known = self.script.get(text)
        return known.parse if known else CALM

    async def _think(self) -> None:
        self.thinking.set()
        if self.holds:
            await self.holds.wait()
        if self.is_dead:
            raise BotFault("Rasa is dead")
