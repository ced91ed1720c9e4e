"""Writers of one SQLite file take turns: nobody who waits is passed over, whatever the others do or suffer."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.sql.engine import open_engine
from handoff.adapters.sql.turns import Turns

_WRITES = 30
# Each transaction lasts a while, and the next one follows at once: a busy worker.
_BUSY_WRITER = """
import asyncio, sys
from sqlalchemy import text
from handoff.adapters.sql.engine import open_engine

async def main():
    engine = open_engine(sys.argv[1])
    while True:
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO written (writer) VALUES ('busy')"))
            await asyncio.sleep(0.005)

asyncio.run(main())
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path}/shared.db"


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE written (id INTEGER PRIMARY KEY, writer TEXT)"))
    yield engine
    await engine.dispose()


@contextmanager
def _busy_writer(url: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", _BUSY_WRITER, url])
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def _write(engine: AsyncEngine, writer: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO written (writer) VALUES (:writer)"), {"writer": writer})


async def _writers(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return list((await connection.execute(text("SELECT writer FROM written ORDER BY id"))).scalars())


async def _until_written_by(engine: AsyncEngine, writer: str) -> None:
    async with asyncio.timeout(60):
        while writer not in await _writers(engine):  # noqa: ASYNC110 (another process rings no event)
            await asyncio.sleep(0.01)


async def test_a_busy_process_keeps_nobody_out(engine: AsyncEngine, url: str) -> None:
    with _busy_writer(url):
        await _until_written_by(engine, "busy")
        # All of them wait from the start, so each of the busy one's turns must be followed by one of these.
        await asyncio.gather(*(_write(engine, f"patient-{number}") for number in range(_WRITES)))
    written = await _writers(engine)
    first = written.index(next(writer for writer in written if writer != "busy"))
    waited = [writer == "busy" for writer in written[first:]]
    last = len(waited) - waited[::-1].index(False)
    assert max(len(list(run)) for is_busy, run in groupby(waited[:last]) if is_busy) <= 2


async def test_within_a_process_it_is_first_come_first_served(engine: AsyncEngine) -> None:
    await asyncio.gather(*(_write(engine, str(number)) for number in range(_WRITES)))
    assert await _writers(engine) == [str(number) for number in range(_WRITES)]


async def test_who_goes_away_while_waiting_leaves_his_place(engine: AsyncEngine) -> None:
    async with engine.begin():
        waiting = [asyncio.create_task(_write(engine, str(number))) for number in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        waiting[1].cancel()
        await asyncio.gather(*waiting[:2], return_exceptions=True)
    await waiting[2]
    assert await _writers(engine) == ["2"]


async def test_who_goes_away_while_another_process_writes_leaves_his_place(engine: AsyncEngine, url: str) -> None:
    with _busy_writer(url):
        await _until_written_by(engine, "busy")
        for _ in range(_WRITES):
            gone = asyncio.create_task(_write(engine, "gone"))
            await asyncio.sleep(0.001)
            gone.cancel()
            await asyncio.gather(gone, return_exceptions=True)
        await _write(engine, "patient")
    assert "patient" in await _writers(engine)


async def test_a_killed_process_ends_its_turn(engine: AsyncEngine, url: str) -> None:
    with _busy_writer(url) as process:
        await _until_written_by(engine, "busy")
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        await _write(engine, "next")
    assert (await _writers(engine))[-1] == "next"


async def test_a_turn_that_never_comes_is_no_reason_not_to_write(tmp_path: Path) -> None:
    database = tmp_path / "shared.db"
    stuck, patient = Turns(database, patience_s=10), Turns(database, patience_s=0.05)
    reached = False
    async with stuck.turn(), patient.turn():
        reached = True
    assert reached
    async with stuck.turn():
        pass
