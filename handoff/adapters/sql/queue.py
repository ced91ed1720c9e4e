"""The order of the queue, one for all who count: priority customers first, then first come, first served (C01)."""

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.schema import contacts, conversations, episodes
from handoff.domain.conversation import Episode, EpisodeStatus

_VIP = (
    select(contacts.c.vip)
    .join(conversations, conversations.c.contact_id == contacts.c.id)
    .where(conversations.c.id == episodes.c.conversation_id)
    .correlate(episodes)
    .scalar_subquery()
)


def in_queue() -> Select[tuple[object, ...]]:
    """The queued episodes, the next to be served first."""
    return (
        select(episodes)
        .where(episodes.c.status == EpisodeStatus.QUEUED.value)
        .order_by(_VIP.desc(), episodes.c.queued_at, episodes.c.id)
    )


async def count_ahead(connection: AsyncConnection, episode: Episode) -> int:
    whose = (
        select(contacts.c.vip)
        .join(conversations, conversations.c.contact_id == contacts.c.id)
        .where(conversations.c.id == episode.conversation_id)
    )
    vip = bool(await connection.scalar(whose))
    earlier = or_(
        episodes.c.queued_at < episode.queued_at,
        and_(episodes.c.queued_at == episode.queued_at, episodes.c.id < episode.id),
    )
    first = and_(_VIP, earlier) if vip else or_(_VIP, earlier)
    query = (
        select(func.count())
        .select_from(episodes)
        .where(episodes.c.status == EpisodeStatus.QUEUED.value, episodes.c.id != episode.id, first)
    )
    return int(await connection.scalar(query) or 0)
