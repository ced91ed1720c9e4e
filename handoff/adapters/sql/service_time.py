"""How long a person has lately taken for an episode: what the stated wait is reckoned from."""

from datetime import timedelta
from statistics import median

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.schema import episodes
from handoff.domain.conversation import EpisodeStatus

_SAMPLE = 20


async def median_service_time(connection: AsyncConnection) -> timedelta | None:
    """From accept to resolve over the latest served episodes; None while there are none."""
    query = (
        select(episodes.c.accepted_at, episodes.c.resolved_at)
        .where(episodes.c.accepted_at.is_not(None), episodes.c.status == EpisodeStatus.RESOLVED.value)
        .order_by(episodes.c.resolved_at.desc())
        .limit(_SAMPLE)
    )
    spans = [row.resolved_at - row.accepted_at for row in await connection.execute(query)]
    return median(spans) if spans else None
