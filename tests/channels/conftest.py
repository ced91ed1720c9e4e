"""The service with WeChat's stand-in around it, on both databases."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.database_fixtures import database_url, desk, postgres_migrated, sqlite_file
from tests.support.service_desk import ServiceDesk
from tests.support.wechat_desk import WechatDesk, wechat_desk

__all__ = ["database_url", "desk", "postgres_migrated", "sqlite_file"]


@pytest_asyncio.fixture
async def there(desk: ServiceDesk) -> AsyncIterator[WechatDesk]:
    async with wechat_desk(desk) as there:
        yield there
