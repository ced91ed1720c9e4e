"""Many small requests, few calls of the encoder: what arrives within a moment is encoded together."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Rows: TypeAlias = NDArray[np.float32]

_MOMENT_S = 0.002
# One call of the encoder; a single request may hold more.
_TOGETHER = 64


class Overloaded(Exception):
    """More is waiting than could be answered in useful time."""


@dataclass
class Gathering:
    """One call of `encode` at a time, in a thread; while it runs, the next batch gathers."""

    encode: Callable[[Sequence[str]], Rows]
    most_waiting: int = 4_096
    _waiting: deque[tuple[list[str], "asyncio.Future[Rows]"]] = field(default_factory=deque)
    _running: "asyncio.Task[None] | None" = None

    async def rows(self, texts: list[str]) -> Rows:
        """Raises Overloaded, and whatever the encoder raises."""
        if sum(len(one) for one, _ in self._waiting) + len(texts) > self.most_waiting:
            raise Overloaded(f"more than {self.most_waiting} texts are waiting")
        answer: asyncio.Future[Rows] = asyncio.get_running_loop().create_future()
        self._waiting.append((texts, answer))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._work())
        return await answer

    async def _work(self) -> None:
        await asyncio.sleep(_MOMENT_S)
        while self._waiting:
            batch = self._next_batch()
            try:
                found = await asyncio.to_thread(self.encode, [text for texts, _ in batch for text in texts])
            except Exception as error:  # noqa: BLE001 - it is the askers' to handle; here it would leave them waiting
                for _, answer in batch:
                    if not answer.done():
                        answer.set_exception(error)
                continue
            start = 0
            for texts, answer in batch:
                # Who has gone away meanwhile is not answered.
                if not answer.done():
                    answer.set_result(found[start : start + len(texts)])
                start += len(texts)

    def _next_batch(self) -> list[tuple[list[str], "asyncio.Future[Rows]"]]:
        batch = [self._waiting.popleft()]
        size = len(batch[0][0])
        while self._waiting and size + len(self._waiting[0][0]) <= _TOGETHER:
            batch.append(self._waiting.popleft())
            size += len(batch[-1][0])
        return batch
