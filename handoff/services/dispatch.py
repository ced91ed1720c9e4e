"""One message at the worker: mailbox taken, Rasa asked, the answer committed or dropped."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from datetime import timedelta

from handoff.domain.contact import called
from handoff.domain.conversation import Conversation, Episode, EpisodeStatus, Stretch
from handoff.domain.errors import BotFault, LeaseLost
from handoff.domain.message import Message, Parse
from handoff.services.answering import Answering, Consulted
from handoff.services.bot_port import Bot, BotTurn
from handoff.services.episodes import Episodes
from handoff.services.heard import in_stretch, turns_of
from handoff.services.ports import Bell, Clock, Lease, OpenWork, Typing, UnitOfWork
from handoff.services.views import for_desk
from handoff.services.where import Ways, Where
from handoff.services.wishes import is_no, is_yes, wants_the_bot_back

# A dead worker's mailbox is free again after this; a living one renews its lease for as long as Rasa thinks.
LEASE = timedelta(seconds=8)
_RENEW_EVERY = LEASE / 4


@dataclass(frozen=True)
class Scene:
    """What a message meets: whose matter it is now, and what was said since whoever serves took over."""

    conversation: Conversation
    episode: Episode
    stretch: Stretch
    title: str | None
    spoken: tuple[Message, ...]
    ways: Ways
    # The platform has the customer wait for, or be served by, its own people: whatever we said would be refused.
    is_theirs: bool = False


@dataclass(frozen=True)
class Dispatch:
    open_work: OpenWork
    bot: Bot
    bell: Bell
    episodes: Episodes
    answering: Answering
    now: Clock
    holder: str
    where: Where

    async def work_next(self) -> bool:
        """Work one waiting mailbox until it is empty; False when none waits."""
        async with self.open_work() as work:
            lease = await work.mailboxes.claim(self.holder, self.now(), self.now() + LEASE)
        if lease is None:
            return False
        try:
            await self._drain(lease)
        except LeaseLost:
            # Slower than the lease: whoever holds it now works the same messages from what is committed.
            return True
        return True

    async def _drain(self, lease: Lease) -> None:
        done = lease.done_seq
        while True:
            async with self.open_work() as work:
                # Locked, so that a message coming in now rings the mailbox after it was put down, not before.
                conversation = await work.conversations.lock(lease.conversation_id)
                message = await work.messages.next_from_contact(lease.conversation_id, done)
                if message is None:
                    await work.mailboxes.put_down(lease, drained=True)
                    return
                await work.mailboxes.renew(lease, self.now() + LEASE)
                scene = await self._scene(work, conversation, message)
            consulted = await self._holding(lease, self._consult(scene, message))
            if await self._commit(lease, scene, message, consulted):
                done = message.seq

    async def _holding(self, lease: Lease, consulting: Coroutine[None, None, Consulted]) -> Consulted:
        """What comes of the consultation, the lease renewed meanwhile; raises LeaseLost as soon as it is known."""
        asking = asyncio.create_task(consulting)
        try:
            while not (await asyncio.wait({asking}, timeout=_RENEW_EVERY.total_seconds()))[0]:
                async with self.open_work() as work:
                    await work.mailboxes.renew(lease, self.now() + LEASE)
            return asking.result()
        finally:
            asking.cancel()

    async def _scene(self, work: UnitOfWork, conversation: Conversation, message: Message) -> Scene:
        episode = await work.episodes.get(message.episode_id)
        if episode.status is EpisodeStatus.RESOLVED:
            episode = await self._reopen(work, conversation, message)
        stretch = await work.stretches.current(episode.id)
        contact = await work.contacts.get(conversation.contact_id)
        spoken = await work.messages.of_episode(episode.id)
        name = contact.address if contact.name else None
        ways = await self.where.ways(work, conversation)
        session = await work.sessions.of(conversation.id)
        heard = tuple(in_stretch(spoken, stretch))
        return Scene(conversation, episode, stretch, name, heard, ways, session.is_with_platform)

    async def _keep_parse(self, work: UnitOfWork, episode: Episode, message: Message, parse: Parse) -> None:
        await work.messages.keep_parse(message.id, parse)
        work.feed.append(
            "message.changed",
            "desk",
            {"episode_id": episode.id, "message": for_desk(replace(message, parse=parse))},
            conversation_id=episode.conversation_id,
            episode_id=episode.id,
        )

    async def _reopen(self, work: UnitOfWork, conversation: Conversation, message: Message) -> Episode:
        """The episode ended while this message waited: it starts the next one, which continues the matter."""
        episode = await work.episodes.open_of(conversation.id)
        if episode is None:
            episode = await self.episodes.open(work, conversation, message.seq, message.created_at)
        await work.messages.move_to(message.id, episode.id)
        return await self.answering.take_over_waiting(work, episode, message)

    async def _consult(self, scene: Scene, message: Message) -> Consulted:
        """Ask Rasa what the scene needs; no transaction is open meanwhile."""
        if scene.episode.status is EpisodeStatus.ASSIGNED:
            # An image without words has no feeling to read.
            words = message.text.strip()
            parse = await self._parse_if_possible(message.text) if words else None
            # What was written before anybody came has brought them in; it says nothing of how they serve.
            is_served = parse is not None and message.created_at >= scene.stretch.started_at
            return Consulted(parse=parse, turns=turns_of(scene.spoken, message, parse) if is_served else ())
        if scene.is_theirs or message.is_unreadable:
            return Consulted(parse=None, muted=scene.is_theirs, unreadable=message.is_unreadable)
        if scene.episode.status is EpisodeStatus.QUEUED and wants_the_bot_back(message.text):
            return Consulted(parse=None, goes_back=True)
        to_the_offer = await self._answer_to_offer(message) if scene.episode.offer else None
        if to_the_offer:
            return to_the_offer
        await self.bell.tell(Typing(scene.conversation.id, "bot"))
        try:
            turn = await self._turn(scene, message)
        except BotFault:
            return Consulted(parse=None, fault=True)
        return Consulted(parse=turn.parse, turn=turn, turns=turns_of(scene.spoken, message, turn.parse))

    async def _answer_to_offer(self, message: Message) -> Consulted | None:
        """Yes or no to a person; None when the customer speaks of something else."""
        parse = await self._parse_if_possible(message.text)
        if is_yes(message.text, parse):
            return Consulted(parse=parse, accepts_offer=True)
        if is_no(message.text, parse):
            return Consulted(parse=parse, declines_offer=True)
        # Where Rasa has been silent twice already, the customer need not wait for two more tries.
        return None if parse else Consulted(parse=None, fault=True)

    async def _turn(self, scene: Scene, message: Message) -> BotTurn:
        metadata: dict[str, object] = {
            # What 明天 counts from, however late the message is worked on.
            "received_at": message.created_at.isoformat(),
            "contact_id": scene.conversation.contact_id,
            "episode_id": scene.episode.id,
            "title": scene.title,
            "where": {
                "first": scene.ways.first,
                "then": scene.ways.then,
                "until": scene.ways.until.isoformat() if scene.ways.until else None,
            },
        }
        if message.attachments:
            metadata["attachments"] = [
                {"id": picture.id, "media_type": picture.media_type}
                for picture in message.attachments
                if picture.is_image
            ]
        return await self.bot.turn(message.id, scene.stretch.id, message.text, scene.stretch.slots, metadata)

    async def _parse_if_possible(self, text: str) -> Parse | None:
        try:
            return await self.bot.parse(text)
        except BotFault:
            return None

    async def _commit(self, lease: Lease, scene: Scene, message: Message, consulted: Consulted) -> bool:
        """Commit the outcome; False when the episode went to another bot stretch or ended meanwhile: ask there."""
        async with self.open_work() as work:
            conversation = await work.conversations.lock(scene.conversation.id)
            episode = await work.episodes.get(scene.episode.id)
            # An agent's accept changes the version: what the bot says now comes too late and is dropped (promise 2).
            moved_on = episode.version != scene.episode.version
            if moved_on and episode.status is not EpisodeStatus.ASSIGNED:
                return False
            await work.mailboxes.done(lease, message.seq)
            if consulted.parse:
                await self._keep_parse(work, episode, message, consulted.parse)
            if moved_on:
                await work.activities.append("worker", "bot_reply.dropped", self.now(), episode.id, seq=message.seq)
                work.touch(episode.id)
                return True
            if consulted.turn:
                await work.stretches.keep_slots(scene.stretch.id, consulted.turn.slots)
                if named := called(consulted.turn.slots.get("contact_title")):
                    await work.contacts.name(conversation.contact_id, *named)
                if consulted.turn.slots.get("contact_vip") is True:
                    await work.contacts.mark_vip(conversation.contact_id)
            await self.answering.answer(work, conversation, episode, message, consulted)
        return True
