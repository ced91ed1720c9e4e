"""Tickets and their numbers."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.rows import ticket_of, ticket_row
from handoff.adapters.sql.schema import tickets
from handoff.domain.ticket import Ticket, TicketStatus

_SHANGHAI = ZoneInfo("Asia/Shanghai")
# One statement: of two who open the first ticket of a day at once neither fails.
_NEXT = text(
    "insert into counters (name, value) values (:name, 1)"
    " on conflict (name) do update set value = counters.value + 1 returning value"
)


class SqlTickets:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def next_number(self, at: datetime) -> str:
        """GD, the day in Shanghai, and the day's running number: short enough to say and to type."""
        day = at.astimezone(_SHANGHAI).strftime("%Y%m%d")
        name = f"ticket-{day}"
        value = (await self._connection.execute(_NEXT, {"name": name})).scalar_one()
        return f"GD{day}{value:04d}"

    async def open_of(self, conversation_id: str) -> Ticket | None:
        query = (
            select(tickets)
            .where(
                tickets.c.conversation_id == conversation_id,
                tickets.c.status.in_([TicketStatus.OPEN.value, TicketStatus.PENDING.value]),
            )
            .order_by(tickets.c.opened_at.desc())
            .limit(1)
        )
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return ticket_of(row) if row else None

    async def add(self, ticket: Ticket) -> None:
        await self._connection.execute(insert(tickets).values(**ticket_row(ticket)))

    async def save(self, ticket: Ticket) -> None:
        await self._connection.execute(update(tickets).where(tickets.c.id == ticket.id).values(**ticket_row(ticket)))
