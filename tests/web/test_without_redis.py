"""Redis only wakes: killed, flushed or frozen, every line still arrives, a little later (DESIGN 7)."""

import os
import signal
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

import pytest
import pytest_asyncio

from tests.web.house import House
from tests.web.office import Office, open_office
from tests.web.people import Person, Visitor
from tests.web.wire import Wire

# One polling interval, the look itself, and a slow machine.
_SOON = 2.0


@pytest.fixture
def own_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("breaking")) as house:
        yield house


@pytest_asyncio.fixture
async def own_office(own_house: House) -> AsyncIterator[Office]:
    async with open_office(own_house) as office:
        yield office


async def _arrives(visitor: Visitor, wires: list[Wire]) -> None:
    """A line of the customer is acknowledged and on every screen in time."""
    text = uuid.uuid4().hex
    began = time.monotonic()
    await visitor.say(text)
    acknowledged = time.monotonic() - began
    for wire in wires:
        await wire.line(text)
    assert acknowledged < _SOON, acknowledged
    assert time.monotonic() - began < acknowledged + _SOON


async def _typing_arrives(visitor_wire: Wire, desk: Wire, within: float) -> None:
    """Typing is told while it lasts, so it is said again until it comes through."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        await visitor_wire.send({"type": "typing"})
        with suppress(AssertionError):
            await desk.until(lambda frame: frame["type"] == "typing", within=0.5)
            return
    raise AssertionError(f"typing was not told within {within:g} s")


async def test_lines_arrive_though_redis_is_flushed_frozen_killed_and_back(
    own_house: House, own_office: Office
) -> None:
    agent: Person = await own_office.person()
    visitor = await own_office.visitor()
    episode_id = await own_office.served(agent, visitor)
    desk, widget = await own_office.desk(agent), await own_office.widget(visitor)
    wires = [desk, widget]
    await _arrives(visitor, wires)

    own_house.redis.flush()
    await _arrives(visitor, wires)

    os.kill(own_house.redis.pid, signal.SIGSTOP)
    await _arrives(visitor, wires)
    os.kill(own_house.redis.pid, signal.SIGCONT)
    await _arrives(visitor, wires)

    own_house.redis.kill()
    for _ in range(3):
        await _arrives(visitor, wires)
    # What is new to both sides still works: a login's first socket, a reply, a move.
    late = await own_office.desk(agent)
    assert (await agent.reply(episode_id, "您好，已为您记录，感谢您的等候。")).status_code == 200
    await late.line("您好，已为您记录，感谢您的等候。")

    own_house.redis.start()
    await _typing_arrives(widget, desk, within=15)
    await _arrives(visitor, [*wires, late])
    positions = [event["position"] for event in desk.events()]
    assert positions == sorted(set(positions))
