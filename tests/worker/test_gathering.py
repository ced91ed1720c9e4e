"""Requests that arrive together are encoded together, and each gets its own rows."""

import asyncio
import threading
from collections.abc import Sequence

import numpy as np
import pytest

from handoff.worker.gathering import Gathering, Overloaded, Rows


class Counting:
    """Encodes a text as its length; remembers how many texts each call had."""

    def __init__(self) -> None:
        self.calls: list[int] = []
        self.began = threading.Event()
        self.goes_on = threading.Event()
        self.goes_on.set()

    def __call__(self, texts: Sequence[str]) -> Rows:
        self.began.set()
        assert self.goes_on.wait(10)
        self.calls.append(len(texts))
        if "bad" in texts:
            raise RuntimeError("cannot be read")
        return np.array([[len(text)] for text in texts], dtype=np.float32)


@pytest.fixture
def encode() -> Counting:
    return Counting()


async def test_what_arrives_within_a_moment_is_one_call(encode: Counting) -> None:
    gathering = Gathering(encode)

    rows = await asyncio.gather(*(gathering.rows(["x" * size, "y"]) for size in range(1, 21)))

    assert encode.calls == [40]
    assert [found[:, 0].tolist() for found in rows] == [[size, 1] for size in range(1, 21)]


async def test_what_arrives_during_a_call_is_the_next_one(encode: Counting) -> None:
    gathering = Gathering(encode)
    encode.goes_on.clear()
    first = asyncio.create_task(gathering.rows(["x"]))
    assert await asyncio.to_thread(encode.began.wait, 10)

    others = [asyncio.create_task(gathering.rows(["yy"])) for _ in range(5)]
    await asyncio.sleep(0)
    encode.goes_on.set()
    await asyncio.gather(first, *others)

    assert encode.calls == [1, 5]


async def test_a_call_holds_no_more_than_fits(encode: Counting) -> None:
    gathering = Gathering(encode)

    await asyncio.gather(*(gathering.rows(["x"] * 30) for _ in range(4)))

    assert encode.calls == [60, 60]


async def test_a_failure_is_told_to_its_askers_and_the_next_go_on(encode: Counting) -> None:
    gathering = Gathering(encode)

    failed = await asyncio.gather(gathering.rows(["bad"]), gathering.rows(["x"]), return_exceptions=True)

    assert [str(one) for one in failed] == ["cannot be read"] * 2
    assert (await gathering.rows(["xyz"])).tolist() == [[3]]


async def test_who_has_gone_away_holds_up_nobody(encode: Counting) -> None:
    gathering = Gathering(encode)
    gone, there = asyncio.create_task(gathering.rows(["x"])), asyncio.create_task(gathering.rows(["xy"]))
    await asyncio.sleep(0)

    gone.cancel()

    assert (await there).tolist() == [[2]]


async def test_more_than_can_be_answered_soon_is_refused(encode: Counting) -> None:
    gathering = Gathering(encode, most_waiting=3)
    waiting = asyncio.create_task(gathering.rows(["x", "y"]))
    await asyncio.sleep(0)

    with pytest.raises(Overloaded):
        await gathering.rows(["x", "y"])

    assert len(await waiting) == 2
