"""Servers that tests of every folder may ask for. Read on both Pythons: libraries are imported where they are used."""

from collections.abc import Iterator

import pytest

from tests.support.postgres import HOW_TO_GET_IT, PostgresServer, find_programs
from tests.support.redis_server import RedisServer


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """One Redis for the whole run."""
    with RedisServer() as server:
        yield server


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """The URL of an empty Redis."""
    redis_server.flush()
    return redis_server.url


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL for the whole run; the tests that need it are reported as skipped where there is none."""
    programs = find_programs()
    if programs is None:
        pytest.skip(HOW_TO_GET_IT)
    with PostgresServer(programs) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of an empty database, for this test only."""
    with postgres_server.fresh_database() as url:
        yield url
