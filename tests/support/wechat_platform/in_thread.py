"""The stand-in for tests that are not asynchronous: its loop runs in a thread of its own."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.support.wechat_platform.platform import WechatPlatform

T = TypeVar("T")
_AT_MOST_S = 60.0


@dataclass(frozen=True)
class InThread:
    platform: WechatPlatform
    loop: asyncio.AbstractEventLoop

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Whatever is awaited otherwise: `run(customer.writes("…"))`."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(_AT_MOST_S)

    def do(self, work: Callable[[], T]) -> T:
        """Everything else that changes or reads the platform, in its own thread."""

        async def done() -> T:
            return work()

        return self.run(done())


@contextmanager
def in_thread(platform: WechatPlatform) -> Iterator[InThread]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    running = InThread(platform, loop)
    try:
        running.run(platform.__aenter__())
        try:
            yield running
        finally:
            running.run(platform.__aexit__(None, None, None))
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
