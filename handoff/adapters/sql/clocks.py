"""Due times and promises as rows: after a crash everything overdue is still there, and fires once."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.schema import clock_events, clocks, episodes, promises
from handoff.domain.clocks import Due, Rung
from handoff.services.ports import DueClock, Promise


class SqlClocks:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def sync(self, episode_id: str, dues: Collection[Due]) -> None:
        query = select(clocks).where(clocks.c.episode_id == episode_id)
        known = {(row.rung, row.anchor): row for row in await self._connection.execute(query)}
        wanted = {(due.rung.value, due.anchor): due.due_at for due in dues}
        for key, row in known.items():
            if row.fired_at is None and wanted.get(key) != row.due_at:
                await self._connection.execute(delete(clocks).where(*_is(episode_id, *key)))
        for key, due_at in wanted.items():
            old = known.get(key)
            if old is None or (old.fired_at is None and old.due_at != due_at):
                await self._connection.execute(
                    insert(clocks).values(episode_id=episode_id, rung=key[0], anchor=key[1], due_at=due_at)
                )

    async def due(self, now: datetime, limit: int) -> Sequence[DueClock]:
        query = (
            select(clocks)
            .where(clocks.c.fired_at.is_(None), clocks.c.due_at <= now)
            .order_by(clocks.c.due_at)
            .limit(limit)
        )
        return [
            DueClock(row.episode_id, Due(Rung(row.rung), row.anchor, row.due_at))
            for row in await self._connection.execute(query)
        ]

    async def fire(self, row: DueClock, now: datetime) -> bool:
        fired = await self._connection.execute(
            update(clocks)
            .where(*_is(row.episode_id, row.due.rung.value, row.due.anchor), clocks.c.fired_at.is_(None))
            .values(fired_at=now)
        )
        return fired.rowcount == 1

    async def fired(self, episode_id: str, rung: str) -> bool:
        query = select(clocks.c.rung).where(
            clocks.c.episode_id == episode_id, clocks.c.rung == rung, clocks.c.fired_at.is_not(None)
        )
        return (await self._connection.execute(query.limit(1))).one_or_none() is not None

    async def append(self, episode_id: str, name: str, at: datetime, **detail: object) -> None:
        await self._connection.execute(
            insert(clock_events).values(episode_id=episode_id, name=name, at=at, detail=detail)
        )


def _is(episode_id: str, rung: str, anchor: str) -> tuple[ColumnElement[bool], ...]:
    return (clocks.c.episode_id == episode_id, clocks.c.rung == rung, clocks.c.anchor == anchor)


class SqlPromises:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, promise: Promise) -> None:
        await self._connection.execute(insert(promises).values(**vars(promise)))

    async def open_of(self, conversation_id: str) -> Sequence[Promise]:
        query = (
            select(promises)
            .join(episodes, episodes.c.id == promises.c.episode_id)
            .where(episodes.c.conversation_id == conversation_id, promises.c.status == "made")
            .order_by(promises.c.due_at)
        )
        return [_promise(row) for row in (await self._connection.execute(query)).mappings()]

    async def close(self, promise_id: str, status: str, at: datetime) -> bool:
        closed = await self._connection.execute(
            update(promises)
            .where(promises.c.id == promise_id, promises.c.status == "made")
            .values(status=status, closed_at=at)
        )
        return closed.rowcount == 1

    async def lapsed(self, now: datetime) -> Sequence[Promise]:
        query = select(promises).where(promises.c.status == "made", promises.c.due_at <= now)
        return [_promise(row) for row in (await self._connection.execute(query)).mappings()]


def _promise(row: RowMapping) -> Promise:
    return Promise(**{name: row[name] for name in Promise.__dataclass_fields__})
