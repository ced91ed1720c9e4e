"""Feed positions follow commits: whoever has read up to n has missed nothing up to n."""

import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.sql.engine import open_engine
from handoff.adapters.sql.reading import SqlReader
from handoff.adapters.sql.unit_of_work import SqlUnitOfWork
from handoff.domain.agent import Role, User
from handoff.domain.clocks import SlaPolicy
from tests.support.service_desk import FRIDAY_TEN

LEAD = User("lead", "zhou", "周岩", "1001", Role.LEAD)
POLICY = SlaPolicy()


async def read(engine: AsyncEngine, after: int = 0) -> tuple[int, list[int]]:
    async with SqlReader(engine, POLICY)() as snapshot:
        return await snapshot.position(), [event.position for event in await snapshot.feed_for_desk(LEAD, after)]


async def tell(engine: AsyncEngine, name: str, count: int = 1) -> None:
    async with engine.begin() as connection:
        work = SqlUnitOfWork(connection, POLICY)
        for _ in range(count):
            work.feed.append(name, "desk", {})
        # Others get their turn before this one takes its positions.
        await asyncio.sleep(0)
        await work.finish(FRIDAY_TEN)


async def test_a_position_that_was_taken_is_not_passed_by_a_later_one(database_url: str) -> None:
    engine = open_engine(database_url)
    async with engine.begin() as first:
        work = SqlUnitOfWork(first, POLICY)
        work.feed.append("first", "desk", {})
        await work.finish(FRIDAY_TEN)
        second = asyncio.create_task(tell(engine, "second"))
        for _ in range(20):
            # The first has its position and is not committed: nobody may see a position behind it.
            assert await read(engine) == (0, [])
        assert not second.done()
    await second

    assert await read(engine) == (2, [1, 2])
    await engine.dispose()


async def test_a_rolled_back_event_leaves_no_gap(database_url: str) -> None:
    engine = open_engine(database_url)
    async with engine.connect() as connection:
        work = SqlUnitOfWork(connection, POLICY)
        work.feed.append("never", "desk", {})
        await work.finish(FRIDAY_TEN)
        await connection.rollback()
    await tell(engine, "told")

    assert await read(engine) == (1, [1])
    await engine.dispose()


async def test_a_reader_among_many_writers_never_misses_an_event(database_url: str) -> None:
    engine = open_engine(database_url)
    writers = asyncio.gather(*(tell(engine, f"writer-{number}", 1 + number % 3) for number in range(12)))
    seen: list[int] = []
    while not writers.done():
        position, events = await read(engine, len(seen))
        seen += events
        assert seen == list(range(1, position + 1))
    await writers
    _, rest = await read(engine, len(seen))

    assert seen + rest == list(range(1, 25))
    await engine.dispose()
