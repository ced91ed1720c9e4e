"""Files that lie with a platform for three days: fetched at once, and later where that failed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from handoff.domain.arrival import MediaKind, MediaRef
from handoff.domain.errors import ChannelUnavailable, TooLarge, UnsupportedMedia
from handoff.domain.image import BY_CONTACT, Picture
from handoff.domain.inbox import ChannelKind, Inbox
from handoff.domain.message import Message
from handoff.services.arrival_port import NewArrival
from handoff.services.channel_port import MediaGone, Platform
from handoff.services.line_ends import show_line
from handoff.services.ports import Clock, OpenWork, UnitOfWork
from handoff.services.uploads import Uploads

# The platform forgets its files after that.
_KEPT_FOR = timedelta(days=3)
_FIRST_LATE_TRY = timedelta(minutes=1)
_LATE = "late_media"


@dataclass(frozen=True)
class Files:
    """`ids`: kept and ready to be bound to their line; `late`: not to be had now; `gone`: not to be had at all."""

    ids: tuple[str, ...] = ()
    late: tuple[MediaRef, ...] = ()
    gone: tuple[MediaRef, ...] = ()

    @property
    def in_words(self) -> str:
        """What stands for those that are missing."""
        return "".join(dict.fromkeys(each.kind.in_words for each in (*self.late, *self.gone)))


@dataclass(frozen=True)
class Media:
    open_work: OpenWork
    platforms: Mapping[ChannelKind, Platform]
    uploads: Uploads
    now: Clock

    async def fetched(
        self, inbox: Inbox, sender_ref: str, wanted: Sequence[MediaRef], uploaded_by: str, *, patient: bool
    ) -> Files:
        """Fetch them all; raises ChannelUnavailable where that may soon work, unless somebody has waited enough
        (`patient` false)."""
        if not wanted:
            return Files()
        async with self.open_work() as work:
            conversation = await work.contacts.identify(inbox.id, sender_ref, self.now())
        ids, late, gone = [], [], []
        for each in wanted:
            try:
                ids.append(await self._kept(inbox, conversation.id, each, uploaded_by))
            except (MediaGone, UnsupportedMedia, TooLarge):
                gone.append(each)
            except ChannelUnavailable:
                if patient:
                    raise
                late.append(each)
        return Files(tuple(ids), tuple(late), tuple(gone))

    async def fetch_later(self, work: UnitOfWork, inbox: Inbox, message: Message, late: Sequence[MediaRef]) -> None:
        """In the transaction of the line: the files that are missing come after it."""
        new = [
            NewArrival(
                f"late:{message.id}:{number}",
                # A sender of its own: what the customer writes next must not wait for it.
                f"late:{message.id}:{number}",
                {
                    _LATE: asdict(each),
                    "message_ref": message.id,
                    "episode_id": message.episode_id,
                    "conversation_id": message.conversation_id,
                },
            )
            for number, each in enumerate(late)
        ]
        await work.arrivals.add(inbox.id, new, self.now(), self.now() + _FIRST_LATE_TRY)

    async def fetch_late(self, inbox: Inbox, payload: Mapping[str, Any]) -> None:
        """Raises ChannelUnavailable; what is gone for good stays a word in the thread."""
        wanted = MediaRef(**{**payload[_LATE], "kind": MediaKind(payload[_LATE]["kind"])})
        conversation_id = str(payload["conversation_id"])
        try:
            file_id = await self._kept(inbox, conversation_id, wanted, BY_CONTACT)
        except (MediaGone, UnsupportedMedia, TooLarge):
            return
        async with self.open_work() as work:
            await work.conversations.lock(conversation_id)
            await self._bind(work, str(payload["episode_id"]), str(payload["message_ref"]), file_id)

    def is_late(self, payload: Mapping[str, Any]) -> bool:
        return _LATE in payload

    def is_given_up(self, payload: Mapping[str, Any], since: datetime) -> bool:
        return self.is_late(payload) and self.now() - since > _KEPT_FOR

    async def _kept(self, inbox: Inbox, conversation_id: str, media: MediaRef, uploaded_by: str) -> str:
        fetched = await self.platforms[inbox.channel].fetch(inbox, media)
        if media.kind is MediaKind.IMAGE:
            kept = await self.uploads.keep_image(conversation_id, uploaded_by, fetched.content)
        else:
            kept = await self.uploads.keep_file(
                conversation_id, uploaded_by, fetched.content, fetched.media_type, media.kind
            )
        return kept.id

    async def _bind(self, work: UnitOfWork, episode_id: str, message_id: str, file_id: str) -> None:
        line = next((each for each in await work.messages.of_episode(episode_id) if each.id == message_id), None)
        if line is None:
            return
        bound: Sequence[Picture] = await work.images.claim([file_id], line.conversation_id, BY_CONTACT, line.id)
        pictures = (*line.attachments, *bound)
        await work.messages.add_attachments(line.id, pictures)
        await show_line(work, replace(line, attachments=pictures))
