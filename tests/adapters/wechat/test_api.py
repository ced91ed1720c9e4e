"""Calls to a platform: what goes over the wire, and what becomes of those that fail."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from handoff.adapters.wechat.api import PlatformApi
from handoff.adapters.wechat.errors import Action, NoAnswer, NotTaken, Refused
from handoff.adapters.wechat.exchange import platform_http
from handoff.adapters.wechat.official_account import token_request
from handoff.domain.inbox import Inbox, OfficialAccount
from handoff.services.channel_port import StoredToken
from tests.adapters.wechat.small_platform import (
    BREAK,
    HANG,
    NOW,
    OK,
    SECRET,
    TOKEN,
    Reply,
    RowOfTokens,
    SmallPlatform,
    error,
    impatient_http,
    open_api,
)
from tests.support.ports import free_port

PATH = "/cgi-bin/something"


@pytest.fixture
def api(http: httpx.AsyncClient, tokens: RowOfTokens) -> PlatformApi:
    return open_api(http, tokens)


async def test_a_body_goes_out_as_the_utf_8_it_is(small: SmallPlatform, api: PlatformApi, inbox: Inbox) -> None:
    small.script(PATH, OK)

    await api.send(inbox, PATH, {"text": "您好👩‍🔧" + "\ud83d"})

    asked = small.at(PATH)[0]
    assert asked.raw == '{"text": "您好👩‍🔧?"}'.encode()
    assert asked.headers["content-type"] == "application/json; charset=utf-8"
    assert asked.query == {"access_token": TOKEN}


@pytest.mark.parametrize(
    "answer", [HANG, BREAK, Reply(b"", 500), Reply(b"", 503), Reply(b"<html>"), Reply(b"[]"), {"errcode": "x"}]
)
async def test_a_send_without_an_answer_is_made_once(
    small: SmallPlatform, api: PlatformApi, inbox: Inbox, answer: Any
) -> None:
    small.script(PATH, answer)

    with pytest.raises(NoAnswer):
        await api.send(inbox, PATH, {})

    assert len(small.at(PATH)) == 1


@pytest.mark.parametrize("answer", [HANG, BREAK, Reply(b"", 500), error(-1)])
async def test_a_question_without_an_answer_is_asked_again(
    small: SmallPlatform, api: PlatformApi, inbox: Inbox, answer: Any
) -> None:
    small.script(PATH, answer, answer, {"errcode": 0, "found": 1})

    assert (await api.ask(inbox, PATH, {}))["found"] == 1
    assert len(small.at(PATH)) == 3


async def test_a_question_is_asked_three_times_at_most(small: SmallPlatform, api: PlatformApi, inbox: Inbox) -> None:
    small.script(PATH, error(-1, "system error"))

    with pytest.raises(NotTaken):
        await api.ask(inbox, PATH, {})

    assert len(small.at(PATH)) == 3


async def test_a_refusal_is_not_asked_again(small: SmallPlatform, api: PlatformApi, inbox: Inbox) -> None:
    small.script(PATH, error(45009))

    with pytest.raises(Refused):
        await api.ask(inbox, PATH, {})

    assert len(small.at(PATH)) == 1


async def test_busy_and_refused_connections_are_not_taken(
    small: SmallPlatform, api: PlatformApi, inbox: Inbox, tokens: RowOfTokens
) -> None:
    small.script(PATH, error(-1))
    with pytest.raises(NotTaken):
        await api.send(inbox, PATH, {})

    nobody = replace(inbox, account=OfficialAccount("wx-app", api_base=f"http://127.0.0.1:{free_port()}"))
    with pytest.raises(NotTaken):
        await api.send(nobody, PATH, {})


@pytest.mark.parametrize("status", [301, 403, 404])
async def test_a_page_that_is_no_api_is_a_matter_of_the_settings(
    small: SmallPlatform, api: PlatformApi, inbox: Inbox, status: int
) -> None:
    small.script(PATH, Reply(b"<html>", status, {"Location": "/elsewhere"}))

    with pytest.raises(Refused) as caught:
        await api.send(inbox, PATH, {})

    assert (caught.value.action, caught.value.code) == (Action.CONFIG, f"http_{status}")


@pytest.mark.parametrize("api_base", ["ftp://127.0.0.1", "127.0.0.1", "http://127.0.0.1:port"])
async def test_an_address_that_is_none_is_a_matter_of_the_settings(
    api: PlatformApi, inbox: Inbox, tokens: RowOfTokens, api_base: str
) -> None:
    tokens.rows["oa"] = StoredToken(TOKEN, NOW + timedelta(hours=1))

    with pytest.raises(Refused) as caught:
        await api.send(replace(inbox, account=OfficialAccount("wx-app", api_base=api_base)), PATH, {})

    assert caught.value.action is Action.CONFIG


async def test_control_characters_in_an_answer_are_read(small: SmallPlatform, api: PlatformApi, inbox: Inbox) -> None:
    small.script(PATH, Reply(b'{"errcode": 0, "nickname": "a\x01b\xff"}'))

    assert (await api.send(inbox, PATH, {}))["nickname"] == "a\x01b\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("answer", [HANG, BREAK, Reply(b"", 500), error(40013, "invalid appid"), OK])
async def test_neither_secret_nor_token_gets_into_logs_or_errors(
    small: SmallPlatform, inbox: Inbox, tokens: RowOfTokens, answer: Any, caplog: pytest.LogCaptureFixture
) -> None:
    small.script(PATH, answer)
    # As handoff.logs sets it up for every process: httpx names whole addresses from INFO on.
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, logger="httpx")
    told = ""

    async with impatient_http() as http:
        try:
            await open_api(http, tokens).send(inbox, PATH, {})
        except (Refused, NoAnswer, NotTaken) as caught:
            told = f"{caught!r} {caught} {caught.__cause__!r}"

    assert TOKEN in small.at(PATH)[0].query["access_token"]
    for secret in (TOKEN, SECRET):
        assert secret not in caplog.text + told + repr(inbox)
        assert secret not in repr(token_request(inbox))


async def test_the_client_for_both_platforms_follows_no_redirect(
    small: SmallPlatform, inbox: Inbox, tokens: RowOfTokens
) -> None:
    small.script(PATH, Reply(b"", 302, {"Location": f"{small.url}/elsewhere"}))

    async with platform_http() as http:
        with pytest.raises(Refused):
            await open_api(http, tokens).send(inbox, PATH, {})

    assert small.at("/elsewhere") == []
