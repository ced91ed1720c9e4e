"""What all accounts of the stand-in live in: its clock, its files, its pushes and what goes wrong."""

import asyncio
import traceback
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from tests.support.wechat_platform.faults import Faults
from tests.support.wechat_platform.media import MediaStore
from tests.support.wechat_platform.pushing import Pusher


def utc_now() -> datetime:
    return datetime.now(UTC)


class World:
    def __init__(self, clock: Callable[[], datetime], patience: float) -> None:
        self.clock = clock
        # The platform's clock against ours.
        self.skew = timedelta()
        self.faults = Faults()
        self.media = MediaStore(self.now)
        self.pusher = Pusher(patience)
        self.oa_url = ""
        self.kf_url = ""
        # What in the stand-in itself went wrong; the platform fails its test at the end when there is any.
        self.broken: list[str] = []
        self._numbers = count(1)
        self._tasks: set[asyncio.Task[None]] = set()

    def now(self) -> datetime:
        return self.clock() + self.skew

    def number(self) -> int:
        return next(self._numbers)

    def spawn(self, work: Coroutine[Any, Any, object]) -> None:
        """Do it beside everything else, as the platform rings bells while it answers."""
        task = asyncio.get_running_loop().create_task(self._watched(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Once nothing is under way any more."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.pusher.close()

    async def _watched(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except Exception:  # noqa: BLE001 - whatever it is, the test must see it at its end
            self.broken.append(traceback.format_exc())
