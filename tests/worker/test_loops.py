"""Doorbells: nothing rung is missed, and not everybody is woken for every ring."""

import asyncio

from handoff.worker.loops import Doorbell

_LONG = 3600.0


async def _heard(listeners: list["asyncio.Task[None]"]) -> int:
    # Enough rounds of the loop for whoever was woken to come to his end.
    for _ in range(10):
        await asyncio.sleep(0)
    return sum(listener.done() for listener in listeners)


async def _listeners(bell: Doorbell, count: int) -> list["asyncio.Task[None]"]:
    tasks = [asyncio.create_task(bell.heard(_LONG)) for _ in range(count)]
    await asyncio.sleep(0)
    return tasks


async def test_one_ring_wakes_one() -> None:
    bell = Doorbell(3)
    listeners = await _listeners(bell, 3)

    bell.ring()

    assert await _heard(listeners) == 1
    bell.ring(everyone=True)
    assert await _heard(listeners) == 3


async def test_who_was_busy_at_the_ring_hears_it_later() -> None:
    bell = Doorbell(2)
    for _ in range(5):
        bell.ring()

    late = await _listeners(bell, 3)

    # As many as listen, and no more: the sixth look would find what the second one left.
    assert await _heard(late) == 2
    late[2].cancel()


async def test_without_a_ring_the_time_runs_out() -> None:
    await Doorbell(1).heard(0.01)
