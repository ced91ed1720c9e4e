"""Replies inside a callback's answer, for accounts that may not call the customer-service API.

Nobody says whether such a reply arrived: it is unknown until the platform repeats its callback, which means that it did
not, or until the customer writes again.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from handoff.domain.inbox import Inbox
from handoff.domain.message import Message
from handoff.domain.parcel import ParcelKind
from handoff.domain.parcelling import parcels_of
from handoff.services.arrival_port import WaitingLine
from handoff.services.line_ends import mark_lines
from handoff.services.ports import Clock, OpenWork, UnitOfWork

# The platform cuts the connection after five seconds.
_WAIT = timedelta(seconds=4, milliseconds=300)
_LOOK_EVERY = timedelta(milliseconds=100)
_UNKNOWN = "已随被动回复发出，客户再次来信后确认送达。"


@dataclass(frozen=True)
class PassiveReplies:
    open_work: OpenWork
    now: Clock
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def reply_to(self, inbox: Inbox, ref: str, sender_ref: str) -> str | None:
        """What there is to say by the end of the platform's patience; None: nothing yet."""
        end = self.now() + _WAIT
        while True:
            is_last = self.now() >= end
            text = await self._taken(inbox, ref, sender_ref, whatever=is_last)
            if text is not None or is_last:
                return text
            await self.pause(_LOOK_EVERY.total_seconds())

    async def _taken(self, inbox: Inbox, ref: str, sender_ref: str, *, whatever: bool) -> str | None:
        async with self.open_work() as work:
            known = await work.contacts.identify(inbox.id, sender_ref, self.now())
            conversation = await work.conversations.lock(known.id)
            parcel_id = _parcel_id(ref)
            before = await work.sendings.of_parcel(conversation.id, parcel_id)
            if before:
                # The platform asks again: it never heard our answer.
                return _text_of(before)
            message = await work.messages.by_ref(inbox.id, ref)
            waiting = await work.sendings.waiting(conversation.id)
            answered = message is not None and any(
                line.message.answers_seq is not None and line.message.answers_seq >= message.seq for line in waiting
            )
            if not waiting or not (answered or whatever):
                return None
            return await self._put_in(work, parcel_id, waiting)

    async def _put_in(self, work: UnitOfWork, parcel_id: str, waiting: Sequence[WaitingLine]) -> str | None:
        """As many lines as fit into one text; the others wait for the customer's next message."""
        lines = [line.message for line in waiting]
        while lines and len(parcels_of(lines, menus=False)) > 1:
            lines = lines[:-1]
        lines = lines or [waiting[0].message]
        text = _text_of(lines)
        ids = [line.id for line in lines]
        await work.sendings.take(ids, "callback", self.now(), parcel_id)
        await mark_lines(work, lines, "unknown", _UNKNOWN)
        return text


def _text_of(lines: Sequence[Message]) -> str | None:
    texts = [parcel.text for parcel in parcels_of(lines, menus=False) if parcel.kind is not ParcelKind.IMAGE]
    return texts[0] if texts else None


def _parcel_id(ref: str) -> str:
    return hashlib.sha256(ref.encode()).hexdigest()[:32]
