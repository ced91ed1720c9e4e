"""What the use cases need of tickets: in one transaction with the conversation, and for looking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handoff.domain.ticket import Ticket, TicketEntry
from handoff.domain.ticket_row import TicketRow


class Tickets(Protocol):
    async def next_number(self, at: datetime) -> str: ...
    async def conversation_of(self, ticket_id: str) -> str:
        """To be locked before the ticket, or two would wait for each other; raise NotFound."""
        ...

    async def get(self, ticket_id: str) -> Ticket: ...
    async def open_of(self, conversation_id: str) -> Ticket | None:
        """The open one that bringing in a person has opened."""
        ...

    async def open_like(self, ticket: Ticket) -> Ticket | None:
        """The open one of the same conversation, kind and order."""
        ...

    async def of_episode(self, episode_id: str) -> Sequence[Ticket]: ...
    async def add(self, ticket: Ticket) -> None: ...
    async def save(self, ticket: Ticket) -> None:
        """`ticket.version` grows by one in the row."""
        ...

    async def note_down(self, entry: TicketEntry) -> None: ...
    async def reminded(self, ticket_id: str, now: datetime) -> bool:
        """Claim the reminder in this transaction; False when it was given before, or put off."""
        ...

    async def to_remind(self, now: datetime) -> Sequence[str]:
        """Ids of the open ones whose reminder is due."""
        ...


@dataclass(frozen=True)
class Counts:
    """Of the tickets not yet solved: all, those of one user, those past their time."""

    open: int
    mine: int
    overdue: int


class TicketLook(Protocol):
    async def tickets(
        self, view: str, user_id: str, *, now: datetime, query: str, after: str | None, limit: int
    ) -> Sequence[TicketRow]: ...
    async def ticket_counts(self, user_id: str, now: datetime) -> Counts: ...
    async def ticket_row(self, ticket_id: str) -> TicketRow | None: ...
    async def ticket_entries(self, ticket_id: str) -> Sequence[TicketEntry]: ...
    async def ticket(self, episode_id: str) -> Ticket | None:
        """The one an agent wrote from, or the last one opened in this episode."""
        ...

    async def works_on_ticket_of(self, user_id: str, conversation_id: str) -> bool:
        """Whether a ticket of this conversation is this user's: who has to see to it may read what was said."""
        ...
