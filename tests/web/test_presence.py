"""Who holds the desk open is there; who is gone too long is off line, and their customers are back in the queue."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from datetime import datetime

import pytest
import pytest_asyncio
from sqlalchemy import select

from handoff.adapters.sql.schema import users
from handoff.domain.agent import Role
from handoff.settings import ROOT
from tests.web.house import House
from tests.web.office import Office, open_office
from tests.web.people import Person

_SILENT_AFTER = 2.0


@pytest.fixture(scope="module")
def hasty_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("hasty")
    text = (ROOT / "enterprise.yml").read_text("utf-8")
    enterprise = folder / "enterprise.yml"
    enterprise.write_text(text.replace("agent_silent_after: 60s", f"agent_silent_after: {_SILENT_AFTER:g}s"), "utf-8")
    with House(folder, enterprise) as house:
        yield house


@pytest_asyncio.fixture
async def hasty(hasty_house: House) -> AsyncIterator[Office]:
    async with open_office(hasty_house) as office:
        yield office


async def _row(office: Office, person: Person) -> tuple[str, datetime]:
    query = select(users.c.availability, users.c.last_seen_at).where(users.c.id == person.user.id)
    async with office.accounts.engine.connect() as connection:
        row = (await connection.execute(query)).one()
    return row.availability, row.last_seen_at


async def _beats(office: Office, person: Person, times: int) -> None:
    """Until the web process has said so many times that this person is connected."""
    async with asyncio.timeout(10):
        last = (await _row(office, person))[1]
        while times:
            await asyncio.sleep(0.05)
            seen = (await _row(office, person))[1]
            times, last = times - (seen > last), seen


async def _retired(office: Office, person: Person) -> float:
    """Looks as the worker does until the person is off line; returns how long that took."""
    began = time.monotonic()
    async with asyncio.timeout(_SILENT_AFTER + 8):
        while (await _row(office, person))[0] != "offline":
            await asyncio.sleep(0.05)
            await office.services.presence.retire_silent()
    return time.monotonic() - began


async def test_who_is_connected_stays_and_who_left_gives_the_customers_back(hasty: Office) -> None:
    leaver, witness, visitor = await hasty.person(), await hasty.person(Role.LEAD), await hasty.visitor()
    tabs, watching = [await hasty.desk(leaver), await hasty.desk(leaver)], await hasty.desk(witness)
    episode_id = await hasty.served(leaver, visitor)

    await tabs[0].close()
    began = time.monotonic()
    while time.monotonic() - began < _SILENT_AFTER + 0.5:
        await _beats(hasty, leaver, times=2)
        await hasty.services.presence.retire_silent()
    assert (await _row(hasty, leaver))[0] == "online"

    await tabs[1].close()
    assert await _retired(hasty, leaver) > _SILENT_AFTER - 1.0
    await hasty.work()

    await watching.until(
        lambda frame: (
            frame.get("name") == "agent.changed"
            and (frame["data"]["agent"]["id"], frame["data"]["agent"]["availability"]) == (leaver.user.id, "offline")
        )
    )
    detail = await witness.open(episode_id)
    assert (detail["summary"]["status"], detail["summary"]["assignee"]) == ("queued", None)
    assert (await visitor.lines())[-1]["kind"] == "queue"


async def test_who_signs_out_with_customers_gives_them_back_too(hasty: Office) -> None:
    leaver, witness = await hasty.person(), await hasty.person(Role.LEAD)
    _open = await hasty.desk(witness)
    episode_id = await hasty.served(leaver)

    assert (await leaver.post("/api/logout")).status_code == 200
    assert (await _row(hasty, leaver))[0] == "offline"

    async with asyncio.timeout(_SILENT_AFTER + 8):
        while (await witness.open(episode_id))["summary"]["status"] != "queued":
            await asyncio.sleep(0.05)
            await hasty.services.presence.retire_silent()
