"""What goes wrong on demand, by endpoint, for the next calls."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field


@dataclass
class Hold:
    """A call that waits: `await hold.arrived.wait()`, look, then `hold.release()`."""

    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        self.released.set()


@dataclass(frozen=True)
class Fault:
    """`after_doing`: the call is carried out first, so that a message has gone out although the answer is lost."""

    errcode: int | None = None
    errmsg: str = ""
    status: int | None = None
    body: bytes | None = None
    hangs: bool = False
    drops: bool = False
    hold: Hold | None = None
    after_doing: bool = False


@dataclass
class Faults:
    _planned: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))

    def plan(self, endpoint: str, fault: Fault, times: int = 1) -> None:
        self._planned[endpoint.removeprefix("/cgi-bin/").strip("/")].extend([fault] * times)

    def next_of(self, endpoint: str) -> Fault | None:
        planned = self._planned.get(endpoint)
        return planned.popleft() if planned else None

    def clear(self) -> None:
        self._planned.clear()
