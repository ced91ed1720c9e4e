"""Writers of one SQLite file take turns, the ones of other processes too.

SQLite lets a waiting writer look now and then, with growing pauses and in no order: a process that writes one
transaction after the other keeps all others out for seconds. Here whoever waits has the next turn.
"""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_LOOKS_EVERY_S = 0.001


class Turns:
    """Of one process at one database. Two files are locked: who waits holds `next` until `turn` is free, so the one
    whose turn has just ended has to queue behind him."""

    def __init__(self, database: Path, patience_s: float) -> None:
        self._mine = asyncio.Lock()
        self._next = _LockFile(database.with_name(f"{database.name}-next"))
        self._turn = _LockFile(database.with_name(f"{database.name}-turn"))
        self._patience_s = patience_s

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """The database's own lock is what excludes others. Whose patience ends goes on without a turn and meets it."""
        async with AsyncExitStack() as held:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._patience_s):
                    await held.enter_async_context(self._mine)
                    async with self._next.held():
                        await held.enter_async_context(self._turn.held())
            yield


class _LockFile:
    """Locked by flock(2), which ends with the process, however that ends."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        while not self._locks():  # noqa: ASYNC110 (another process rings no event)
            await asyncio.sleep(_LOOKS_EVERY_S)
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _locks(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def __del__(self) -> None:
        os.close(self._file)


class EngineWithTurns(AsyncEngine):
    """An engine whose `begin` waits for its turn."""

    def __init__(self, engine: AsyncEngine, turns: Turns) -> None:
        super().__init__(engine.sync_engine)
        self._turns = turns

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        async with self._turns.turn(), super().begin() as connection:
            yield connection
