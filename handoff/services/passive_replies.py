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
from handoff.services.line_ends import LineEnds, keep_waiting
from handoff.services.ports import Clock, OpenWork, UnitOfWork

# The platform cuts the connection after five seconds.
_WAIT = timedelta(seconds=4, milliseconds=300)
_LOOK_EVERY = timedelta(milliseconds=100)
_HOLDER = "callback"
_UNKNOWN = "已随被动回复发出，客户再次来信后确认送达。"
NO_IMAGES = "该公众号以被动回复方式发送，不能发送图片，请改用文字说明。"
_WORDS_ONLY = "文字已随被动回复发出；该公众号以被动回复方式发送，图片没有发出。"


@dataclass(frozen=True)
class PassiveReplies:
    open_work: OpenWork
    now: Clock
    ends: LineEnds
    # Where our own pages are, for the links of cards.
    site: str
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
            waiting = await work.sendings.waiting(conversation.id)
            if before:
                # The platform asks again: it never heard our answer.
                return self._said_before(before, waiting, parcel_id)
            message = await work.messages.by_ref(inbox.id, ref)
            answered = message is not None and any(
                line.message.answers_seq is not None and line.message.answers_seq >= message.seq for line in waiting
            )
            if not waiting or not (answered or whatever):
                return None
            return await self._put_in(work, parcel_id, waiting)

    async def _put_in(self, work: UnitOfWork, parcel_id: str, waiting: Sequence[WaitingLine]) -> str | None:
        """As many lines as fit into one text; the others wait for the customer's next message."""
        spoken = [line for line in waiting if texts_in_callback([line.message], self.site)]
        if not spoken:
            return None
        parts = texts_in_callback([spoken[0].message], self.site)
        if len(parts) > 1:
            return await self._put_in_part(work, parcel_id, spoken[0], parts)
        lines = [line.message for line in spoken]
        while len(texts_in_callback(lines, self.site)) > 1:
            lines = lines[:-1]
        await work.sendings.take([line.id for line in lines], _HOLDER, self.now(), parcel_id)
        halved = [line for line in lines if any(picture.is_image for picture in line.attachments)]
        await self.ends.end(work, halved, "failed", _WORDS_ONLY)
        await self.ends.end(work, [line for line in lines if line not in halved], "unknown", _UNKNOWN)
        return texts_in_callback(lines, self.site)[0]

    async def _put_in_part(self, work: UnitOfWork, parcel_id: str, line: WaitingLine, parts: Sequence[str]) -> str:
        """The rest of a long line goes into the answers to the customer's next messages."""
        place = min(line.parts_sent, len(parts) - 1)
        await work.sendings.take([line.message.id], _HOLDER, self.now(), parcel_id)
        if place + 1 < len(parts):
            await keep_waiting(work, [line.message], parts_sent=place + 1)
        else:
            await self.ends.end(work, [line.message], "unknown", _UNKNOWN)
        return parts[place]

    def _said_before(self, before: Sequence[Message], waiting: Sequence[WaitingLine], parcel_id: str) -> str | None:
        texts = texts_in_callback(before, self.site)
        unfinished = [line.parts_sent for line in waiting if line.parcel_id == parcel_id]
        if not texts:
            return None
        return texts[unfinished[0] - 1] if unfinished else texts[-1]


def texts_in_callback(lines: Sequence[Message], site: str) -> list[str]:
    """An answer to a callback holds one of them, and no image: uploading one takes the API that is not granted."""
    parcels = parcels_of(lines, menus=False, site=site)
    return [parcel.text for parcel in parcels if parcel.kind is not ParcelKind.IMAGE]


def _parcel_id(ref: str) -> str:
    return hashlib.sha256(ref.encode()).hexdigest()[:32]
