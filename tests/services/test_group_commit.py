"""Writes that share transactions: each is told only of its own, and only once it is committed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import func, select

from handoff.adapters.sql.schema import arrivals, kf_cursors
from handoff.services.arrival_port import NewArrival
from handoff.services.arrivals import Reception
from handoff.services.group_commit import GroupCommit, Write
from handoff.services.ports import UnitOfWork
from tests.support.service_desk import ServiceDesk


class Counted:
    """Opens the desk's transactions, counts them, and lets a test hold one."""

    def __init__(self, desk: ServiceDesk) -> None:
        self.desk = desk
        self.opened = 0
        self.is_open = asyncio.Event()
        self.commits = asyncio.Event()
        self.commits.set()

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[UnitOfWork]:
        self.opened += 1
        self.is_open.set()
        async with self.desk.work() as work:
            yield work
            await self.commits.wait()


def arrival(number: int) -> NewArrival:
    return NewArrival(f"m:{number}", f"o{number}", {"MsgId": number, "Content": "在吗"})


async def kept(desk: ServiceDesk) -> int:
    return int((await desk.rows(select(func.count()).select_from(arrivals)))[0][0])


async def test_what_comes_meanwhile_shares_the_next_transaction_and_is_told_after_it(desk: ServiceDesk) -> None:
    counted = Counted(desk)
    reception = Reception(counted, desk.now)
    counted.commits.clear()
    first = asyncio.create_task(reception.take("oa", arrival(0)))
    await counted.is_open.wait()
    later = [asyncio.create_task(reception.take("oa", arrival(number))) for number in range(1, 30)]
    await asyncio.sleep(0)

    assert not any(task.done() for task in (first, *later))

    counted.commits.set()
    await asyncio.gather(first, *later)
    assert (counted.opened, await kept(desk)) == (2, 30)


async def test_a_repeat_in_the_same_transaction_changes_nothing(desk: ServiceDesk) -> None:
    reception = Reception(desk.work, desk.now)

    await asyncio.gather(*(reception.take("oa", arrival(1)) for _ in range(5)))
    await reception.take("oa", arrival(1))

    assert await kept(desk) == 1


async def test_bells_in_one_transaction_are_all_counted(desk: ServiceDesk) -> None:
    reception = Reception(desk.work, desk.now)

    await asyncio.gather(*(reception.bell("kf", f"t{number}") for number in range(4)), reception.take("oa", arrival(1)))

    [cursor] = await desk.rows(select(kf_cursors.c.rings, kf_cursors.c.pending))
    assert tuple(cursor) == (4, True)
    assert await kept(desk) == 1


async def test_what_cannot_be_written_does_not_take_the_others_along(desk: ServiceDesk) -> None:
    group = GroupCommit(desk.work)

    async def fails(_work: UnitOfWork) -> None:
        raise RuntimeError("of no use")

    def good(number: int) -> Write:
        async def keep(work: UnitOfWork) -> None:
            await work.arrivals.add("oa", [arrival(number)], desk.now(), desk.now())

        return Write((str(number),), keep)

    told = await asyncio.gather(
        *(group.committed(each) for each in (good(1), Write(("2",), fails), good(3), Write(("0",), fails))),
        return_exceptions=True,
    )

    assert [type(each) for each in told] == [type(None), RuntimeError, type(None), RuntimeError]
    assert await kept(desk) == 2


async def test_who_goes_away_is_kept_all_the_same(desk: ServiceDesk) -> None:
    counted = Counted(desk)
    reception = Reception(counted, desk.now)
    counted.commits.clear()
    gone, stays = [asyncio.create_task(reception.take("oa", arrival(number))) for number in (1, 2)]
    await counted.is_open.wait()

    gone.cancel()
    counted.commits.set()
    await stays
    await reception.take("oa", arrival(3))

    with pytest.raises(asyncio.CancelledError):
        await gone
    assert await kept(desk) == 3
