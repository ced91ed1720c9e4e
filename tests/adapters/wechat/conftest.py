"""A small platform for each test, and what talks to it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import httpx
import pytest

from handoff.adapters.wechat.kf import KfPlatformApi
from handoff.adapters.wechat.official_account import OfficialAccountPlatform
from handoff.domain.arrival import Arrival
from handoff.domain.inbox import Inbox
from handoff.services.channel_port import KfPlatform, Platform
from tests.adapters.wechat.small_platform import (
    KF_TOKEN,
    NOW,
    OA_TOKEN,
    TOKEN,
    RowOfTokens,
    SmallPlatform,
    a_kf_inbox,
    an_inbox,
    given_token,
    impatient_http,
    small_platform,
)


@pytest.fixture
async def small() -> AsyncIterator[SmallPlatform]:
    async with small_platform() as platform:
        platform.script(OA_TOKEN, given_token(TOKEN))
        platform.script(KF_TOKEN, given_token(TOKEN))
        yield platform


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with impatient_http() as client:
        yield client


@pytest.fixture
def tokens() -> RowOfTokens:
    return RowOfTokens()


@pytest.fixture
def platform(http: httpx.AsyncClient, tokens: RowOfTokens) -> Platform:
    return OfficialAccountPlatform(http, tokens, lambda: NOW, nothing_read, pauses=(0.0, 0.0))


@pytest.fixture
def kf(http: httpx.AsyncClient, tokens: RowOfTokens) -> KfPlatform:
    return KfPlatformApi(http, tokens, lambda: NOW, nothing_read, pauses=(0.0, 0.0))


@pytest.fixture
def inbox(small: SmallPlatform) -> Inbox:
    return an_inbox(api_base=small.url)


@pytest.fixture
def kf_inbox(small: SmallPlatform) -> Inbox:
    return a_kf_inbox(small.url)


def nothing_read(_inbox: Inbox, _payload: Mapping[str, Any]) -> Sequence[Arrival]:
    return []
