"""The connection test: each point says in plain Chinese what was found and what to do."""

from typing import Any

import pytest

from handoff.domain.inbox import CryptMode, Inbox, ReplyMode
from handoff.services.channel_port import KfPlatform, Platform
from tests.adapters.wechat.small_platform import (
    BREAK,
    HANG,
    KF_TOKEN,
    OA_TOKEN,
    OK,
    TEXT,
    Reply,
    SmallPlatform,
    an_inbox,
    error,
)

SEND = "/cgi-bin/message/custom/send"
LIST, SYNC = "/cgi-bin/kf/account/list", "/cgi-bin/kf/sync_msg"


async def test_a_set_up_that_works_passes_every_point(small: SmallPlatform, platform: Platform, inbox: Inbox) -> None:
    small.script(SEND, error(40003, "invalid openid"))

    points = await platform.check(inbox)

    assert [(point.name, point.passed) for point in points] == [("callback", True), ("token", True), ("send", True)]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (error(40125, "invalid appsecret"), "AppSecret不正确"),
        (error(40001, "invalid credential"), "AppSecret不正确"),
        (error(40013, "invalid appid"), "AppID不正确"),
        (error(40164, "invalid ip 203.0.113.7, not in whitelist"), "203.0.113.7"),
        (Reply(b"", 502), "无法连接微信接口"),
    ],
)
async def test_the_check_says_why_no_token_comes_and_stops(
    small: SmallPlatform, platform: Platform, inbox: Inbox, answer: Any, words: str
) -> None:
    small.script(OA_TOKEN, answer)

    points = await platform.check(inbox)

    assert [(point.name, point.passed) for point in points] == [("callback", True), ("token", False)]
    assert words in points[-1].text


@pytest.mark.parametrize(("answer", "words"), [(error(48001), "没有客服消息接口权限"), (BREAK, "无法连接微信接口")])
async def test_the_check_says_that_the_account_may_not_send(
    small: SmallPlatform, platform: Platform, inbox: Inbox, answer: Any, words: str
) -> None:
    small.script(SEND, answer)

    last = (await platform.check(inbox))[-1]

    assert (last.name, last.passed) == ("send", False)
    assert words in last.text


async def test_an_account_with_passive_replies_need_not_send(small: SmallPlatform, platform: Platform) -> None:
    points = await platform.check(an_inbox(api_base=small.url, replies=ReplyMode.PASSIVE))

    assert all(point.passed for point in points)
    assert small.at(SEND) == []


@pytest.mark.parametrize(
    ("changed", "passed"),
    [
        ({}, True),
        ({"token": ""}, False),
        ({"token": "a b"}, False),
        ({"aes_key": "k" * 42}, False),
        ({"aes_key": "k" * 42 + "="}, False),
        ({"aes_key": "", "mode": CryptMode.PLAIN}, True),
        ({"aes_key": "", "mode": CryptMode.COMPAT}, False),
    ],
)
async def test_the_form_of_the_callbacks_secrets_is_checked(
    small: SmallPlatform, platform: Platform, changed: dict[str, Any], passed: bool
) -> None:
    small.script(SEND, error(40003))

    callback = (await platform.check(an_inbox(api_base=small.url, **changed)))[0]

    assert (callback.name, callback.passed) == ("callback", passed)


async def test_the_check_asks_for_a_token_even_if_one_is_stored(
    small: SmallPlatform, platform: Platform, inbox: Inbox
) -> None:
    small.script(SEND, error(40003))
    await platform.send(inbox, "openid", TEXT, None)

    await platform.check(inbox)

    assert len(small.at(OA_TOKEN)) == 2


async def test_a_kf_that_works_passes_every_point(small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox) -> None:
    others = [{"open_kfid": f"other{number}", "name": "别的"} for number in range(100)]
    ours = {"open_kfid": "wk1", "name": "售后", "manage_privilege": True}
    small.script(LIST, {**OK, "account_list": others}, {**OK, "account_list": [ours]})
    small.script(SYNC, {**OK, "next_cursor": "c", "has_more": 1, "msg_list": []})

    points = await kf.check(kf_inbox)

    assert [point.name for point in points if point.passed] == ["callback", "token", "account", "messages"]
    assert "售后" in points[2].text
    assert [asked.json["offset"] for asked in small.at(LIST)] == [0, 100]
    assert small.at(SYNC)[0].json == {"open_kfid": "wk1", "limit": 1, "voice_format": 0}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (error(40001, "invalid credential"), "Secret不正确"),
        (error(40013, "invalid corpid"), "企业ID不正确"),
        (error(60020, "not allow, from ip: 198.51.100.9, more info"), "198.51.100.9"),
        (HANG, "无法连接微信接口"),
    ],
)
async def test_the_check_of_kf_says_why_no_token_comes_and_stops(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox, answer: Any, words: str
) -> None:
    small.script(KF_TOKEN, answer)

    points = await kf.check(kf_inbox)

    assert [(point.name, point.passed) for point in points] == [("callback", True), ("token", False)]
    assert words in points[-1].text


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({**OK, "account_list": [{"open_kfid": "wk2"}]}, "没有 wk1"),
        ({**OK, "account_list": [{"open_kfid": "wk1", "manage_privilege": False}]}, "通过API管理"),
        (error(48002), "可调用接口的应用"),
        (Reply(b"", 500), "无法连接微信接口"),
    ],
)
async def test_the_check_says_that_the_account_is_not_ours(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox, answer: Any, words: str
) -> None:
    small.script(LIST, answer)

    last = (await kf.check(kf_inbox))[-1]

    assert (last.name, last.passed) == ("account", False)
    assert words in last.text


@pytest.mark.parametrize(
    ("answer", "passed"), [(error(95017), False), (error(95004), False), (BREAK, False), (error(45009), True)]
)
async def test_the_check_says_whether_messages_can_be_read(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox, answer: Any, passed: bool
) -> None:
    small.script(LIST, {**OK, "account_list": [{"open_kfid": "wk1", "name": "售后"}]})
    small.script(SYNC, answer)

    last = (await kf.check(kf_inbox))[-1]

    assert (last.name, last.passed) == ("messages", passed)
