"""What the migrations build is what the code expects, and it refuses what must never be."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, func, insert, inspect, select, update
from sqlalchemy.exc import IntegrityError, StatementError

from handoff.adapters.sql import migrate
from handoff.adapters.sql.columns import metadata
from handoff.adapters.sql.engine import open_engine
from handoff.adapters.sql.schema import episodes, feed_position, inboxes, messages, outbox
from tests.support.service_desk import FRIDAY_TEN, ServiceDesk


async def test_the_migrations_build_exactly_the_tables_of_the_code(database_url: str) -> None:
    def difference(connection: Connection) -> Any:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, metadata)

    engine = open_engine(database_url)
    async with engine.connect() as connection:
        found = await connection.run_sync(difference)
    await engine.dispose()

    assert found == []


async def test_checks_and_unique_rules_are_in_the_database_too(database_url: str) -> None:
    """Alembic does not compare check constraints; their names are compared here."""

    def names(connection: Connection) -> set[str]:
        look = inspect(connection)
        return {str(check["name"]) for table in metadata.tables for check in look.get_check_constraints(table)}

    expected = {
        str(constraint.name)
        for table in metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    engine = open_engine(database_url)
    async with engine.connect() as connection:
        found = await connection.run_sync(names)
    await engine.dispose()

    assert found == expected


async def test_migrating_again_changes_nothing(database_url: str, desk: ServiceDesk) -> None:
    await migrate.upgrade_async(database_url)

    assert await migrate.is_current(database_url)
    assert await desk.rows(select(feed_position.c.position)) == [(0,)]
    assert await desk.rows(select(func.count()).select_from(inboxes)) == [(1,)]


@pytest.mark.parametrize("verdict", ["block", None, "", "unknown"])
async def test_the_outbox_takes_no_line_that_the_register_did_not_let_through(
    desk: ServiceDesk, verdict: str | None
) -> None:
    await desk.say("订单到哪了")
    [line] = [each for each in await desk.messages() if each.kind == "answer"]
    row = {
        "message_id": line.id,
        "conversation_id": line.conversation_id,
        "channel": "web",
        "seq": line.seq,
        "verdict": verdict,
        "next_attempt_at": FRIDAY_TEN,
    }
    async with desk.engine.begin() as connection:
        await connection.execute(outbox.delete())

    with pytest.raises(IntegrityError):
        async with desk.engine.begin() as connection:
            await connection.execute(insert(outbox).values(**row))


async def test_a_line_in_the_outbox_cannot_be_turned_into_a_blocked_one(desk: ServiceDesk) -> None:
    await desk.say("订单到哪了")

    with pytest.raises(IntegrityError):
        async with desk.engine.begin() as connection:
            await connection.execute(update(outbox).values(verdict="block"))


async def test_an_outgoing_line_without_a_verdict_cannot_be_stored(desk: ServiceDesk) -> None:
    await desk.say("订单到哪了")

    with pytest.raises(IntegrityError):
        async with desk.engine.begin() as connection:
            await connection.execute(update(messages).where(messages.c.sender == "bot").values(verdict=None))


async def test_an_episode_has_an_assignee_exactly_when_it_is_assigned(desk: ServiceDesk) -> None:
    await desk.say("订单到哪了")

    with pytest.raises(IntegrityError):
        async with desk.engine.begin() as connection:
            await connection.execute(update(episodes).values(status="assigned", assignee_id=None))
    with pytest.raises(IntegrityError):
        async with desk.engine.begin() as connection:
            await connection.execute(update(episodes).values(status="queued", assignee_id="somebody"))


async def test_an_instant_without_a_zone_is_refused_before_it_is_lost(desk: ServiceDesk) -> None:
    with pytest.raises(StatementError, match="time zone"):
        async with desk.engine.begin() as connection:
            await connection.execute(update(episodes).values(opened_at=FRIDAY_TEN.replace(tzinfo=None)))
