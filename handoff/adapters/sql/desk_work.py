"""Ratings and notes, for writing and for looking."""

from collections.abc import Collection, Sequence

from sqlalchemy import and_, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.desk_tables import notes, ratings
from handoff.adapters.sql.rows import stretch_of
from handoff.adapters.sql.schema import messages, stretches
from handoff.domain.conversation import Stretch
from handoff.domain.message import ANSWERING, Sender
from handoff.domain.note import Note
from handoff.domain.rating import Rating


async def read_rating(connection: AsyncConnection, episode_id: str) -> Rating | None:
    row = (await connection.execute(select(ratings).where(ratings.c.episode_id == episode_id))).mappings().first()
    return Rating(**{name: row[name] for name in Rating.__dataclass_fields__}) if row else None


async def read_answered_last(connection: AsyncConnection, episode_id: str) -> Stretch | None:
    """By the last line that answers: an agent's, or the bot's of an answering kind."""
    by_bot = and_(messages.c.sender == Sender.BOT.value, messages.c.kind.in_([kind.value for kind in ANSWERING]))
    answer = (
        select(messages.c.created_at, messages.c.agent_id)
        .where(messages.c.episode_id == episode_id, or_(messages.c.sender == Sender.AGENT.value, by_bot))
        .order_by(messages.c.seq.desc())
        .limit(1)
    )
    said = (await connection.execute(answer)).first()
    if said is None:
        return None
    whose = stretches.c.agent_id == said.agent_id if said.agent_id else stretches.c.served_by == "bot"
    query = (
        select(stretches)
        .where(stretches.c.episode_id == episode_id, stretches.c.started_at <= said.created_at, whose)
        .order_by(stretches.c.started_at.desc())
        .limit(1)
    )
    row = (await connection.execute(query)).mappings().first()
    return stretch_of(row) if row else None


class SqlRatings:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, episode_id: str) -> Rating | None:
        return await read_rating(self._connection, episode_id)

    async def answered_last(self, episode_id: str) -> Stretch | None:
        return await read_answered_last(self._connection, episode_id)

    async def add(self, rating: Rating) -> None:
        await self._connection.execute(insert(ratings).values(**vars(rating), skipped=rating.grade is None))


class SqlNotes:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def by_client(self, agent_id: str, client_id: str) -> Note | None:
        query = select(notes).where(notes.c.agent_id == agent_id, notes.c.client_id == client_id)
        row = (await self._connection.execute(query)).mappings().first()
        return Note(**row) if row else None

    async def add(self, note: Note) -> None:
        await self._connection.execute(insert(notes).values(**vars(note)))


class DeskReads:
    """The part of a snapshot that looks at ratings and notes."""

    connection: AsyncConnection

    async def rating(self, episode_id: str) -> Rating | None:
        return await read_rating(self.connection, episode_id)

    async def answered_last(self, episode_id: str) -> Stretch | None:
        return await read_answered_last(self.connection, episode_id)

    async def notes(self, episode_ids: Collection[str]) -> Sequence[Note]:
        query = select(notes).where(notes.c.episode_id.in_(episode_ids)).order_by(notes.c.created_at, notes.c.id)
        return [Note(**row) for row in (await self.connection.execute(query)).mappings()]
