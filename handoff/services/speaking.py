"""How a line of ours is said: register gate, place in the conversation, outbox, clock, desk; one way for all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handoff.domain.agent import User
from handoff.domain.card import Card
from handoff.domain.clocks import Due, Idle, idle_rungs, ladder
from handoff.domain.conversation import Conversation, Episode, EpisodeStatus
from handoff.domain.enterprise import Enterprise
from handoff.domain.lines import Lines
from handoff.domain.message import ANSWERING, Draft, LineKind, Message
from handoff.services.ports import Checked, Clock, NewId, Register, UnitOfWork
from handoff.services.views import for_desk


@dataclass(frozen=True)
class Speaker:
    register: Register
    enterprise: Enterprise
    lines: Lines
    now: Clock
    new_id: NewId

    async def say(
        self,
        work: UnitOfWork,
        conversation: Conversation,
        episode: Episode,
        drafts: Sequence[Draft],
        *,
        answers_seq: int | None = None,
        ends: bool = False,
        idle: Idle = Idle.SILENT,
    ) -> Episode:
        """Gate, commit and queue the drafts in order; returns the episode with its clock moved, already saved.

        `ends`: the episode is over once the channel took the last of these lines.
        """
        last: Message | None = None
        for draft in drafts:
            checked = self.register.gate(draft.text, draft.sender.value)
            if checked.replaced:
                draft = replace(draft, kind=LineKind.SAFE, source=None)  # noqa: PLW2901 (the safe line answers nothing)
                await work.activities.append(
                    "register", "line.replaced", self.now(), episode.id, findings=list(checked.findings)
                )
            draft = await self._with_sound_card(work, episode, draft)  # noqa: PLW2901 (without what may not go out)
            last = await self._write(work, conversation, episode, draft, checked, answers_seq)
            episode = await self._covered(work, episode, draft.kind, answers_seq)
        if ends and last:
            episode = replace(episode, ends_with_message_id=last.id)
        await self.settle(work, episode, last, idle=idle)
        return episode

    async def write(
        self,
        work: UnitOfWork,
        conversation: Conversation,
        episode: Episode,
        message: Message,
        message_ref: str,
        agent: User | None = None,
    ) -> Message:
        """Store an outgoing line that the register let through and put it into the outbox."""
        await work.messages.add(message, conversation.inbox_id, message_ref)
        await work.outbox.add(message, conversation.channel, message.created_at)
        pending = replace(message, delivery="pending")
        work.feed.append(
            "message.created",
            "desk",
            {"episode_id": episode.id, "message": for_desk(pending, agent)},
            conversation_id=conversation.id,
            episode_id=episode.id,
        )
        work.ring("outbox")
        return pending

    async def settle(
        self, work: UnitOfWork, episode: Episode, last_line: Message | None = None, *, idle: Idle = Idle.SILENT
    ) -> None:
        """Save the episode, bring its due rows in line with its clock, and show it at the desk."""
        await work.episodes.save(episode)
        await work.clocks.sync(episode.id, self._dues(episode, last_line, idle))
        work.touch(episode.id)
        work.ring("clock")

    async def _with_sound_card(self, work: UnitOfWork, episode: Episode, draft: Draft) -> Draft:
        """A card only repeats its line: with a text on it that may not go out as it is, the line goes out alone."""
        if draft.card is None or (draft.kind is not LineKind.SAFE and self._passes(draft.card, draft.sender.value)):
            return draft
        await work.activities.append("register", "card.dropped", self.now(), episode.id, title=draft.card.title)
        return replace(draft, card=None)

    def _passes(self, card: Card, sender: str) -> bool:
        return all(self.register.gate(text, sender).text == text for text in card.said)

    async def _write(
        self,
        work: UnitOfWork,
        conversation: Conversation,
        episode: Episode,
        draft: Draft,
        checked: Checked,
        answers_seq: int | None,
    ) -> Message:
        message = Message(
            id=self.new_id(),
            conversation_id=conversation.id,
            episode_id=episode.id,
            seq=await work.conversations.take_seq(conversation.id),
            sender=draft.sender,
            kind=draft.kind,
            text=checked.text,
            created_at=self.now(),
            buttons=draft.buttons,
            card=draft.card,
            source=draft.source,
            answers_seq=answers_seq,
            verdict=checked.verdict,
            findings=checked.findings,
        )
        return await self.write(work, conversation, episode, message, f"out:{message.id}")

    async def _covered(self, work: UnitOfWork, episode: Episode, kind: LineKind, answers_seq: int | None) -> Episode:
        if answers_seq is None:
            return replace(episode, clock=episode.clock.line_sent(None))
        following = await work.messages.first_waiting(episode.id, answers_seq)
        if kind in ANSWERING:
            clock = episode.clock.answered(answers_seq, following, by_person=False)
            if episode.clock.unanswered and clock.unanswered != episode.clock.unanswered:
                await work.clocks.append(episode.id, "answered", self.now(), seq=answers_seq, by="bot")
                await self.keep_promises(work, episode, "answer")
        else:
            clock = episode.clock.line_sent(following)
        return replace(episode, clock=clock)

    async def keep_promises(self, work: UnitOfWork, episode: Episode, *kinds: str) -> None:
        """An answer went out: what was promised for it is kept."""
        for promise in await work.promises.open_of(episode.conversation_id):
            if promise.kind in kinds:
                await work.promises.close(promise.id, "kept", self.now())
                await work.clocks.append(episode.id, "promise.kept", self.now(), promise=promise.id)

    def _dues(self, episode: Episode, last_line: Message | None, idle: Idle) -> frozenset[Due]:
        if episode.status is EpisodeStatus.RESOLVED or episode.ends_with_message_id:
            return frozenset()
        policy = self.enterprise.policy
        with_person = episode.status is not EpisodeStatus.BOT
        dues = ladder(episode.clock, policy, with_person=with_person)
        # Somebody who left after “I did not understand” is idle too; the lead is called for the answer all the same.
        if episode.status is EpisodeStatus.BOT and last_line and not episode.clock.unlined:
            if last_line.kind is LineKind.CLOSING and idle is Idle.SILENT:
                # The dialogue has just asked whether more is wanted; asking it again would be a nuisance.
                idle = Idle.ASKED
            dues |= idle_rungs(last_line.seq, last_line.created_at, idle, policy)
        return dues
