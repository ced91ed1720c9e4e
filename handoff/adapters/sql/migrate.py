"""Brings a database to the newest schema; safe to run at every start."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from handoff.adapters.sql.engine import open_engine

_FOLDER = Path(__file__).resolve().parents[3] / "migrations"


def upgrade(database_url: str) -> None:
    asyncio.run(upgrade_async(database_url))


async def upgrade_async(database_url: str) -> None:
    engine = open_engine(database_url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


async def is_current(database_url: str) -> bool:
    """Whether the database is at the newest revision; raises SQLAlchemy's error when it cannot be reached."""
    engine = open_engine(database_url)
    try:
        async with engine.connect() as connection:
            found = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
    finally:
        await engine.dispose()
    return found == ScriptDirectory(str(_FOLDER)).get_current_head()


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
