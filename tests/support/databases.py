"""Databases for the tests of stores and use cases: migrated once, empty for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import create_async_engine

from handoff.adapters.sql import migrate
from handoff.adapters.sql.columns import metadata
from handoff.adapters.sql.schema import feed_position, inboxes
from handoff.domain.message import WEB_INBOX_ID
from tests.support.postgres import PostgresServer

# Filled by the migration, and not by anything that runs.
_SEEDED = {"inboxes", "feed_position"}


@contextmanager
def sqlite_template() -> Iterator[Path]:
    """A migrated SQLite file to copy."""
    with TemporaryDirectory(prefix="heyan-sqlite-") as folder:
        path = Path(folder) / "template.db"
        migrate.upgrade(f"sqlite+aiosqlite:///{path}")
        yield path


def copy_sqlite(template: Path, folder: Path) -> str:
    path = folder / "heyan.db"
    shutil.copy(template, path)
    return f"sqlite+aiosqlite:///{path}"


@contextmanager
def postgres_database(server: PostgresServer) -> Iterator[str]:
    """A migrated PostgreSQL database, shared: creating one for each test takes longer than the tests."""
    with server.fresh_database() as url:
        migrate.upgrade(url)
        yield url


async def empty(url: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name not in _SEEDED:
                await connection.execute(delete(table))
        await connection.execute(update(feed_position).values(position=0))
        await connection.execute(delete(inboxes).where(inboxes.c.id != WEB_INBOX_ID))
    await engine.dispose()
