"""One bot and one seeded shop for all dialogues of a run."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from actions.dates import SHANGHAI
from shop.seed import seed
from tests.dialogues.bot import RunningBot, running_bot
from tests.dialogues.orders import OrderPool


@pytest.fixture(scope="session")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBot]:
    folder = tmp_path_factory.mktemp("bot")
    shop_url = f"sqlite:///{folder / 'shop.db'}"
    seed(shop_url, datetime.now(SHANGHAI).date())
    with running_bot(folder, shop_url) as running:
        yield running


@pytest.fixture(scope="session")
def pool(bot: RunningBot) -> Iterator[OrderPool]:
    pool = OrderPool.of(bot.shop_url)
    yield pool
    pool.engine.dispose()
