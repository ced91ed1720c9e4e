"""Many small writes, few transactions: what comes while one is under way shares the next."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from handoff.services.ports import OpenWork, UnitOfWork

_MOST_TOGETHER = 100


@dataclass(frozen=True)
class Write:
    """`key`: writes that share a transaction are done in its order, so that two processes never wait for each other."""

    key: tuple[str, ...]
    do: Callable[[UnitOfWork], Awaitable[None]]


_Waiting = tuple[Write, "asyncio.Future[None]"]


@dataclass
class GroupCommit:
    """One transaction at a time. Alone a write waits for nothing; under load each transaction has more of them."""

    open_work: OpenWork
    _waiting: deque[_Waiting] = field(default_factory=deque, init=False)
    _running: "asyncio.Task[None] | None" = field(default=None, init=False)

    async def committed(self, write: Write) -> None:
        """Returns once it is; raises what kept it from being committed."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((write, done))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._work())
        await done

    async def _work(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _MOST_TOGETHER))]
            try:
                await self._commit([write for write, _ in batch])
            except Exception as error:  # noqa: BLE001 (it is the writers' to handle; here it would leave them waiting)
                await self._one_by_one(batch, error)
            else:
                for _, done in batch:
                    _tell(done)

    async def _one_by_one(self, batch: list[_Waiting], error: Exception) -> None:
        """What cannot be written must not take the others along."""
        if len(batch) == 1:
            _tell(batch[0][1], error)
            return
        for write, done in batch:
            try:
                await self._commit([write])
            except Exception as its_own:  # noqa: BLE001 (as above)
                _tell(done, its_own)
            else:
                _tell(done)

    async def _commit(self, writes: list[Write]) -> None:
        async with self.open_work() as work:
            for write in sorted(writes, key=lambda each: each.key):
                await write.do(work)


def _tell(done: "asyncio.Future[None]", error: Exception | None = None) -> None:
    # Who has gone away meanwhile hears nothing.
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
