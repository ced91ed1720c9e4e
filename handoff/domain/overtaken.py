"""Which lines that had to wait say nothing any more that still holds, by the time they can go out. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from handoff.domain.conversation import Episode, EpisodeStatus
from handoff.domain.message import LineKind, Message

# A greeting comes too late for whoever has gone on writing, and nobody is gone who writes.
_UNTIL_A_REPLY = frozenset({LineKind.OPENING, LineKind.CLOSING})
# A newer one says the same with another place or time.
_ONE_AT_A_TIME = frozenset({LineKind.QUEUE, LineKind.HOLDING})


def overtaken(
    waited: Sequence[Message], episodes: Mapping[str, Episode], heard_seq: int, now: datetime
) -> frozenset[str]:
    """Ids of those of `waited`, which are in order, that are pointless now.

    `episodes`: those they belong to. `heard_seq`: the newest line of the customer.
    """
    gone, newer = set(), set[LineKind]()
    for line in reversed(waited):
        if _is_over(line, episodes[line.episode_id], heard_seq, now) or (line.kind in _ONE_AT_A_TIME & newer):
            gone.add(line.id)
        newer.add(line.kind)
    return frozenset(gone)


def _is_over(line: Message, episode: Episode, heard_seq: int, now: datetime) -> bool:
    match line.kind:
        case LineKind.QUEUE:
            # However old, it is what tells the customer that a person will come.
            return episode.status is not EpisodeStatus.QUEUED
        case LineKind.HOLDING:
            # Nothing is promised any more once the answer is there.
            promised = episode.clock.promised_until
            return promised is None or promised <= now
        case LineKind.IDLE:
            # It asks after an answer to lines that the customer has not had.
            return True
        case _:
            return line.kind in _UNTIL_A_REPLY and heard_seq > line.seq
