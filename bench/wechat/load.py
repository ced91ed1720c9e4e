"""The load and what became of it: callbacks at a steady rate, then the wait until every customer is answered."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from bench.wechat.bot import answered_in, question
from bench.wechat.stage import Stage
from handoff.adapters.sql.schema import arrivals, mailboxes, messages, outbox
from tests.support.wechat_platform.oa_customer import OaCustomer

_LOOKS_EVERY = 1.0


@dataclass
class Load:
    """`took`: seconds from the post until the acknowledgement, of each callback that the first try brought through;

    `repeated`: how many took another try; `lost`: how many none brought through.
    """

    rate: float
    seconds: float
    customers: int
    took: list[float] = field(default_factory=list)
    repeated: int = 0
    lost: int = 0
    lasted: float = 0.0

    @property
    def count(self) -> int:
        return round(self.rate * self.seconds)

    async def run(self, stage: Stage) -> list[OaCustomer]:
        """Each callback leaves when its time has come, whether or not the ones before it are answered."""
        people = [stage.account.customer(f"customer-{number}") for number in range(self.customers)]
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(self.count):
                await asyncio.sleep(max(0.0, began + number / self.rate - time.perf_counter()))
                group.create_task(self._one(people[number % self.customers], number))
        self.lasted = time.perf_counter() - began
        return people

    async def _one(self, customer: OaCustomer, number: int) -> None:
        began = time.perf_counter()
        pushed = await customer.writes(question(number))
        took = time.perf_counter() - began
        if not pushed.is_taken:
            self.lost += 1
        elif len(pushed.tries) > 1:
            self.repeated += 1
        else:
            self.took.append(took)


async def kept(stage: Stage) -> int:
    return await _count(stage, select(func.count()).select_from(arrivals))


async def drained(stage: Stage, within: float) -> float | None:
    """Seconds until nothing is under way any more; None when that took too long."""
    began = time.perf_counter()
    while time.perf_counter() - began < within:
        if not await under_way(stage):
            return time.perf_counter() - began
        await asyncio.sleep(_LOOKS_EVERY)
    return None


async def under_way(stage: Stage) -> dict[str, int]:
    """What waits, where anything does."""
    waiting = {
        "arrivals": select(func.count()).where(arrivals.c.state == "pending"),
        "mailboxes": select(func.count()).where(mailboxes.c.pending),
        "outbox": select(func.count()).where(outbox.c.state.in_(("pending", "sending"))),
    }
    found = {name: await _count(stage, query) for name, query in waiting.items()}
    return {name: count for name, count in found.items() if count}


async def verdict(stage: Stage, load: Load, people: list[OaCustomer]) -> dict[str, int]:
    """Every question once in our threads, every answer once on the customer's screen; all that is not so, counted."""
    asked = Counter(range(load.count))
    async with stage.system.engine.connect() as connection:
        query = select(messages.c.text).where(messages.c.sender == "contact")
        texts = Counter((await connection.execute(query)).scalars())
    held = Counter({number: texts[question(number)] for number in asked if texts[question(number)]})
    heard = Counter(number for each in people for text in each.texts for number in answered_in(text))
    return {
        "questions_lost": sum((asked - held).values()),
        "questions_doubled": sum((held - asked).values()),
        "answers_lost": sum((asked - heard).values()),
        "answers_doubled": sum((heard - asked).values()),
    }


async def states(stage: Stage) -> dict[str, int]:
    """How our lines ended."""
    query = select(outbox.c.state, func.count()).group_by(outbox.c.state)
    async with stage.system.engine.connect() as connection:
        return {str(state): int(count) for state, count in (await connection.execute(query)).all()}


async def _count(stage: Stage, query: Any) -> int:
    async with stage.system.engine.connect() as connection:
        connection = await connection.execution_options(read_only=True)  # noqa: PLW2901 (the same connection)
        return int(await connection.scalar(query) or 0)
