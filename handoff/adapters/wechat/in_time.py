"""A send within its time: cut off, the line may have arrived, but only where its own request was out by then."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handoff.adapters.wechat.errors import NoAnswer, NotTaken, Refused
from handoff.services.ports import Clock


@dataclass
class Errand:
    now: Clock
    until: datetime
    is_out: bool = field(default=False, init=False)

    @contextmanager
    def carrying(self) -> Iterator[None]:
        """Around the request that carries the line; tokens, pictures and questions go before it."""
        if self.now() >= self.until:
            # The process stood still meanwhile, so that nothing could cut this off.
            raise NotTaken("no time left to begin in")
        self.is_out = True
        try:
            yield
        except (Refused, NotTaken):
            self.is_out = False
            raise


@asynccontextmanager
async def in_time(now: Clock, within: timedelta) -> AsyncIterator[Errand]:
    """Raises NoAnswer or NotTaken when the time is over."""
    errand = Errand(now, now() + within)
    try:
        async with asyncio.timeout(max(within.total_seconds(), 0.0)):
            yield errand
    except TimeoutError as error:
        said = f"cut off after {within.total_seconds():g} s"
        raise (NoAnswer(said) if errand.is_out else NotTaken(said)) from error
