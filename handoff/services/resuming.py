"""Lines that waited until their inbox works again, or is switched on."""

from datetime import datetime

from handoff.services.ports import OpenWork


async def resume(open_work: OpenWork, inbox_id: str, now: datetime) -> None:
    """None of them waits out its pause: for the customer each of those minutes is one too many."""
    async with open_work() as work:
        if await work.sendings.due_now(inbox_id, now):
            work.ring("outbox")
