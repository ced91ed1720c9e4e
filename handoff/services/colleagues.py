"""People who serve in the platform's own client (微信客服, 企业微信接待): what they write and take is told here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from handoff.domain.agent import User
from handoff.domain.arrival import ChannelEvent, ColleagueMessage
from handoff.domain.conversation import Conversation, Episode, EpisodeStatus
from handoff.domain.inbox import Inbox, KfAccount
from handoff.domain.message import LineKind, Message, Sender
from handoff.domain.parcel import Parcel, ParcelKind
from handoff.domain.parcelling import parcels_of
from handoff.services.arrival_port import PlatformSession
from handoff.services.assignment import Assignment
from handoff.services.channel_port import KfPlatform
from handoff.services.media import Files, Media
from handoff.services.ports import Clock, NewId, OpenWork, Register, UnitOfWork
from handoff.services.rating_question import rating_question
from handoff.services.replies import covered
from handoff.services.speaking import Speaker
from handoff.services.views import for_desk

_NEW, _BOT, _QUEUED, _WITH_PERSON, _ENDED = range(5)
_AFTER: Mapping[str, int] = {
    "taken": _WITH_PERSON,
    "transferred": _WITH_PERSON,
    "ended": _ENDED,
    "reopened": _WITH_PERSON,
}
_RESULT = "企业微信中的接待已结束。"


@dataclass(frozen=True)
class Colleagues:
    open_work: OpenWork
    kf: KfPlatform
    assignment: Assignment
    speaker: Speaker
    register: Register
    media: Media
    now: Clock
    new_id: NewId

    async def user_id(self, inbox: Inbox, servicer_id: str) -> str:
        async with self.open_work() as work:
            return (await self._user(work, inbox, servicer_id)).id

    async def wrote(
        self,
        work: UnitOfWork,
        inbox: Inbox,
        conversation: Conversation,
        arrival: ColleagueMessage,
        files: Files,
        received_at: datetime,
    ) -> None:
        """Their line stands in the thread as said; it has gone out already, so the register only takes note."""
        if await work.messages.by_ref(inbox.id, arrival.ref):
            return
        user = await self._user(work, inbox, arrival.servicer_id)
        episode = await self._served(work, conversation, user)
        text = arrival.text.strip() or ("" if files.ids else files.in_words)
        checked = self.register.check(text)
        message = Message(
            id=self.new_id(),
            conversation_id=conversation.id,
            episode_id=episode.id,
            seq=await work.conversations.take_seq(conversation.id),
            sender=Sender.AGENT,
            kind=LineKind.TEXT,
            text=text,
            created_at=received_at,
            agent_id=user.id,
            answers_seq=conversation.last_seq,
            verdict=checked.verdict,
            findings=checked.findings,
        )
        pictures = await work.images.claim(files.ids, conversation.id, user.id, message.id)
        message = replace(message, attachments=tuple(pictures))
        await work.messages.add(message, inbox.id, arrival.ref)
        await self.media.fetch_later(work, inbox, message, files.late)
        work.feed.append(
            "message.created",
            "desk",
            {"episode_id": episode.id, "message": for_desk(message, user)},
            conversation_id=conversation.id,
            episode_id=episode.id,
        )
        await self.speaker.settle(work, await covered(self.speaker, work, episode, message))

    async def before_commit(self, inbox: Inbox, event: ChannelEvent) -> None:
        """The thanks and the rating at the end of a reception: its code lives for 20 seconds, and costs no unit."""
        code = event.detail.get("code", "")
        if event.detail.get("change") != "ended" or not code:
            return
        async with self.open_work() as work:
            known = await work.contacts.identify(inbox.id, event.sender_ref, self.now())
            episode = await work.episodes.last_of(known.id)
        text = self.register.gate(self.speaker.lines.say("closing"), Sender.SYSTEM.value).text
        parcel = Parcel(self.new_id(), ParcelKind.TEXT, (), text=text)
        if episode is not None:
            asked = rating_question(self.speaker, episode)
            line = Message(
                self.new_id(), known.id, episode.id, 0, Sender.SYSTEM, LineKind.CLOSING,
                f"{text}{asked.text}", self.now(), buttons=asked.buttons,
            )  # fmt: skip
            parcel = parcels_of([line], menus=True)[0]
        await self.kf.send_on_event(inbox, code, parcel)

    async def session_changed(
        self, work: UnitOfWork, inbox: Inbox, conversation: Conversation, event: ChannelEvent
    ) -> None:
        """Taken, transferred, ended, opened again in the WeCom client: the episode follows."""
        change = event.detail.get("change", "")
        if change not in _AFTER:
            return
        servicer = event.detail.get("servicer", "")
        await work.sessions.keep(conversation.id, PlatformSession(_AFTER[change], servicer), self.now())
        if change == "ended":
            await self._over(work, conversation)
        elif servicer:
            await self._served(work, conversation, await self._user(work, inbox, servicer))

    async def _served(self, work: UnitOfWork, conversation: Conversation, user: User) -> Episode:
        """The open episode in this person's hands, opened where there is none."""
        episode = await work.episodes.open_of(conversation.id)
        if episode is None:
            last = await work.episodes.last_of(conversation.id)
            episode = Episode(
                id=self.new_id(),
                conversation_id=conversation.id,
                status=EpisodeStatus.ASSIGNED,
                opened_at=self.now(),
                first_seq=conversation.last_seq + 1,
                assignee_id=user.id,
                accepted_at=self.now(),
                continues_id=last.id if last else None,
            )
            await work.episodes.add(episode)
        elif episode.assignee_id == user.id:
            return episode
        else:
            episode = episode.assign(user.id, self.now())
            await work.episodes.save(episode)
        await self.assignment.serve(work, episode, user, "served_on_platform")
        return await work.episodes.get(episode.id)

    async def _over(self, work: UnitOfWork, conversation: Conversation) -> None:
        episode = await work.episodes.open_of(conversation.id)
        if episode and episode.status is EpisodeStatus.ASSIGNED:
            await self.assignment.episodes.end(work, episode, self.now(), _RESULT)

    async def _user(self, work: UnitOfWork, inbox: Inbox, servicer_id: str) -> User:
        """Our user whom the set-up names for them; else one who cannot sign in and stands for them."""
        account = inbox.account
        named = account.servicers.get(servicer_id) if isinstance(account, KfAccount) else None
        for user in await work.users.all():
            if user.name == (named or _outside(servicer_id)):
                return user
        return await work.users.stand_in(_outside(servicer_id), servicer_id, self.now())


def _outside(servicer_id: str) -> str:
    return f"wecom:{servicer_id}"[:64]
