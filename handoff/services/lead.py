"""How the lead is called to an episode: one way for clocks, broken promises and customers who need more."""

from dataclasses import replace

from handoff.domain.conversation import Episode
from handoff.services.ports import UnitOfWork


async def call_lead(work: UnitOfWork, episode: Episode, text: str) -> Episode:
    """An alert at the lead's desk, and the mark on the episode."""
    called = replace(episode, lead_called=True)
    await work.episodes.save(called)
    work.feed.append(
        "episode.lead_called",
        "lead",
        {"episode_id": episode.id, "text": text},
        conversation_id=episode.conversation_id,
        episode_id=episode.id,
    )
    work.touch(episode.id)
    return called
