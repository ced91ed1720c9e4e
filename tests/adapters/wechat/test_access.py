"""Access tokens: asked for by one process at a time, used by all, and replaced once when refused."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from handoff.adapters.wechat.access import Access
from handoff.adapters.wechat.api import PlatformApi
from handoff.adapters.wechat.error_codes import KF
from handoff.adapters.wechat.errors import Action, NotTaken, Refused
from handoff.adapters.wechat.kf import token_request as kf_token_request
from handoff.domain.inbox import Inbox
from handoff.services.channel_port import StoredToken
from tests.adapters.wechat.small_platform import (
    BREAK,
    HANG,
    KF_TOKEN,
    NOW,
    OA_TOKEN,
    OK,
    SECRET,
    TOKEN,
    Asked,
    Reply,
    RowOfTokens,
    SmallPlatform,
    a_kf_inbox,
    error,
    given_token,
    impatient_http,
    open_api,
)

PATH = "/cgi-bin/something"


@pytest.fixture
def api(http: httpx.AsyncClient, tokens: RowOfTokens) -> PlatformApi:
    return open_api(http, tokens)


async def test_a_stored_token_is_used_and_none_is_asked_for(
    small: SmallPlatform, api: PlatformApi, inbox: Inbox, tokens: RowOfTokens
) -> None:
    small.script(PATH, OK)
    tokens.rows["oa"] = StoredToken("stored", NOW + timedelta(seconds=1))

    await api.send(inbox, PATH, {})

    assert small.at(PATH)[0].query["access_token"] == "stored"
    assert small.at(OA_TOKEN) == []


async def test_the_stable_token_is_asked_for_and_never_forced(
    small: SmallPlatform, api: PlatformApi, inbox: Inbox, tokens: RowOfTokens
) -> None:
    small.script(PATH, OK)

    await api.send(inbox, PATH, {})

    asked = small.at(OA_TOKEN)[0]
    assert asked.json == {"grant_type": "client_credential", "appid": "wx-app", "secret": SECRET}
    assert tokens.rows["oa"] == StoredToken(TOKEN, NOW + timedelta(seconds=7200 - 240))


async def test_the_token_of_kf_is_asked_for_in_its_own_way(
    small: SmallPlatform, http: httpx.AsyncClient, tokens: RowOfTokens
) -> None:
    inbox = a_kf_inbox(small.url + "/")

    await Access(http, tokens, lambda: NOW, kf_token_request, KF).token(inbox)

    asked = small.at(KF_TOKEN)[0]
    assert (asked.method, asked.query) == ("GET", {"corpid": "corp", "corpsecret": SECRET})


@pytest.mark.parametrize(("expires_in", "kept_for"), [(7200, 6960), (300, 150), (100, 50), (0, 6960), (None, 6960)])
async def test_a_token_is_kept_a_little_shorter_than_it_lives(
    small: SmallPlatform, api: PlatformApi, inbox: Inbox, tokens: RowOfTokens, expires_in: Any, kept_for: int
) -> None:
    small.script(OA_TOKEN, {"access_token": TOKEN, "expires_in": expires_in})

    await api.access.token(inbox)

    assert tokens.rows["oa"].expires_at == NOW + timedelta(seconds=kept_for)


async def test_of_two_processes_one_asks_for_the_token_and_both_use_it(
    small: SmallPlatform, inbox: Inbox, tokens: RowOfTokens
) -> None:
    async def once_the_other_waits(_asked: Asked) -> dict[str, Any]:
        await tokens.refused.wait()
        return given_token(TOKEN)

    small.script(OA_TOKEN, once_the_other_waits)
    small.script(PATH, OK)

    async with impatient_http() as one, impatient_http() as other:
        await asyncio.gather(open_api(one, tokens).send(inbox, PATH, {}), open_api(other, tokens).send(inbox, PATH, {}))

    assert len(small.at(OA_TOKEN)) == 1
    assert [asked.query["access_token"] for asked in small.at(PATH)] == [TOKEN, TOKEN]


async def test_a_fetch_that_failed_is_taken_over_by_who_waited(
    small: SmallPlatform, inbox: Inbox, tokens: RowOfTokens
) -> None:
    async def broken_once_the_other_waits(_asked: Asked) -> Reply:
        await tokens.refused.wait()
        return BREAK

    small.script(OA_TOKEN, broken_once_the_other_waits, given_token(TOKEN))
    small.script(PATH, OK)

    async with impatient_http() as one, impatient_http() as other:
        results = await asyncio.gather(
            open_api(one, tokens).send(inbox, PATH, {}),
            open_api(other, tokens).send(inbox, PATH, {}),
            return_exceptions=True,
        )

    assert sorted(type(result).__name__ for result in results) == ["NotTaken", "dict"]
    assert len(small.at(OA_TOKEN)) == 2


@pytest.mark.parametrize("code", [40001, 40014, 41001, 42001])
async def test_a_token_that_is_refused_is_replaced_once_and_the_call_made_again(
    small: SmallPlatform, api: PlatformApi, inbox: Inbox, tokens: RowOfTokens, code: int
) -> None:
    tokens.rows["oa"] = StoredToken("old", NOW + timedelta(hours=1))
    small.script(PATH, error(code), OK)

    assert await api.send(inbox, PATH, {}) == OK

    assert [asked.query["access_token"] for asked in small.at(PATH)] == ["old", TOKEN]
    assert len(small.at(OA_TOKEN)) == 1
    assert tokens.rows["oa"].token == TOKEN


async def test_a_second_refusal_of_the_token_ends_it(
    small: SmallPlatform, api: PlatformApi, inbox: Inbox, tokens: RowOfTokens
) -> None:
    tokens.rows["oa"] = StoredToken("old", NOW + timedelta(hours=1))
    small.script(PATH, error(40001))

    with pytest.raises(Refused) as caught:
        await api.send(inbox, PATH, {})

    assert caught.value.action is Action.REFRESH_TOKEN
    assert len(small.at(PATH)) == 2
    assert len(small.at(OA_TOKEN)) == 1


async def test_a_token_that_another_process_replaced_meanwhile_is_left_alone(
    small: SmallPlatform, api: PlatformApi, inbox: Inbox, tokens: RowOfTokens
) -> None:
    tokens.rows["oa"] = StoredToken("old", NOW + timedelta(hours=1))

    async def replaced_meanwhile(_asked: Asked) -> dict[str, Any]:
        await tokens.keep("oa", StoredToken("theirs", NOW + timedelta(hours=1)))
        return error(40001)

    small.script(PATH, replaced_meanwhile, OK)

    await api.send(inbox, PATH, {})

    assert [asked.query["access_token"] for asked in small.at(PATH)] == ["old", "theirs"]
    assert small.at(OA_TOKEN) == []
    assert tokens.rows["oa"].token == "theirs"


@pytest.mark.parametrize(
    "answer", [HANG, BREAK, Reply(b"", 502), Reply(b"<html>", 200), {"expires_in": 7200}, error(-1)]
)
async def test_without_a_token_nothing_has_gone_out(
    small: SmallPlatform, api: PlatformApi, inbox: Inbox, tokens: RowOfTokens, answer: Any
) -> None:
    small.script(OA_TOKEN, answer)

    with pytest.raises(NotTaken):
        await api.send(inbox, PATH, {})

    assert small.at(PATH) == []
    assert tokens.fetching == {}


async def test_a_wrong_secret_is_told_by_the_fetch(
    small: SmallPlatform, api: PlatformApi, inbox: Inbox, tokens: RowOfTokens
) -> None:
    small.script(OA_TOKEN, error(40001, "invalid credential"))

    with pytest.raises(Refused, match="AppSecret") as caught:
        await api.send(inbox, PATH, {})

    assert caught.value.action is Action.CONFIG
    assert len(small.at(OA_TOKEN)) == 1
    assert tokens.fetching == {}
