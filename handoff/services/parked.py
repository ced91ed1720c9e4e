"""Lines that waited for the customer to write again."""

from dataclasses import replace
from datetime import datetime, timedelta

from handoff.domain.conversation import Conversation
from handoff.domain.parcelling import is_stale_after_reply
from handoff.services.line_ends import PART_IN_DOUBT, mark_lines, show_line
from handoff.services.ports import UnitOfWork

# The answer to what the customer wrote is there by then, and goes out as one with what was parked.
_WITH_THE_ANSWER = timedelta(seconds=2)
_OVERTAKEN = "客户已再次来信，该消息不再适用。"


async def release(work: UnitOfWork, conversation: Conversation, now: datetime) -> None:
    """What the customer's writing has overtaken is withdrawn; all else goes out with the answer."""
    parked = await work.sendings.in_state(conversation.id, "parked")
    await mark_lines(work, [line for line in parked if is_stale_after_reply(line.kind)], "withdrawn", _OVERTAKEN)
    fresh = [line for line in parked if not is_stale_after_reply(line.kind)]
    for line in fresh:
        kept = PART_IN_DOUBT if line.delivery_reason == PART_IN_DOUBT else None
        await work.sendings.settle([line.id], "pending", reason=kept, next_attempt_at=now + _WITH_THE_ANSWER)
        await show_line(work, replace(line, delivery="pending", delivery_reason=kept))
    if fresh:
        work.ring("outbox")
