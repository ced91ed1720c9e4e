"""Where lines of ours stand with a platform, stored and shown at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handoff.domain.conversation import EpisodeStatus
from handoff.domain.message import Message
from handoff.services.episodes import Episodes
from handoff.services.ports import Clock, UnitOfWork
from handoff.services.views import for_desk

_PROMISED = "暂无客服在线，已登记工单并告知答复时间。"
# Stays with a line that goes out in several parcels until all of them have; it is then unknown and not sent.
PART_IN_DOUBT = "消息较长，已分几次发送，其中一次无法确认客户是否已收到。"


async def show_line(work: UnitOfWork, line: Message) -> None:
    """The desk shows it as it is now."""
    agent = await work.users.get(line.agent_id) if line.agent_id else None
    work.feed.append(
        "message.changed",
        "desk",
        {"episode_id": line.episode_id, "message": for_desk(line, agent)},
        conversation_id=line.conversation_id,
        episode_id=line.episode_id,
    )


async def mark_lines(
    work: UnitOfWork, lines: Sequence[Message], state: str, reason: str | None = None, error: str | None = None
) -> None:
    await work.sendings.settle([line.id for line in lines], state, reason=reason, error=error)
    for line in lines:
        await show_line(work, replace(line, delivery=state, delivery_reason=reason))


async def keep_waiting(
    work: UnitOfWork,
    lines: Sequence[Message],
    *,
    until: datetime | None = None,
    reason: str | None = None,
    error: str | None = None,
    parts_sent: int | None = None,
) -> None:
    """Still to be sent; the desk is told why not yet, where that is news to it."""
    known = await _reasons(work, lines)
    for line in lines:
        told = PART_IN_DOUBT if known.get(line.id) == PART_IN_DOUBT else reason
        await work.sendings.settle(
            [line.id], "pending", reason=told, error=error, next_attempt_at=until, parts_sent=parts_sent
        )
        if told != known.get(line.id):
            await show_line(work, replace(line, delivery="pending", delivery_reason=told))


async def _reasons(work: UnitOfWork, lines: Sequence[Message]) -> dict[str, str | None]:
    """As the desk knows them, of lines of one conversation that are to be sent or being sent."""
    if not lines:
        return {}
    conversation_id = lines[0].conversation_id
    known = [each for state in ("pending", "sending") for each in await work.sendings.in_state(conversation_id, state)]
    return {line.id: line.delivery_reason for line in known}


@dataclass(frozen=True)
class LineEnds:
    episodes: Episodes
    now: Clock

    async def end(
        self,
        work: UnitOfWork,
        lines: Sequence[Message],
        state: str,
        reason: str | None = None,
        error: str | None = None,
    ) -> None:
        """Nothing more is tried for them; the episode is over where one of them was its last."""
        if state in {"sent", "parked"}:
            known = await _reasons(work, lines)
            doubtful = [line for line in lines if known.get(line.id) == PART_IN_DOUBT]
            await mark_lines(work, doubtful, "unknown" if state == "sent" else state, PART_IN_DOUBT, error)
            await mark_lines(work, [line for line in lines if line not in doubtful], state, reason, error)
        else:
            await mark_lines(work, lines, state, reason, error)
        for line in lines:
            await self.end_with(work, line)

    async def end_with(self, work: UnitOfWork, line: Message) -> None:
        """Somebody may have taken the episode over, or ended it, between the commit of this line and its way out."""
        episode = await work.episodes.get(line.episode_id)
        if episode.ends_with_message_id == line.id and episode.status is EpisodeStatus.BOT:
            await self.episodes.end(work, episode, self.now(), episode.result or _PROMISED)
