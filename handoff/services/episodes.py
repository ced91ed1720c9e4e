"""Opening and ending an episode: the same few steps wherever it happens."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handoff.domain.conversation import Conversation, Episode, EpisodeStatus, Stretch
from handoff.domain.ticket import TicketStatus
from handoff.services.ports import NewId, UnitOfWork
from handoff.services.speaking import Speaker
from handoff.services.tickets import TicketBook

# Who verified an order yesterday may not be who writes on the same device today.
_SLOTS_LAST = timedelta(hours=24)
_HANDED_OVER = ("order_number", "verified_order", "order_product", "contact_title", "last_topic", "contact_summary")


@dataclass(frozen=True)
class Episodes:
    speaker: Speaker
    tickets: TicketBook
    new_id: NewId

    async def open(self, work: UnitOfWork, conversation: Conversation, first_seq: int, at: datetime) -> Episode:
        """A new episode with the bot; it continues the last one, whose facts and promises it inherits."""
        last = await work.episodes.last_of(conversation.id)
        episode = Episode(
            id=self.new_id(),
            conversation_id=conversation.id,
            status=EpisodeStatus.BOT,
            opened_at=at,
            first_seq=first_seq,
            continues_id=last.id if last else None,
        )
        await work.episodes.add(episode)
        recent = last is not None and at - (last.resolved_at or at) <= _SLOTS_LAST
        await self.start_bot_stretch(work, episode, at, carry=recent)
        return episode

    async def open_assigned(self, work: UnitOfWork, conversation: Conversation, agent_id: str, at: datetime) -> Episode:
        """A new episode that a person begins; their stretch is not started yet."""
        last = await work.episodes.last_of(conversation.id)
        episode = Episode(
            id=self.new_id(),
            conversation_id=conversation.id,
            status=EpisodeStatus.ASSIGNED,
            opened_at=at,
            first_seq=conversation.last_seq + 1,
            assignee_id=agent_id,
            accepted_at=at,
            continues_id=last.id if last else None,
        )
        await work.episodes.add(episode)
        return episode

    async def start_bot_stretch(self, work: UnitOfWork, episode: Episode, at: datetime, *, carry: bool = True) -> None:
        """A fresh tracker at Rasa, handed what the last one knew."""
        known = await work.stretches.last_slots(episode.conversation_id) if carry else {}
        slots = {name: known[name] for name in _HANDED_OVER if name in known}
        await work.stretches.start(
            Stretch(self.new_id(), episode.id, episode.conversation_id, "bot", None, at, slots=slots)
        )

    async def end(self, work: UnitOfWork, episode: Episode, at: datetime, result: str) -> Episode:
        """Resolved: stretch ended, clocks stopped, ticket completed when a person saw to it."""
        by_person = episode.status is EpisodeStatus.ASSIGNED
        ended = replace(episode.resolve(at, result), clock=episode.clock.stopped())
        await work.stretches.end(episode.id, at)
        await work.clocks.append(episode.id, "stopped", at, result=result)
        if by_person:
            actor = episode.assignee_id or "system"
            await self.tickets.solve_handoff(work, episode.conversation_id, TicketStatus.SOLVED, result, actor)
        for promise in await work.promises.open_of(episode.conversation_id):
            # What was promised for a ticket, or for the next working time, outlives the episode that promised it.
            if promise.kind == "answer" or (by_person and promise.kind == "contact"):
                status = "kept" if promise.due_at >= at else "broken"
                await work.promises.close(promise.id, status, at)
                await work.clocks.append(episode.id, f"promise.{status}", at, promise=promise.id)
        await self.speaker.settle(work, ended)
        work.ring("queue")
        return ended
