"""Reads of tickets for the desk: the list by view, the counts, one ticket with all that was done to it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.rows import ticket_of
from handoff.adapters.sql.schema import contacts, conversations, episodes, ticket_entries, tickets, users
from handoff.adapters.sql.tickets import IS_OPEN
from handoff.domain.contact import Contact
from handoff.domain.ticket import Ticket, TicketEntry
from handoff.domain.ticket_row import TicketRow
from handoff.services.ticket_port import Counts

# The view “due”: what is late and what falls due before half a shift is over.
_SOON = timedelta(hours=4)
_SEARCHED = (
    tickets.c.number,
    tickets.c.demand,
    tickets.c.order_number,
    tickets.c.contact_name,
    tickets.c.contact_phone,
    tickets.c.service_number,
    tickets.c.product,
)


async def read_ticket_rows(
    connection: AsyncConnection, condition: ColumnElement[bool], order: Sequence[Any], limit: int
) -> Sequence[TicketRow]:
    query = (
        select(
            tickets,
            contacts.c.id.label("of_contact"),
            contacts.c.name.label("of_name"),
            contacts.c.title.label("of_title"),
            contacts.c.vip.label("of_vip"),
            users.c.display_name.label("assignee_name"),
            users.c.number.label("assignee_number"),
        )
        .join(conversations, conversations.c.id == tickets.c.conversation_id)
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .join(users, users.c.id == tickets.c.assignee_id, isouter=True)
        .where(condition)
        .order_by(*order)
        .limit(limit)
    )
    found = []
    for row in (await connection.execute(query)).mappings():
        contact = Contact(row["of_contact"], row["of_name"], row["of_title"], row["of_vip"])
        assignee = {"id": row["assignee_id"], "display_name": row["assignee_name"], "number": row["assignee_number"]}
        found.append(
            TicketRow(
                ticket_of(row),
                {"id": contact.id, "name": contact.display_name, "vip": contact.vip},
                assignee if row["assignee_id"] else None,
            )
        )
    return found


class TicketReads:
    """The part of a snapshot that looks at tickets."""

    connection: AsyncConnection

    async def tickets(
        self, view: str, user_id: str, *, now: datetime, query: str, after: str | None, limit: int
    ) -> Sequence[TicketRow]:
        done = view == "done"
        conditions = [
            {
                "open": IS_OPEN,
                "mine": and_(IS_OPEN, tickets.c.assignee_id == user_id),
                "due": and_(IS_OPEN, tickets.c.due_at <= now + _SOON),
                "done": ~IS_OPEN,
            }[view],
            or_(*(column.contains(query, autoescape=True) for column in _SEARCHED)) if query else true(),
        ]
        # What was done last comes first; of what is to do, what falls due first.
        column = func.coalesce(tickets.c.updated_at, tickets.c.opened_at) if done else tickets.c.due_at
        if after:
            conditions.append(_beyond(column, after, descending=done))
        order = (column.desc(), tickets.c.id.desc()) if done else (column, tickets.c.id)
        return await read_ticket_rows(self.connection, and_(*conditions), order, limit)

    async def ticket_counts(self, user_id: str, now: datetime) -> Counts:
        query = select(
            func.count(),
            func.count().filter(tickets.c.assignee_id == user_id),
            func.count().filter(tickets.c.due_at <= now),
        ).where(IS_OPEN)
        return Counts(*(await self.connection.execute(query)).one())

    async def ticket_row(self, ticket_id: str) -> TicketRow | None:
        found = await read_ticket_rows(self.connection, tickets.c.id == ticket_id, (), 1)
        return found[0] if found else None

    async def ticket_entries(self, ticket_id: str) -> Sequence[TicketEntry]:
        query = select(ticket_entries).where(ticket_entries.c.ticket_id == ticket_id).order_by(ticket_entries.c.id)
        return [
            TicketEntry(row.ticket_id, row.at, row.actor, row.name, row.detail)
            for row in await self.connection.execute(query)
        ]

    async def ticket(self, episode_id: str) -> Ticket | None:
        written_from = select(episodes.c.ticket_id).where(episodes.c.id == episode_id).scalar_subquery()
        query = (
            select(tickets)
            .where(or_(tickets.c.episode_id == episode_id, tickets.c.id == written_from))
            .order_by((tickets.c.id == written_from).desc(), tickets.c.opened_at.desc(), tickets.c.number.desc())
            .limit(1)
        )
        row = (await self.connection.execute(query)).mappings().first()
        return ticket_of(row) if row else None

    async def works_on_ticket_of(self, user_id: str, conversation_id: str) -> bool:
        query = select(tickets.c.id).where(
            tickets.c.conversation_id == conversation_id, tickets.c.assignee_id == user_id
        )
        return (await self.connection.execute(query.limit(1))).first() is not None


def _beyond(column: ColumnElement[Any], after: str, *, descending: bool) -> ColumnElement[bool]:
    at = select(column).where(tickets.c.id == after).correlate(None).scalar_subquery()
    if descending:
        return or_(column < at, and_(column == at, tickets.c.id < after))
    return or_(column > at, and_(column == at, tickets.c.id > after))
