"""Writing to the customer from a ticket: the conversation goes on in the hands of whoever sees to the matter."""

from dataclasses import dataclass, replace

from handoff.domain.agent import User
from handoff.domain.conversation import Conversation, Episode, EpisodeStatus
from handoff.domain.errors import AlreadyAssigned, Conflict
from handoff.domain.message import Message
from handoff.domain.ticket import Ticket
from handoff.services.assignment import Assignment
from handoff.services.ports import Clock, NewId, OpenWork, UnitOfWork
from handoff.services.replies import AgentLine, Replies
from handoff.services.ticket_work import TicketWork


@dataclass(frozen=True)
class TicketWriting:
    open_work: OpenWork
    tickets: TicketWork
    assignment: Assignment
    replies: Replies
    now: Clock
    new_id: NewId

    async def write(self, ticket_id: str, user: User, line: AgentLine) -> Message:
        """All in one transaction: a line the register refuses opens nothing. Raises AgentFull, AgentNotOnline, and
        AlreadyAssigned where another agent serves this customer."""
        async with self.open_work() as work:
            conversation, ticket = await self.tickets.locked(work, ticket_id)
            repeated = await self.replies.sent_before(work, conversation, user, line)
            if repeated:
                return _same(repeated, conversation)
            await self.tickets.works_on(work, ticket, user)
            episode = await self._mine(work, conversation, ticket, user)
            message = await self.replies.send_in(work, conversation, episode, user, line)
            if ticket.assignee_id is None:
                await self.tickets.taken(work, ticket, user)
            await self.tickets.tickets.record(work, ticket.id, user.id, "written", text=line.text[:200])
            return message

    async def _mine(self, work: UnitOfWork, conversation: Conversation, ticket: Ticket, user: User) -> Episode:
        episode = await work.episodes.open_of(conversation.id)
        if episode and episode.assignee_id == user.id:
            return episode
        if episode and episode.status is EpisodeStatus.ASSIGNED:
            other = (await work.users.get(episode.assignee_id or "")).display_name
            raise AlreadyAssigned(f"该客户正由{other}接待，请联系{other}或由主管转接后再回复。")
        await work.episodes.reserve(user.id)
        mine = await self._taken_over(work, episode, user) if episode else await self._begun(work, conversation, user)
        mine = replace(mine, ticket_id=ticket.id)
        await self.assignment.serve(work, mine, user, "opened_from_ticket")
        return mine

    async def _begun(self, work: UnitOfWork, conversation: Conversation, user: User) -> Episode:
        return await self.assignment.episodes.open_assigned(work, conversation, user.id, self.now())

    async def _taken_over(self, work: UnitOfWork, episode: Episode, user: User) -> Episode:
        """From the bot, or out of the queue: what the bot still says comes too late and is dropped (promise 2)."""
        taken = episode.assign(user.id, self.now())
        await work.episodes.save(taken)
        return taken


def _same(repeated: Message, conversation: Conversation) -> Message:
    if repeated.conversation_id != conversation.id:
        raise Conflict("该消息编号已用于其他会话，消息未发送，请重新发送。")
    return repeated
