"""Empties the outbox: each line reaches its channel once it is committed, in order, with retries."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from handoff.domain.agent import User
from handoff.domain.errors import ChannelUnavailable
from handoff.domain.message import Message
from handoff.services.line_ends import LineEnds, show_line
from handoff.services.ports import Clock, Delivery, OpenWork
from handoff.services.retries import pause_after
from handoff.services.views import for_contact

_BATCH = 50
_FIRST_RETRY = timedelta(seconds=1)
_LONGEST_RETRY = timedelta(minutes=5)


class Channel(Protocol):
    async def send(self, message: Message) -> None:
        """Hand the line to the platform; raise ChannelUnavailable when it has to be tried again."""
        ...


@dataclass(frozen=True)
class DeliverOutbox:
    open_work: OpenWork
    channels: Mapping[str, Channel]
    ends: LineEnds
    now: Clock

    async def deliver_due(self) -> int:
        async with self.open_work() as work:
            due = await work.outbox.due(self.now(), _BATCH)
        held_back: set[str] = set()
        failed: list[Exception] = []
        for delivery in due:
            conversation_id = delivery.message.conversation_id
            # Behind a line that has to be tried again the later ones wait, or they would overtake it.
            if conversation_id in held_back:
                continue
            try:
                delivered = await self._deliver(delivery)
            except Exception as error:  # noqa: BLE001 (whatever it is, other conversations' lines must get through)
                failed.append(error)
                delivered = False
            if not delivered:
                held_back.add(conversation_id)
        if failed:
            raise failed[0]
        return len(due)

    async def _deliver(self, delivery: Delivery) -> bool:
        try:
            await self.channels[delivery.channel].send(delivery.message)
        except ChannelUnavailable as error:
            delay = pause_after(delivery.attempts + 1, _FIRST_RETRY, _LONGEST_RETRY)
            async with self.open_work() as work:
                await work.outbox.retry(delivery.message.id, self.now() + delay, str(error))
            return False
        await self._mark_sent(delivery.message)
        return True

    async def _mark_sent(self, message: Message) -> None:
        """In one transaction: sent, shown to the contact, and the episode ended where this line was its last."""
        async with self.open_work() as work:
            conversation = await work.conversations.lock(message.conversation_id)
            if not await work.outbox.sent(message.id):
                return
            agent: User | None = await work.users.get(message.agent_id) if message.agent_id else None
            sent = replace(message, delivery="sent")
            work.feed.append(
                "message.created",
                "contact",
                {"message": for_contact(sent, agent)},
                conversation_id=conversation.id,
                episode_id=message.episode_id,
            )
            await show_line(work, sent)
            await self.ends.end_with(work, sent)
