"""`heyan arrivals`: what failed for good, listed and worked once more."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from typer.testing import CliRunner, Result

from handoff.adapters.sql.engine import open_engine
from handoff.adapters.sql.migrate import upgrade
from handoff.adapters.sql.schema import activities, arrivals, inboxes
from handoff.cli import app
from handoff.settings import load

_AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
_SENDERS = ("oABCDEFGHIJKLMNOPQRSTUVWXYZ1", "short", "")


@pytest.fixture(autouse=True)
def database_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """With three that failed, and one that still waits."""
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    url = load().database_url
    upgrade(url)
    asyncio.run(_fill(url))
    return url


async def _fill(url: str) -> None:
    engine = open_engine(url)
    row = {"inbox_id": "k", "received_at": _AT, "next_attempt_at": _AT, "payload": {}, "attempts": 20}
    async with engine.begin() as connection:
        await connection.execute(insert(inboxes).values(id="k", channel="wechat_oa", name="安禾电器", enabled=True))
        for number, sender in enumerate(_SENDERS):
            failed = {**row, "ref": f"m:{number}", "sender_ref": sender, "state": "failed"}
            await connection.execute(insert(arrivals).values(**failed, error="KeyError:\n 'Event'" + "!" * 200))
        await connection.execute(insert(arrivals).values(**row, ref="m:9", sender_ref="o9", state="pending"))
    await engine.dispose()


def heyan(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["arrivals", *arguments])


def states(url: str) -> Sequence[str]:
    async def read() -> Sequence[str]:
        engine = open_engine(url)
        async with engine.connect() as connection:
            found = list((await connection.execute(select(arrivals.c.state).order_by(arrivals.c.id))).scalars())
        await engine.dispose()
        return found

    return asyncio.run(read())


def test_what_failed_is_listed_with_when_where_who_and_why() -> None:
    done = heyan("failed")

    first, second, third = done.output.splitlines()
    assert done.exit_code == 0
    assert first.startswith("1  2026-11-20 10:00  安禾电器  oABC…XYZ1  KeyError: 'Event'!!!")
    assert len(first) < 200
    assert "  安禾电器  short  KeyError" in second
    assert "  安禾电器  -  KeyError" in third
    assert _SENDERS[0] not in done.output


def test_a_script_gets_each_as_json() -> None:
    shown = [json.loads(line) for line in heyan("failed", "--json").output.splitlines()]

    assert [each["id"] for each in shown] == [1, 2, 3]
    assert shown[0] == {
        "id": 1,
        "received_at": _AT.isoformat(),
        "inbox_id": "k",
        "inbox": "安禾电器",
        "sender": "oABC…XYZ1",
        "error": "KeyError:\n 'Event'" + "!" * 200,
    }


def test_those_that_are_named_are_worked_once_more(database_url: str) -> None:
    done = heyan("again", "1", "3", "1")

    assert (done.exit_code, done.output) == (0, "Worked once more: 2.\n")
    assert states(database_url) == ["pending", "failed", "pending", "pending"]


def test_one_that_has_not_failed_is_told_and_the_others_are_worked(database_url: str) -> None:
    done = heyan("again", "2", "4", "77")

    assert done.exit_code == 1
    assert "Worked once more: 1." in done.output
    assert "4, 77" in done.output
    assert states(database_url) == ["failed", "pending", "failed", "pending"]


def test_all_are_worked_once_more_and_it_is_recorded(database_url: str) -> None:
    assert heyan("again", "--all").output == "Worked once more: 3.\n"

    assert states(database_url) == ["pending"] * 4
    assert heyan("failed").output == "Nothing has failed.\n"
    assert heyan("failed", "--json").output == ""
    assert heyan("again", "--all").output == "Worked once more: 0.\n"

    async def recorded() -> list[tuple[str, object]]:
        engine = open_engine(database_url)
        async with engine.connect() as connection:
            query = select(activities.c.actor, activities.c.detail).where(activities.c.name == "arrivals.again")
            found = [(row.actor, row.detail) for row in await connection.execute(query)]
        await engine.dispose()
        return found

    assert asyncio.run(recorded()) == [("heyan", {"ids": [1, 2, 3]})]


@pytest.mark.parametrize("arguments", [(), ("1", "--all")])
def test_which_ones_must_be_said_and_once_only(database_url: str, arguments: tuple[str, ...]) -> None:
    assert heyan("again", *arguments).exit_code == 2
    assert states(database_url) == ["failed"] * 3 + ["pending"]
