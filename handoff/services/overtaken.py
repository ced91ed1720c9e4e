"""What of the lines that had to wait for their inbox is not sent any more."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from handoff.domain.message import Sender
from handoff.domain.overtaken import overtaken
from handoff.domain.parcel import UNANSWERED
from handoff.domain.parcelling import is_stale_after_reply
from handoff.services.arrival_port import WaitingLine
from handoff.services.line_ends import LineEnds
from handoff.services.ports import UnitOfWork

# What goes out as it should is gone long before.
_A_WAIT = timedelta(minutes=1)
_OVERTAKEN = "该消息等待发送期间情况已有变化，不再适用。"


async def still_to_say(
    work: UnitOfWork, ends: LineEnds, waiting: Sequence[WaitingLine], now: datetime
) -> list[WaitingLine]:
    """Lines of one conversation, without those that have been overtaken, which are withdrawn."""
    waited = _waited(waiting, now)
    if not any(is_stale_after_reply(line.message.kind) for line in waited):
        return list(waiting)
    episodes = {line.message.episode_id: await work.episodes.get(line.message.episode_id) for line in waited}
    heard_seq = await _heard_seq(work, waiting[0].message.conversation_id)
    gone = overtaken([line.message for line in waited], episodes, heard_seq, now)
    over = [line for line in waited if line.message.id in gone and not _may_have_arrived(line)]
    await ends.end(work, [line.message for line in over], "withdrawn", _OVERTAKEN)
    return [line for line in waiting if line not in over]


def _waited(waiting: Sequence[WaitingLine], now: datetime) -> Sequence[WaitingLine]:
    """From the first that had to: those behind it were held back by it."""
    for place, line in enumerate(waiting):
        if line.message.delivery_reason or now - line.message.created_at >= _A_WAIT:
            return waiting[place:]
    return ()


def _may_have_arrived(line: WaitingLine) -> bool:
    return line.error == UNANSWERED or line.parts_sent > 0


async def _heard_seq(work: UnitOfWork, conversation_id: str) -> int:
    last = await work.episodes.last_of(conversation_id)
    spoken = await work.messages.of_episode(last.id) if last else ()
    return max((line.seq for line in spoken if line.sender is Sender.CONTACT), default=0)
