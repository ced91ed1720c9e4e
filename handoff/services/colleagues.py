"""People who serve in the platform's own client (微信客服, 企业微信接待): what they write and take is told here."""

from dataclasses import dataclass, replace
from datetime import datetime

from handoff.domain.agent import User
from handoff.domain.arrival import ChannelEvent, ColleagueMessage
from handoff.domain.conversation import Conversation, Episode, EpisodeStatus
from handoff.domain.inbox import Inbox, KfAccount
from handoff.domain.message import LineKind, Message, Sender
from handoff.domain.parcel import Outcome, Parcel, ParcelKind
from handoff.domain.parcelling import parcels_of
from handoff.services.assignment import Assignment, tell_load
from handoff.services.channel_port import KfPlatform
from handoff.services.media import Files, Media
from handoff.services.ports import Clock, NewId, OpenWork, Register, UnitOfWork
from handoff.services.rating_question import rating_question
from handoff.services.replies import covered
from handoff.services.speaking import Speaker
from handoff.services.views import for_desk

_WITH_PERSON, _ENDED = 3, 4
_CHANGES = frozenset({"taken", "transferred", "ended", "reopened"})
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
        # Not every way to a colleague is told by an event: the platform's own rules may have chosen them.
        await self._is_with(work, conversation, _WITH_PERSON, arrival.servicer_id)
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
        _show(work, message, user)
        await self.speaker.settle(work, await covered(self.speaker, work, episode, message))

    async def thank(self, inbox: Inbox, event: ChannelEvent) -> None:
        """At the end of a reception, by its code, which costs no unit: thanks, and the question for a grade."""
        code = event.detail.get("code", "")
        if event.detail.get("change") != "ended" or not code:
            return
        async with self.open_work() as work:
            known = await work.contacts.identify(inbox.id, event.sender_ref, self.now())
            episode = await work.episodes.open_of(known.id)
        thanks = self.speaker.lines.say("closing")
        if episode is None:
            text = self.register.gate(thanks, Sender.SYSTEM.value).text
            await self.kf.send_on_event(inbox, code, Parcel(self.new_id(), ParcelKind.TEXT, (), text=text))
            return
        asked = rating_question(self.speaker, episode)
        checked = self.register.gate(f"{thanks}{asked.text}", Sender.SYSTEM.value)
        line = Message(
            id=self.new_id(),
            conversation_id=known.id,
            episode_id=episode.id,
            seq=0,
            sender=Sender.SYSTEM,
            kind=LineKind.CLOSING,
            text=checked.text,
            created_at=self.now(),
            buttons=asked.buttons,
            verdict=checked.verdict,
            findings=checked.findings,
        )
        receipt = await self.kf.send_on_event(inbox, code, parcels_of([line], menus=True)[0])
        if receipt.outcome is Outcome.SENT:
            await self._keep(inbox, line)

    async def _keep(self, inbox: Inbox, line: Message) -> None:
        """In the thread as it went out: a grade said in words is known by the question before it."""
        async with self.open_work() as work:
            await work.conversations.lock(line.conversation_id)
            kept = replace(line, seq=await work.conversations.take_seq(line.conversation_id))
            await work.messages.add(kept, inbox.id, f"out:{kept.id}")
            _show(work, kept)

    async def session_changed(
        self, work: UnitOfWork, inbox: Inbox, conversation: Conversation, event: ChannelEvent
    ) -> None:
        """Taken, transferred, ended, opened again in the WeCom client: the episode follows."""
        change = event.detail.get("change", "")
        if change not in _CHANGES:
            return
        servicer = event.detail.get("servicer", "")
        if change == "ended":
            await self._is_with(work, conversation, _ENDED, "")
            await self.over(work, conversation)
            return
        await self._is_with(work, conversation, _WITH_PERSON, servicer, event.detail.get("code", ""))
        if servicer:
            await self._served(work, conversation, await self._user(work, inbox, servicer))

    async def serve(self, work: UnitOfWork, inbox: Inbox, conversation: Conversation, servicer_id: str) -> None:
        """Whoever has the session has the episode too, unless a person has it already; the bot is silent."""
        episode = await work.episodes.open_of(conversation.id)
        if servicer_id and episode and episode.status is not EpisodeStatus.ASSIGNED:
            await self._served(work, conversation, await self._user(work, inbox, servicer_id))

    async def _is_with(
        self, work: UnitOfWork, conversation: Conversation, state: int, servicer_id: str, code: str = ""
    ) -> None:
        known = await work.sessions.of(conversation.id)
        kept = code or (known.code if state == _WITH_PERSON else "")
        session = replace(known, state=state, servicer=servicer_id, code=kept)
        if session != known:
            await work.sessions.keep(conversation.id, session, self.now())

    async def _served(self, work: UnitOfWork, conversation: Conversation, user: User) -> Episode:
        """The open episode in this person's hands, opened where there is none."""
        episode = await work.episodes.open_of(conversation.id)
        if episode is None:
            episode = await self.assignment.episodes.open_assigned(work, conversation, user.id, self.now())
        elif episode.assignee_id == user.id:
            return episode
        else:
            before = episode.assignee_id
            episode = episode.assign(user.id, self.now())
            await work.episodes.save(episode)
            tell_load(work, before)
        await self.assignment.serve(work, episode, user, "served_on_platform")
        return await work.episodes.get(episode.id)

    async def over(self, work: UnitOfWork, conversation: Conversation) -> None:
        """Their reception has ended; the customer's next message begins anew, with the bot."""
        episode = await work.episodes.open_of(conversation.id)
        if episode and episode.status is EpisodeStatus.ASSIGNED:
            await self.assignment.episodes.end(work, episode, self.now(), _RESULT)

    async def _user(self, work: UnitOfWork, inbox: Inbox, servicer_id: str) -> User:
        """Our user whom the set-up names for them; else one who cannot sign in and stands for them."""
        account = inbox.account
        named = account.servicers.get(servicer_id) if isinstance(account, KfAccount) else None
        known = {user.name: user for user in await work.users.all()}
        outside = _outside(servicer_id)
        # Whom the set-up names may have been renamed since.
        found = known.get(named or outside) or known.get(outside)
        return found or await work.users.stand_in(outside, servicer_id, self.now())


def _show(work: UnitOfWork, message: Message, user: User | None = None) -> None:
    work.feed.append(
        "message.created",
        "desk",
        {"episode_id": message.episode_id, "message": for_desk(message, user)},
        conversation_id=message.conversation_id,
        episode_id=message.episode_id,
    )


def _outside(servicer_id: str) -> str:
    return f"wecom:{servicer_id}"[:64]
