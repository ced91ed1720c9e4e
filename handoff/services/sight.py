"""How far into a conversation somebody at the desk may look (promise 6)."""

from collections.abc import Sequence

from handoff.domain.agent import User, can_see
from handoff.domain.conversation import Episode
from handoff.domain.errors import NotFound
from handoff.services.snapshot import Snapshot


async def seen(snapshot: Snapshot, user: User, episode_id: str) -> Episode:
    """What is not theirs to see is not there."""
    episode = await snapshot.episode(episode_id)
    if episode is None or not can_see(user, episode):
        raise NotFound("未找到该会话，或该会话不由您接待。")
    return episode


def end_of_sight(user: User, episode: Episode, episodes: Sequence[Episode]) -> int | None:
    """Where the conversation goes on without this user: what came before an episode belongs to its handoff, what came
    after it is somebody else's."""
    later = [each for each in episodes if each.first_seq > episode.first_seq and not can_see(user, each)]
    return min((each.first_seq for each in later), default=None)


def sees_line(user: User, episodes: Sequence[Episode], seq: int) -> bool:
    """Whether any of the conversation's episodes that the user may open shows them this line."""
    ends = [end_of_sight(user, episode, episodes) for episode in episodes if can_see(user, episode)]
    return any(end is None or seq < end for end in ends)
