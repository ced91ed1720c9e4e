"""The only place that knows which shop and knowledge the actions use; built on first use, from the environment."""

import logging
import os
from datetime import UTC, datetime
from functools import cache

from actions.knowledge import Knowledge, WorkerKnowledge
from shop.database import open_engine
from shop.http import open_http_shop
from shop.http_calls import Patience
from shop.policy import Policy, read_policy
from shop.port import Shop
from shop.sql import SqlShop


@cache
def shop() -> Shop:
    """The enterprise's own where its address is set, else the demo shop."""
    if os.environ.get("SHOP_API_URL"):
        return _enterprise_shop(os.environ["SHOP_API_URL"])
    return SqlShop(open_engine(os.environ.get("SHOP_DATABASE_URL", "sqlite:///var/shop.db")))


def _enterprise_shop(url: str) -> Shop:
    # It would write down every address that is asked for, with whose order it is.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    patience = Patience(
        connect=float(os.environ.get("SHOP_API_CONNECT_SECONDS") or Patience.connect),
        read=float(os.environ.get("SHOP_API_READ_SECONDS") or Patience.read),
    )
    return open_http_shop(url, os.environ.get("SHOP_API_TOKEN", ""), patience)


@cache
def policy() -> Policy:
    return read_policy()


@cache
def knowledge() -> Knowledge:
    port = os.environ.get("WORKER_PORT", "5060")
    return WorkerKnowledge(f"http://127.0.0.1:{port}", os.environ.get("WORKER_SECRET", ""))


def now() -> datetime:
    return datetime.now(UTC)
