"""Images: taken in before their line, shown to whom may see that line, and swept away when nobody sends them."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from handoff.domain.agent import User, can_act, can_see
from handoff.domain.arrival import MediaKind
from handoff.domain.conversation import EpisodeStatus
from handoff.domain.errors import Forbidden, NotFound, TooLarge
from handoff.domain.image import BY_CONTACT, MOST_BYTES, StoredImage
from handoff.services.image_port import ImageFiles, ImageReader
from handoff.services.ports import Clock, NewId, OpenWork
from handoff.services.sight import sees_line
from handoff.services.snapshot import OpenSnapshot

# An image that was uploaded and not sent by then will not be sent.
_UNUSED_AFTER = timedelta(hours=24)
_GONE = "未找到该图片。"
_MOST_FILE_BYTES = 20 * 1024 * 1024
# What a platform's file may be served as; the first where it says nothing we know.
_PLAYED = {
    MediaKind.IMAGE: ("image/jpeg", "image/png"),
    MediaKind.VOICE: ("audio/amr", "audio/mpeg", "audio/speex"),
    MediaKind.VIDEO: ("video/mp4",),
    MediaKind.FILE: ("application/octet-stream",),
}


@dataclass(frozen=True)
class ShownImage:
    image: StoredImage
    content: bytes


@dataclass(frozen=True)
class Uploads:
    open_work: OpenWork
    look: OpenSnapshot
    reader: ImageReader
    files: ImageFiles
    now: Clock
    new_id: NewId

    async def from_contact(self, conversation_id: str, body: bytes) -> StoredImage:
        """Raises UnsupportedMedia or TooLarge."""
        return await self.keep_image(conversation_id, BY_CONTACT, body)

    async def from_agent(self, episode_id: str, agent: User, body: bytes) -> StoredImage:
        """Only who may reply uploads; raises NotFound or Forbidden as a reply would."""
        conversation_id = await self.may_upload(episode_id, agent)
        return await self.keep_image(conversation_id, agent.id, body)

    async def may_upload(self, episode_id: str, agent: User) -> str:
        """The conversation an image of theirs would belong to; asked before the body is read."""
        async with self.look() as snapshot:
            episode = await snapshot.episode(episode_id)
        if episode is None or not can_see(agent, episode):
            raise NotFound("未找到该会话，请刷新列表。")
        if not can_act(agent, episode) or episode.status is not EpisodeStatus.ASSIGNED:
            raise Forbidden("该会话当前不由您接待，图片未上传。")
        return episode.conversation_id

    async def for_contact(self, conversation_id: str, image_id: str) -> ShownImage:
        async with self.look() as snapshot:
            image = await snapshot.image(image_id)
        # What an agent has uploaded and not sent is no line of the thread yet.
        if (
            image is None
            or image.conversation_id != conversation_id
            or (image.message_id is None and image.uploaded_by != BY_CONTACT)
        ):
            raise NotFound(_GONE)
        return await self._shown(image)

    async def for_desk(self, user: User, image_id: str) -> ShownImage:
        async with self.look() as snapshot:
            image = await snapshot.image(image_id)
            if image is None:
                raise NotFound(_GONE)
            if image.message_id is None:
                seen = image.uploaded_by == user.id
            else:
                seq = await snapshot.seq_of(image.message_id)
                seen = sees_line(user, await snapshot.episodes_of(image.conversation_id), seq)
                # A photo of a ticket is for whoever works on that ticket.
                seen = seen or await snapshot.works_on_ticket_of(user.id, image.conversation_id)
        if not seen:
            raise NotFound(_GONE)
        return await self._shown(image)

    async def sweep(self) -> int:
        """Forget what was uploaded and never sent, then remove every file that no row names; returns how many."""
        before = self.now() - _UNUSED_AFTER
        async with self.open_work() as work:
            await work.images.forget_unused(before)
        old = await asyncio.to_thread(self.files.older_than, before)
        removed = 0
        for first in range(0, len(old), 500):
            some = old[first : first + 500]
            async with self.look() as snapshot:
                known = await snapshot.known_images(some)
            for name in set(some) - known:
                # A row may come between this look and the removal, but only after its file was put anew.
                removed += await asyncio.to_thread(self.files.remove, name, before)
        return removed

    async def keep_file(
        self, conversation_id: str, uploaded_by: str, content: bytes, media_type: str, kind: MediaKind
    ) -> StoredImage:
        """A file of a platform that is no image: kept as it is and only ever handed out as a download."""
        if not content or len(content) > _MOST_FILE_BYTES:
            raise TooLarge("文件不能超过20MB。")
        known = media_type if media_type in _PLAYED[kind] else _PLAYED[kind][0]
        sha256 = await asyncio.to_thread(self.files.put, content)
        file = StoredImage(
            id=self.new_id(),
            conversation_id=conversation_id,
            uploaded_by=uploaded_by,
            media_type=known,
            width=0,
            height=0,
            size=len(content),
            sha256=sha256,
            created_at=self.now(),
            name=kind.in_words.strip("[]"),
        )
        async with self.open_work() as work:
            await work.images.add(file)
        return file

    async def keep_image(self, conversation_id: str, uploaded_by: str, body: bytes) -> StoredImage:
        """File first, row second: whatever happens between the two leaves a file that the sweep finds."""
        if len(body) > MOST_BYTES:
            raise TooLarge("图片不能超过10MB，请压缩后重新上传。")
        clean = await asyncio.to_thread(self.reader.clean, body)
        sha256 = await asyncio.to_thread(self.files.put, clean.content)
        image = StoredImage(
            id=self.new_id(),
            conversation_id=conversation_id,
            uploaded_by=uploaded_by,
            media_type=clean.media_type,
            width=clean.width,
            height=clean.height,
            size=len(clean.content),
            sha256=sha256,
            created_at=self.now(),
        )
        async with self.open_work() as work:
            await work.images.add(image)
        return image

    async def _shown(self, image: StoredImage) -> ShownImage:
        content = await asyncio.to_thread(self.files.read, image.sha256)
        if content is None:
            raise NotFound(_GONE)
        return ShownImage(image, content)
