"""Where lines of ours stand with a platform, stored and shown at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handoff.domain.conversation import EpisodeStatus
from handoff.domain.message import Message
from handoff.services.episodes import Episodes
from handoff.services.ports import Clock, UnitOfWork
from handoff.services.views import for_desk

_PROMISED = "暂无客服在线，已登记工单并告知答复时间。"


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
        await mark_lines(work, lines, state, reason, error)
        for line in lines:
            await self.end_with(work, line)

    async def end_with(self, work: UnitOfWork, line: Message) -> None:
        """Somebody may have taken the episode over, or ended it, between the commit of this line and its way out."""
        episode = await work.episodes.get(line.episode_id)
        if episode.ends_with_message_id == line.id and episode.status is EpisodeStatus.BOT:
            await self.episodes.end(work, episode, self.now(), episode.result or _PROMISED)
