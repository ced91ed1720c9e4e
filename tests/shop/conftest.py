"""A seeded shop and an empty one, each on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from shop.database import open_engine
from shop.seed import seed
from shop.sql import SqlShop
from tests.shop.bench import Bench

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def shop_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shop.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def shop(shop_url: str) -> Iterator[SqlShop]:
    seed(shop_url, TODAY)
    engine = open_engine(shop_url)
    yield SqlShop(engine)
    engine.dispose()


@pytest.fixture
def bench(shop_url: str) -> Iterator[Bench]:
    """A shop for the orders that a test makes itself."""
    bench = Bench.at(shop_url, TODAY)
    yield bench
    bench.shop.engine.dispose()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """The same for tests that only read, once for all of them."""
    bench = Bench.at(f"sqlite:///{tmp_path_factory.mktemp('made') / 'shop.db'}", TODAY)
    yield bench
    bench.shop.engine.dispose()
