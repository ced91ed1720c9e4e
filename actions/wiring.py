"""The only place that knows which shop and knowledge the actions use; built on first use, from the environment."""

import os
from datetime import UTC, datetime
from functools import cache

from actions.knowledge import Knowledge, WorkerKnowledge
from shop.database import open_engine
from shop.policy import Policy, read_policy
from shop.port import Shop
from shop.sql import SqlShop


@cache
def shop() -> Shop:
    return SqlShop(open_engine(os.environ.get("SHOP_DATABASE_URL", "sqlite:///var/shop.db")))


@cache
def policy() -> Policy:
    return read_policy()


@cache
def knowledge() -> Knowledge:
    port = os.environ.get("WORKER_PORT", "5060")
    return WorkerKnowledge(f"http://127.0.0.1:{port}", os.environ.get("WORKER_SECRET", ""))


def now() -> datetime:
    return datetime.now(UTC)
