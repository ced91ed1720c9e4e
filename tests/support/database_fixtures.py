"""`database_url` and `desk` for every folder whose conftest takes them over; each test runs on both databases."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import pytest_asyncio

from tests.support.databases import copy_sqlite, empty, postgres_database, sqlite_template
from tests.support.postgres import PostgresServer
from tests.support.service_desk import ServiceDesk


@pytest.fixture(scope="session")
def sqlite_file() -> Iterator[Path]:
    with sqlite_template() as path:
        yield path


@pytest.fixture(scope="session")
def postgres_migrated(postgres_server: PostgresServer) -> Iterator[str]:
    with postgres_database(postgres_server) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty, migrated database."""
    if request.param == "sqlite":
        # In memory where the system offers it: every commit waits for the disk, which takes half of the time.
        with TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None, prefix="heyan-") as folder:
            yield copy_sqlite(request.getfixturevalue("sqlite_file"), Path(folder))
        return
    url: str = request.getfixturevalue("postgres_migrated")
    asyncio.run(empty(url))
    yield url


@pytest_asyncio.fixture
async def desk(database_url: str) -> AsyncIterator[ServiceDesk]:
    """The service on an empty database, open round the clock."""
    desk = ServiceDesk.open(database_url)
    yield desk
    await desk.close()
