"""Examples and the leases on them, within one transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, exists, func, select, text, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.studio_rows import example_of, example_row
from handoff.adapters.sql.studio_tables import (
    annotations,
    example_leases,
    examples,
    group_waits,
    is_rejected,
    marked,
    waiting,
)
from handoff.domain.errors import NotFound
from handoff.domain.studio.example import Example, ExampleState, Mark, Standing, group_key
from handoff.domain.studio.queues import RETURNED, Order, Queue

_GROUP_LOCK = text("select pg_advisory_xact_lock(:key)")
_CLOSED = (ExampleState.DONE.value, ExampleState.DISCARDED.value)


class SqlExamples:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, example: Example, at: datetime) -> bool:
        row = example_row(example, at)
        # Read without the group's lock: the worst that a race can do is to show one near-duplicate too many.
        answered = exists().where(examples.c.group_key == row["group_key"], examples.c.state.in_(_CLOSED))
        row["group_answered"] = bool(await self._connection.scalar(select(answered)))
        kind = sqlite.insert if self._connection.dialect.name == "sqlite" else postgresql.insert
        added = kind(examples).values(row).on_conflict_do_nothing().returning(examples.c.id)
        return (await self._connection.execute(added)).one_or_none() is not None

    async def lock(self, example_id: str) -> Example:
        found = await self.lock_all([example_id])
        if not found:
            raise NotFound("未找到该语料，请刷新后重试。")
        return found[0]

    async def lock_all(self, example_ids: Collection[str]) -> Sequence[Example]:
        chosen = examples.c.id.in_(example_ids)
        if self._connection.dialect.name == "postgresql":
            # A group before its examples, always in one order: settling writes to the whole group.
            query = select(examples.c.group_key).where(chosen).distinct().order_by(examples.c.group_key)
            for key in (await self._connection.execute(query)).scalars().all():
                await self._connection.execute(_GROUP_LOCK, {"key": int(key[:15], 16)})
        query_rows = select(examples).where(chosen).order_by(examples.c.id).with_for_update()
        return [example_of(row) for row in (await self._connection.execute(query_rows)).mappings()]

    async def by_message(self, message_id: str) -> Example | None:
        query = select(examples).where(examples.c.message_id == message_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return example_of(row) if row else None

    async def mark(self, example_id: str, mark: Mark, *, on: bool = True) -> None:
        await self._connection.execute(update(examples).where(examples.c.id == example_id).values({mark.value: on}))

    async def correct(self, example_id: str, words: str | None) -> None:
        values = {"correction": words, Mark.CORRECTED.value: words is not None}
        await self._connection.execute(update(examples).where(examples.c.id == example_id).values(values))

    async def settle(self, example: Example, standing: Standing) -> None:
        values = {**vars(standing), "state": standing.state.value}
        await self._connection.execute(update(examples).where(examples.c.id == example.id).values(values))
        is_closed = standing.state is not ExampleState.OPEN
        if is_closed == (example.state is not ExampleState.OPEN):
            return
        key = group_key(example.text)
        others = exists().where(examples.c.group_key == key, examples.c.state.in_(_CLOSED))
        answered = is_closed or bool(await self._connection.scalar(select(others)))
        group = and_(examples.c.group_key == key, examples.c.group_answered != answered)
        await self._connection.execute(update(examples).where(group).values(group_answered=answered))


class SqlLeases:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def next_of(self, queue: Queue, user_id: str, now: datetime, skip: Collection[str]) -> str | None:
        query = next_in(queue, user_id, now, skip).with_for_update(skip_locked=True, of=examples)
        found: str | None = await self._connection.scalar(query)
        return found

    async def take(self, example_id: str, user_id: str, now: datetime, until: datetime) -> bool:
        # Whoever changes the example's leases or places holds its lock: what is counted here is so until commit.
        places = select(examples.c.id).where(examples.c.id == example_id, has_place_for(user_id, now))
        if await self._connection.scalar(places) is None:
            return False
        kind = sqlite.insert if self._connection.dialect.name == "sqlite" else postgresql.insert
        lease = kind(example_leases).values(example_id=example_id, annotator_id=user_id, until=until)
        await self._connection.execute(
            lease.on_conflict_do_update(index_elements=["example_id", "annotator_id"], set_={"until": until})
        )
        return True

    async def give_back(self, example_ids: Collection[str], user_id: str) -> None:
        theirs = and_(example_leases.c.example_id.in_(example_ids), example_leases.c.annotator_id == user_id)
        await self._connection.execute(delete(example_leases).where(theirs))

    async def forget(self, before: datetime) -> None:
        await self._connection.execute(delete(example_leases).where(example_leases.c.until <= before))

    async def places_for(self, example_ids: Collection[str], user_id: str, now: datetime) -> frozenset[str]:
        return await places_for(self._connection, example_ids, user_id, now)


async def places_for(
    connection: AsyncConnection, example_ids: Collection[str], user_id: str, now: datetime
) -> frozenset[str]:
    query = select(examples.c.id).where(examples.c.id.in_(example_ids), has_place_for(user_id, now))
    return frozenset((await connection.execute(query)).scalars())


def next_in(queue: Queue, user_id: str, now: datetime, skip: Collection[str]) -> Select[tuple[str]]:
    """The first that waits for this user."""
    unseen = examples.c.id.not_in(bindparam("skip", list(skip), expanding=True)) if skip else true()
    if queue is RETURNED:
        return (
            select(examples.c.id)
            .join(annotations, annotations.c.example_id == examples.c.id)
            # Of what was settled nothing is to be done better.
            .where(is_rejected, examples.c.state == "open", annotations.c.annotator_id == user_id, unseen)
            .order_by(annotations.c.reviewed_at)
            .limit(1)
        )
    return (
        select(examples.c.id)
        .where(rows_of(queue), unseen, waits_for(user_id), has_place_for(user_id, now))
        .order_by(*order_of(queue))
        .limit(1)
    )


def rows_of(queue: Queue) -> ColumnElement[bool]:
    if queue.mark:
        return marked(queue.mark.value)
    return group_waits if queue.one_of_a_group else waiting


def order_of(queue: Queue) -> Sequence[ColumnElement[object]]:
    match queue.order:
        case Order.CONFIDENCE:
            return (examples.c.confidence.asc().nulls_last(), examples.c.id)
        case Order.NEWEST:
            return (examples.c.said_at.desc(), examples.c.id.desc())
        case Order.RANDOM:
            return (examples.c.random_key, examples.c.id)
        case Order.OLDEST:
            return (examples.c.said_at, examples.c.id)


def waits_for(user_id: str) -> ColumnElement[bool]:
    """This user has not been through with it."""
    through = exists().where(
        annotations.c.example_id == examples.c.id,
        annotations.c.annotator_id == user_id,
        annotations.c.status != "draft",
    )
    return ~through


def has_place_for(user_id: str, now: datetime) -> ColumnElement[bool]:
    taken = (
        select(func.count())
        .select_from(example_leases)
        .where(example_leases.c.example_id == examples.c.id, _of_others(user_id, now))
        .scalar_subquery()
    )
    return taken < examples.c.free_places


def _of_others(user_id: str, now: datetime) -> ColumnElement[bool]:
    return and_(example_leases.c.annotator_id != user_id, example_leases.c.until > now)
