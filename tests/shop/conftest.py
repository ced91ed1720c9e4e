"""A seeded shop on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from shop.database import open_engine
from shop.seed import seed
from shop.sql import SqlShop

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
