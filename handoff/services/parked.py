"""Lines that waited for the customer to write again."""

from datetime import datetime, timedelta

from handoff.domain.conversation import Conversation
from handoff.domain.parcelling import is_stale_after_reply
from handoff.services.line_ends import PART_IN_DOUBT, mark_lines
from handoff.services.ports import UnitOfWork

# The answer to what the customer wrote is there by then, and goes out as one with what was parked.
_WITH_THE_ANSWER = timedelta(seconds=2)
_OVERTAKEN = "客户已再次来信，该消息不再适用。"


async def release(work: UnitOfWork, conversation: Conversation, now: datetime) -> None:
    """What the customer's writing has overtaken is withdrawn; all else goes out with the answer."""
    parked = await work.sendings.in_state(conversation.id, "parked")
    await mark_lines(work, [line for line in parked if is_stale_after_reply(line.kind)], "withdrawn", _OVERTAKEN)
    fresh = [line for line in parked if not is_stale_after_reply(line.kind)]
    if fresh:
        for line in fresh:
            kept = PART_IN_DOUBT if line.delivery_reason == PART_IN_DOUBT else None
            await mark_lines(work, [line], "pending", kept)
        await work.sendings.settle([line.id for line in fresh], "pending", next_attempt_at=now + _WITH_THE_ANSWER)
        work.ring("outbox")
