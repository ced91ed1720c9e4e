"""A seeded shop and an empty one, each on both databases and behind the HTTP API."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from shop.database import open_engine
from shop.http import open_http_shop
from shop.port import Shop
from shop.seed import seed
from shop.sql import SqlShop
from tests.shop.bench import Bench
from tests.shop.stand_in import TOKEN, StandIn

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql", "http"])
def adapter(request: pytest.FixtureRequest) -> str:
    """How the shop is reached; behind HTTP lies a stand-in that works on SQLite."""
    return str(request.param)


@pytest.fixture
def shop_url(adapter: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if adapter == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'shop.db'}"


@pytest.fixture
def engine(shop_url: str) -> Iterator[Engine]:
    engine = open_engine(shop_url)
    yield engine
    engine.dispose()


@pytest.fixture
def reached(adapter: str, engine: Engine) -> Iterator[Shop]:
    """The shop, whether it holds anything yet or not."""
    if adapter != "http":
        yield SqlShop(engine)
        return
    with StandIn(SqlShop(engine)) as stand_in:
        shop = open_http_shop(stand_in.url, TOKEN)
        yield shop
        shop.close()
    assert stand_in.misfits == []


@pytest.fixture
def shop(shop_url: str, reached: Shop) -> Shop:
    seed(shop_url, TODAY)
    return reached


@pytest.fixture
def bench(shop_url: str, engine: Engine, reached: Shop) -> Bench:
    """A shop for the orders that a test makes itself."""
    Bench.at(shop_url, TODAY).engine.dispose()
    return Bench(reached, engine, TODAY)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """The same for tests that only read, once for all of them."""
    bench = Bench.at(f"sqlite:///{tmp_path_factory.mktemp('made') / 'shop.db'}", TODAY)
    yield bench
    bench.engine.dispose()
