"""A database of an earlier release comes up to today with all that is in it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql import migrate
from handoff.adapters.sql.engine import open_engine
from handoff.adapters.sql.reading import SqlReader
from handoff.adapters.sql.schema import inboxes
from handoff.domain.clocks import SlaPolicy
from handoff.domain.message import Sender
from handoff.settings import ROOT

_AT = "2026-11-20 02:00:00.000000"
_FIRST_RELEASE: dict[str, dict[str, Any]] = {
    "contacts": {"id": "k", "name": "王", "title": "先生", "vip": False, "created_at": _AT},
    "conversations": {
        "id": "c", "inbox_id": "web", "contact_id": "k", "channel": "web", "last_seq": 2, "created_at": _AT,
    },
    "episodes": {
        "id": "e", "conversation_id": "c", "status": "bot", "version": 1, "opened_at": _AT, "first_seq": 1,
        "declined": "[]", "lead_called": False, "renewals": 0,
    },
    "messages": {
        "id": "m", "conversation_id": "c", "episode_id": "e", "inbox_id": "web", "message_ref": "m", "seq": 1,
        "sender": "contact", "kind": "text", "text": "我的快递到哪了", "created_at": _AT, "buttons": "[]",
        "findings": "[]",
    },
    "tickets": {
        "id": "t", "number": "T20261120-001", "episode_id": "e", "conversation_id": "c", "opened_at": _AT,
        "status": "open", "category": "查询", "demand": "查询快递。", "scene": "网页", "contact_name": "王先生",
        "contact_ref": "c", "priority": "normal", "department": "客服部", "due_at": _AT,
    },
    "promises": {
        "id": "p", "episode_id": "e", "text": "明天18:00前答复客户", "made_at": _AT, "due_at": _AT, "status": "made",
        "kind": "answer",
    },
}  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database, without a single table."""
    if request.param == "postgresql":
        yield request.getfixturevalue("postgres_url")
        return
    with TemporaryDirectory(prefix="heyan-upgrade-") as folder:
        yield f"sqlite+aiosqlite:///{Path(folder) / 'heyan.db'}"


def _to_release(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def _fill(connection: AsyncConnection) -> None:
    for table, row in _FIRST_RELEASE.items():
        values = ", ".join(_literal(value) for value in row.values())
        await connection.execute(text(f"insert into {table} ({', '.join(row)}) values ({values})"))


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool | int) else f"'{value}'"


async def test_the_first_release_comes_up_to_today_and_loses_nothing(empty_url: str) -> None:
    engine = open_engine(empty_url)
    async with engine.begin() as connection:
        await connection.run_sync(_to_release, "0001")
        await _fill(connection)

    await migrate.upgrade_async(empty_url)

    assert await migrate.is_current(empty_url)
    async with SqlReader(engine, SlaPolicy())() as snapshot:
        [line] = await snapshot.messages("c", before_seq=None, limit=9)
        ticket = await snapshot.ticket("e")
        [promise] = await snapshot.promises(["e"])
    await engine.dispose()
    assert (line.sender, line.text, line.attachments, line.card) == (Sender.CONTACT, "我的快递到哪了", (), None)
    assert ticket is not None
    assert (ticket.number, ticket.demand) == ("T20261120-001", "查询快递。")
    # Every ticket of the first release came of bringing in a person; nobody has it, and it is no older version.
    assert (ticket.kind, ticket.assignee_id, ticket.version, ticket.photos) == ("handoff", None, 0, ())
    assert (promise.id, promise.status, promise.ticket_id) == ("p", "made", None)


async def test_an_inbox_of_before_has_been_its_accounts_since_it_was_made(empty_url: str) -> None:
    engine = open_engine(empty_url)
    async with engine.begin() as connection:
        await connection.run_sync(_to_release, "0005")
        row = f"('k', 'wechat_kf', '微信客服', '{_AT}')"
        await connection.execute(text(f"insert into inboxes (id, channel, name, created_at) values {row}"))

    await migrate.upgrade_async(empty_url)

    async with engine.connect() as connection:
        query = select(inboxes.c.created_at, inboxes.c.account_since).where(inboxes.c.id == "k")
        [(created_at, account_since)] = (await connection.execute(query)).all()
    await engine.dispose()
    assert account_since == created_at == datetime(2026, 11, 20, 2, tzinfo=UTC)
