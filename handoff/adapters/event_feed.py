"""Where the feed stands and whom it concerns since a position."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.sql.schema import feed_events, feed_position


@dataclass(frozen=True)
class EventFeed:
    engine: AsyncEngine

    async def position(self) -> int:
        async with self.engine.connect() as connection:
            connection = await connection.execution_options(read_only=True)  # noqa: PLW2901 (the same connection)
            return int(await connection.scalar(select(feed_position.c.position)) or 0)

    async def changed_since(self, position: int) -> tuple[int, set[str]]:
        """The newest position and the conversations with events since `position`."""
        query = (
            select(
                feed_events.c.conversation_id,
                func.max(feed_events.c.position).label("newest"),
            )
            .where(feed_events.c.position > position)
            .group_by(feed_events.c.conversation_id)
        )
        async with self.engine.connect() as connection:
            connection = await connection.execution_options(read_only=True)  # noqa: PLW2901 (the same connection)
            rows = (await connection.execute(query)).all()
        newest = max([position, *(row.newest for row in rows)])
        # An event about a person names no conversation; the empty name still wakes every desk.
        return newest, {row.conversation_id or "" for row in rows}
