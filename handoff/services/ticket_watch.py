"""The clocks of tickets (C03): the desk is reminded before one falls due; a promise that lapses goes to the lead."""

from dataclasses import dataclass

from handoff.services.ports import Clock, OpenWork, Promise, UnitOfWork
from handoff.services.tickets import TicketBook


@dataclass(frozen=True)
class TicketWatch:
    open_work: OpenWork
    tickets: TicketBook
    now: Clock

    async def remind_due(self) -> int:
        """Each in a transaction of its own; returns how many were reminded of."""
        async with self.open_work() as work:
            due = await work.tickets.to_remind(self.now())
        return sum([await self._remind(ticket_id) for ticket_id in due])

    async def _remind(self, ticket_id: str) -> bool:
        async with self.open_work() as work:
            await work.conversations.lock(await work.tickets.conversation_of(ticket_id))
            if not await work.tickets.reminded(ticket_id, self.now()):
                return False
            await self.tickets.record(work, ticket_id, "system", "reminded")
            work.touch_ticket(ticket_id, "ticket.due")
            return True

    async def lapsed(self, work: UnitOfWork, promise: Promise) -> str:
        """Recorded where the work is; returns what the lead is told."""
        ticket = await work.tickets.get(promise.ticket_id or "")
        await self.tickets.record(work, ticket.id, "system", "lapsed")
        return f"工单{ticket.number}未在承诺的时间内反馈，请立即处理。"
