"""Tickets, their numbers, and what was done to each."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.desk_tables import ticket_entries, tickets
from handoff.adapters.sql.rows import ticket_of, ticket_row
from handoff.domain.errors import Conflict, NotFound
from handoff.domain.ticket import Ticket, TicketEntry, TicketKind, TicketStatus

_SHANGHAI = ZoneInfo("Asia/Shanghai")
# One statement: of two who open the first ticket of a day at once neither fails.
_NEXT = text(
    "insert into counters (name, value) values (:name, 1)"
    " on conflict (name) do update set value = counters.value + 1 returning value"
)
IS_OPEN = tickets.c.status.in_([TicketStatus.OPEN.value, TicketStatus.PENDING.value])


class SqlTickets:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def next_number(self, at: datetime) -> str:
        """GD, the day in Shanghai, and the day's running number: short enough to say and to type."""
        day = at.astimezone(_SHANGHAI).strftime("%Y%m%d")
        name = f"ticket-{day}"
        value = (await self._connection.execute(_NEXT, {"name": name})).scalar_one()
        return f"GD{day}{value:04d}"

    async def conversation_of(self, ticket_id: str) -> str:
        found: str | None = await self._connection.scalar(
            select(tickets.c.conversation_id).where(tickets.c.id == ticket_id)
        )
        if found is None:
            raise NotFound("未找到该工单，请刷新列表。")
        return found

    async def get(self, ticket_id: str) -> Ticket:
        found = await self._one(select(tickets).where(tickets.c.id == ticket_id).with_for_update())
        if found is None:
            raise NotFound("未找到该工单，请刷新列表。")
        return found

    async def open_of(self, conversation_id: str) -> Ticket | None:
        return await self._latest(
            tickets.c.conversation_id == conversation_id, IS_OPEN, tickets.c.kind == TicketKind.HANDOFF.value
        )

    async def open_like(self, ticket: Ticket) -> Ticket | None:
        order = (
            tickets.c.order_number == ticket.order_number if ticket.order_number else tickets.c.order_number.is_(None)
        )
        return await self._latest(
            tickets.c.conversation_id == ticket.conversation_id, IS_OPEN, tickets.c.kind == ticket.kind.value, order
        )

    async def of_episode(self, episode_id: str) -> Sequence[Ticket]:
        query = select(tickets).where(tickets.c.episode_id == episode_id).order_by(tickets.c.opened_at)
        return [ticket_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def add(self, ticket: Ticket) -> None:
        await self._connection.execute(insert(tickets).values(**ticket_row(ticket)))

    async def save(self, ticket: Ticket) -> None:
        # The row was read for update in this transaction; the version guards against a copy from an older one.
        saved = await self._connection.execute(
            update(tickets)
            .where(tickets.c.id == ticket.id, tickets.c.version == ticket.version)
            .values(**{**ticket_row(ticket), "version": ticket.version + 1})
        )
        if saved.rowcount != 1:
            raise Conflict("该工单刚刚有了新的变化，请刷新后再试。")

    async def note_down(self, entry: TicketEntry) -> None:
        await self._connection.execute(insert(ticket_entries).values(**vars(entry)))

    async def reminded(self, ticket_id: str, now: datetime) -> bool:
        # Not a change of the ticket: whoever edits it meanwhile need not look again.
        claimed = await self._connection.execute(
            update(tickets).where(tickets.c.id == ticket_id, tickets.c.remind_at <= now).values(remind_at=None)
        )
        return claimed.rowcount == 1

    async def to_remind(self, now: datetime) -> Sequence[str]:
        query = select(tickets.c.id).where(IS_OPEN, tickets.c.remind_at <= now).order_by(tickets.c.remind_at).limit(50)
        return list((await self._connection.execute(query)).scalars())

    async def _latest(self, *conditions: ColumnElement[bool]) -> Ticket | None:
        query = select(tickets).where(*conditions).order_by(tickets.c.opened_at.desc(), tickets.c.number.desc())
        return await self._one(query.limit(1).with_for_update())

    async def _one(self, query: Select[tuple[object, ...]]) -> Ticket | None:
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return ticket_of(row) if row else None
