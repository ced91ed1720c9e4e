"""What people do with a ticket: take it, give it, change it, open one by hand."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from handoff.domain.agent import User, can_see
from handoff.domain.conversation import Conversation
from handoff.domain.errors import AlreadyAssigned, BadInput, Conflict, Forbidden, NotFound, RegisterBlocked
from handoff.domain.lines import sayable
from handoff.domain.message import Draft, LineKind
from handoff.domain.ticket import Priority, Ticket, TicketKind, TicketStatus
from handoff.domain.topics import CATEGORIES
from handoff.services.bot_port import TicketWish
from handoff.services.episodes import Episodes
from handoff.services.ports import Clock, OpenWork, UnitOfWork
from handoff.services.speaking import Speaker
from handoff.services.tickets import TicketBook

_TOLD = "已告知客户新的反馈时间。"


@dataclass(frozen=True)
class TicketChange:
    """What is to be different; None leaves it. `version` is that of the ticket as it was seen."""

    version: int
    status: TicketStatus | None = None
    handling: str | None = None
    result: str | None = None
    priority: Priority | None = None
    department: str | None = None
    convenient_time: str | None = None
    due_at: datetime | None = None

    def facts(self) -> dict[str, Any]:
        given = {name: value for name, value in vars(self).items() if value is not None}
        return {name: value for name, value in given.items() if name not in {"version", "status"}}


@dataclass(frozen=True)
class ByHand:
    """A ticket an agent opens; the customer is told by the agent."""

    category: str
    demand: str
    department: str | None
    priority: Priority | None
    due_at: datetime | None = None


@dataclass(frozen=True)
class TicketWork:
    open_work: OpenWork
    speaker: Speaker
    episodes: Episodes
    tickets: TicketBook
    now: Clock

    async def take(self, ticket_id: str, user: User) -> None:
        """The first who takes it has it; whoever comes later is told who that is."""
        async with self.open_work() as work:
            _, ticket = await self.locked(work, ticket_id)
            if ticket.assignee_id is None:
                await self.taken(work, ticket, user)
            elif ticket.assignee_id != user.id:
                raise AlreadyAssigned(f"该工单已由{await _name(work, ticket)}跟进。")

    async def assign(self, ticket_id: str, lead: User, to_id: str) -> None:
        if not lead.sees_all:
            raise Forbidden("只有主管可以指派工单。")
        async with self.open_work() as work:
            _, ticket = await self.locked(work, ticket_id)
            colleague = await work.users.get(to_id)
            if not colleague.works_at_desk:
                raise NotFound("未找到该客服，请刷新列表。")
            if ticket.assignee_id != colleague.id:
                given = replace(ticket, assignee_id=colleague.id)
                await self.tickets.save(work, ticket, given, lead.id, "assigned", to=colleague.id)

    async def change(self, ticket_id: str, user: User, change: TicketChange) -> None:
        """Raises Conflict on a stale version, IllegalMove, Incomplete without a result, RegisterBlocked for it."""
        async with self.open_work() as work:
            conversation, ticket = await self.locked(work, ticket_id)
            await self.works_on(work, ticket, user)
            if change.version != ticket.version:
                raise Conflict("该工单刚刚有了新的变化，请刷新后再试。")
            facts = self._checked(change, ticket)
            changed = replace(ticket, assignee_id=ticket.assignee_id or user.id, **facts)
            if change.status:
                changed = changed.moved(change.status, self.now())
            if changed.status.is_open and changed.due_at <= self.now() and not ticket.status.is_open:
                # Opened again after its time: feedback is owed anew.
                changed = replace(changed, due_at=self.now() + self.speaker.enterprise.case_feedback)
            different = _different(ticket, changed)
            if not different:
                return
            later = changed.status.is_open and changed.due_at > ticket.due_at and await self._is_promised(work, ticket)
            saved = await self.tickets.save(work, ticket, changed, user.id, "changed", changes=different)
            if later:
                await self._tell_the_new_time(work, conversation, saved)

    async def open_by_hand(self, episode_id: str, user: User, given: ByHand) -> str:
        """Whoever sees the episode may; returns the ticket's id."""
        if given.category not in CATEGORIES:
            raise BadInput(f"工单类别须为：{'、'.join(CATEGORIES)}。")
        if not given.demand.strip():
            raise BadInput("请填写客户诉求。")
        if given.due_at and given.due_at <= self.now():
            raise BadInput("反馈时间须晚于当前时间。")
        async with self.open_work() as work:
            conversation = await work.conversations.lock_of(episode_id)
            episode = await work.episodes.get(episode_id)
            if not can_see(user, episode):
                raise NotFound("未找到该会话，请刷新列表。")
            packet = episode.packet or {}
            wish = TicketWish(
                TicketKind.CASE.value,
                category=given.category,
                department=given.department,
                demand=given.demand.strip(),
                order_number=_text(packet.get("order_number")),
                product=_text(packet.get("product")),
                priority=given.priority,
                due_at=given.due_at,
            )
            ticket = await self.tickets.open(work, conversation, episode, wish, user.id)
            work.touch(episode_id)
            return ticket.id

    async def locked(self, work: UnitOfWork, ticket_id: str) -> tuple[Conversation, Ticket]:
        """The conversation before its ticket, as everywhere, or two would wait for each other."""
        conversation = await work.conversations.lock(await work.tickets.conversation_of(ticket_id))
        return conversation, await work.tickets.get(ticket_id)

    async def works_on(self, work: UnitOfWork, ticket: Ticket, user: User) -> None:
        """Whose it is, a lead, or anybody while it is nobody's."""
        if ticket.assignee_id not in {None, user.id} and not user.sees_all:
            raise Forbidden(f"该工单由{await _name(work, ticket)}跟进，请联系本人或由主管重新指派。")

    async def taken(self, work: UnitOfWork, ticket: Ticket, user: User) -> Ticket:
        return await self.tickets.save(work, ticket, replace(ticket, assignee_id=user.id), user.id, "taken")

    def _checked(self, change: TicketChange, ticket: Ticket) -> dict[str, Any]:
        facts = change.facts()
        if change.department is not None and not change.department.strip():
            raise BadInput("请填写责任部门。")
        if change.due_at and change.due_at != ticket.due_at:
            if change.due_at <= self.now():
                raise BadInput("反馈时间须晚于当前时间。")
            facts["due_at"] = sayable(change.due_at, self.now())
        if change.result and change.result != ticket.result:
            # It may be told to the customer as it stands.
            checked = self.speaker.register.check(change.result)
            if checked.verdict == "block":
                raise RegisterBlocked(
                    "处理结果不符合用语规范，请按提示修改。", list(checked.findings), checked.rewritten
                )
        return facts

    async def _is_promised(self, work: UnitOfWork, ticket: Ticket) -> bool:
        return any(promise.ticket_id == ticket.id for promise in await work.promises.open_of(ticket.conversation_id))

    async def _tell_the_new_time(self, work: UnitOfWork, conversation: Conversation, ticket: Ticket) -> None:
        """A promise is not moved behind the customer's back (C02): said with an apology, whether or not they write."""
        promised = self.tickets.said(ticket.due_at)
        where = await self.tickets.where.said(work, conversation, ticket.due_at)
        text = self.speaker.lines.say("ticket_renewed", number=ticket.number, promised=promised, where=where)
        episode = await work.episodes.open_of(conversation.id)
        alone = episode is None
        if episode is None:
            episode = await self.episodes.open(work, conversation, conversation.last_seq + 1, self.now())
            episode = replace(episode, result=_TOLD, ticket_id=ticket.id)
        await self.speaker.say(work, conversation, episode, [Draft(LineKind.NOTICE, text)], ends=alone)


def _different(before: Ticket, after: Ticket) -> dict[str, list[str | None]]:
    names = ("status", "priority", "department", "convenient_time", "due_at", "handling", "result", "assignee_id")
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in names}
    return {name: [_plain(old), _plain(new)] for name, (old, new) in pairs.items() if old != new}


def _plain(value: object) -> str | None:
    return value.isoformat() if isinstance(value, datetime) else None if value is None else str(value)


async def _name(work: UnitOfWork, ticket: Ticket) -> str:
    return (await work.users.get(ticket.assignee_id or "")).display_name


def _text(value: object) -> str | None:
    return str(value) if value else None
