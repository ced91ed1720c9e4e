"""The stand-in for the Official Accounts' API keeps the limits of the real one."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.photos import a_photo
from tests.support.wechat_platform import OaAccount, OaCustomer, WechatPlatform
from tests.support.wechat_platform.trial import Caller, SmallProduct

SEND, MINI_SEND = "message/custom/send", "message/custom/business/send"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
async def product() -> AsyncIterator[SmallProduct]:
    async with SmallProduct() as product:
        yield product


@pytest.fixture
async def platform() -> AsyncIterator[WechatPlatform]:
    async with WechatPlatform(clock=lambda: NOON) as platform:
        yield platform


@pytest.fixture
def account(platform: WechatPlatform, product: SmallProduct) -> OaAccount:
    return platform.oa(callback_url=product.url, kf_accounts=["lin@heyan"])


@pytest.fixture
def lan(account: OaAccount) -> OaCustomer:
    return account.customer("lan")


@pytest.fixture
async def caller(platform: WechatPlatform, account: OaAccount) -> AsyncIterator[Caller]:
    async with Caller(account.api_base) as caller:
        caller.token = (await stable_token(caller, account))["access_token"]
        yield caller


async def stable_token(caller: Caller, account: OaAccount, *, force: bool = False) -> dict[str, Any]:
    asked = {"grant_type": "client_credential", "appid": account.app_id, "secret": account.secret}
    return await caller.post("stable_token", {**asked, "force_refresh": force})


async def sends(caller: Caller, lan: OaCustomer, count: int, endpoint: str = SEND) -> list[int]:
    return [(await caller.text(endpoint, lan.openid))["errcode"] for _ in range(count)]


async def test_every_caller_gets_the_same_stable_token_until_five_minutes_before_its_end(
    platform: WechatPlatform, account: OaAccount, caller: Caller
) -> None:
    platform.advance(minutes=114, seconds=59)
    kept = await stable_token(caller, account)
    platform.advance(seconds=1)
    renewed = await stable_token(caller, account)

    assert kept["access_token"] == caller.token
    assert renewed["access_token"] != caller.token
    assert kept["expires_in"] == 301
    assert account.forced_refreshes == 0


async def test_old_and_new_token_are_both_valid_for_five_minutes(
    platform: WechatPlatform, account: OaAccount, caller: Caller
) -> None:
    platform.advance(minutes=117)
    new = (await stable_token(caller, account))["access_token"]
    platform.advance(minutes=4)
    old_works = await caller.get("customservice/getkflist")
    platform.advance(minutes=1)
    old_is_over = await caller.get("customservice/getkflist")
    caller.token = new
    new_works = await caller.get("customservice/getkflist")

    assert "kf_list" in old_works
    assert old_is_over["errcode"] == 42001
    assert "kf_list" in new_works


async def test_a_forced_refresh_kills_the_old_token_and_is_counted(account: OaAccount, caller: Caller) -> None:
    await stable_token(caller, account, force=True)
    at_once_again = await stable_token(caller, account, force=True)

    assert (await caller.get("customservice/getkflist"))["errcode"] == 40001
    assert at_once_again["errcode"] == 45011
    assert account.forced_refreshes == 2


async def test_plain_and_stable_tokens_leave_each_other_alone(
    platform: WechatPlatform, account: OaAccount, caller: Caller
) -> None:
    asked = {"grant_type": "client_credential", "appid": account.app_id, "secret": account.secret}
    first = (await caller.get("token", **asked))["access_token"]
    await caller.get("token", **asked)
    stable = caller.token
    platform.advance(minutes=5)

    caller.token = first
    replaced = await caller.get("customservice/getkflist")
    caller.token = stable
    untouched = await caller.get("customservice/getkflist")

    assert replaced["errcode"] == 40001
    assert "kf_list" in untouched


async def test_each_wrong_credential_has_its_code(platform: WechatPlatform, account: OaAccount, caller: Caller) -> None:
    caller.token = ""
    missing = await caller.get("customservice/getkflist")
    caller.token = "made-up"
    unknown = await caller.get("customservice/getkflist")
    good = {"grant_type": "client_credential", "appid": account.app_id, "secret": account.secret}
    wrong_secret = await caller.post("stable_token", {**good, "secret": "?"})
    wrong_app = await caller.post("stable_token", {**good, "appid": "wx0"})
    account.allowed_ips = {"203.0.113.9"}
    stranger = await caller.post("stable_token", good)

    codes = [answer["errcode"] for answer in (missing, unknown, wrong_secret, wrong_app, stranger)]
    assert codes == [41001, 40014, 40125, 40013, 40164]
    assert "127.0.0.1" in stranger["errmsg"]


async def test_five_messages_go_out_for_each_message_of_the_customer(caller: Caller, lan: OaCustomer) -> None:
    await lan.writes("在吗")
    first = await sends(caller, lan, 6)
    await lan.writes("喂")
    second = await sends(caller, lan, 6)

    assert first == second == [0] * 5 + [45047]
    assert len(lan.received) == 10


async def test_the_window_closes_after_48_hours(platform: WechatPlatform, caller: Caller, lan: OaCustomer) -> None:
    never_wrote = await sends(caller, lan, 1)
    await lan.writes("在吗")
    platform.advance(hours=47, minutes=59)
    caller.token = await fresh(caller, lan)
    just_in_time = await sends(caller, lan, 1)
    platform.advance(minutes=1)
    too_late = await sends(caller, lan, 1)

    assert (never_wrote, just_in_time, too_late) == ([45015], [0], [45015])


async def fresh(caller: Caller, lan: OaCustomer) -> str:
    return str((await stable_token(caller, lan.account))["access_token"])


@pytest.mark.parametrize("event", ["subscribe", "SCAN", "CLICK"])
async def test_an_event_allows_three_messages_within_a_minute(
    platform: WechatPlatform, caller: Caller, lan: OaCustomer, event: str
) -> None:
    await lan.event(event, EventKey="")
    within = await sends(caller, lan, 4)
    await lan.event(event, EventKey="")
    platform.advance(minutes=1)
    later = await sends(caller, lan, 1)

    assert within == [0, 0, 0, 45047]
    assert later == [45015]


async def test_opening_a_page_of_the_menu_allows_nothing(caller: Caller, lan: OaCustomer) -> None:
    await lan.views("https://example.cn/")

    assert await sends(caller, lan, 1) == [45015]


async def test_nobody_who_unsubscribed_gets_anything(caller: Caller, lan: OaCustomer) -> None:
    await lan.writes("在吗")
    await lan.unsubscribes()

    assert await sends(caller, lan, 1) == [45015]


async def test_entering_a_mini_program_allows_two_messages_within_a_minute(
    platform: WechatPlatform, product: SmallProduct, caller: Caller
) -> None:
    mini = platform.oa(app_id="wxmini", flavour="mini", callback_url=product.url, allowed_ips=())
    customer = mini.customer("mei")
    await customer.enters("from=order")
    caller.token = (await stable_token(caller, mini))["access_token"]

    wrong_address = await sends(caller, customer, 1, SEND)
    right_address = await sends(caller, customer, 3, MINI_SEND)

    assert wrong_address == [45047]
    assert right_address == [0, 0, 45047]


async def test_what_is_wrong_with_a_message_has_its_code_and_costs_nothing(
    account: OaAccount, caller: Caller, lan: OaCustomer
) -> None:
    await lan.writes("在吗")
    text = {"touser": lan.openid, "msgtype": "text"}
    cases = {
        45002: await caller.text(SEND, lan.openid, "字" * 683),
        40033: await caller.post(SEND, rb'{"touser":"x","msgtype":"text","text":{"content":"\u60a8"}}'),
        47001: await caller.post(SEND, b"{"),
        40003: await caller.text(SEND, "o-nobody"),
        44004: await caller.post(SEND, {**text, "text": {"content": ""}}),
        40008: await caller.post(SEND, {"touser": lan.openid, "msgtype": "sticker"}),
        40007: await caller.post(SEND, {"touser": lan.openid, "msgtype": "image", "image": {"media_id": "gone"}}),
        65401: await caller.post(SEND, {**text, "text": {"content": "好"}, "customservice": {"kf_account": "x@y"}}),
    }
    longest = await caller.text(SEND, lan.openid, "字" * 682 + "ab")

    assert {code: answer["errcode"] for code, answer in cases.items()} == {code: code for code in cases}
    assert longest["errcode"] == 0
    assert lan.allowances.left(account.world.now()) == 4


async def test_a_menu_arrives_and_a_tap_writes_its_title_with_its_id(
    product: SmallProduct, account: OaAccount, caller: Caller, lan: OaCustomer
) -> None:
    menu = {"head_content": "请选择", "list": [{"id": "7", "content": "查物流"}], "tail_content": "谢谢"}
    asked = {"touser": lan.openid, "msgtype": "msgmenu", "msgmenu": menu}
    await lan.writes("在吗")
    sent = await caller.post(SEND, asked)
    await lan.taps("查物流")
    account.has_menus = False
    refused = await caller.post(SEND, asked)

    inside = product.opened(account.aes_key)
    assert (sent["errcode"], refused["errcode"]) == (0, 40200)
    assert (lan.texts, lan.received[0].menu[0].id) == (["请选择\n谢谢"], "7")
    assert (inside["Content"], inside["bizmsgmenuid"]) == ("查物流", "7")


async def test_an_account_without_the_right_may_not_send(account: OaAccount, caller: Caller, lan: OaCustomer) -> None:
    await lan.writes("在吗")
    account.may_send = False

    assert await sends(caller, lan, 1) == [48001]


async def test_typing_shows_until_a_message_comes(platform: WechatPlatform, caller: Caller, lan: OaCustomer) -> None:
    typing = {"touser": lan.openid, "command": "Typing"}
    too_early = await caller.post("message/custom/typing", typing)
    await lan.writes("在吗")
    shown = await caller.post("message/custom/typing", typing)
    again = await caller.post("message/custom/typing", typing)
    odd = await caller.post("message/custom/typing", {**typing, "command": "Dancing"})

    assert [answer["errcode"] for answer in (too_early, shown, again, odd)] == [45080, 0, 45081, 45072]
    assert lan.sees_typing
    await sends(caller, lan, 1)
    assert not lan.sees_typing


async def test_a_picture_is_kept_for_three_days(
    platform: WechatPlatform, account: OaAccount, caller: Caller, lan: OaCustomer
) -> None:
    photo = a_photo("PNG")
    media_id = (await caller.upload("image", photo))["media_id"]
    await lan.writes("在吗")
    sent = await caller.post(SEND, {"touser": lan.openid, "msgtype": "image", "image": {"media_id": media_id}})
    got = await caller.file(media_id)
    platform.advance(days=3)
    caller.token = await fresh(caller, lan)
    gone = await caller.file(media_id)

    assert sent["errcode"] == 0
    assert lan.received[0].media is not None
    assert (lan.received[0].media.content, got.content) == (photo, photo)
    assert got.headers["content-type"] == "image/png"
    assert gone.json()["errcode"] == 40007


async def test_uploads_of_a_wrong_kind_or_size_are_refused(caller: Caller) -> None:
    answers = [
        await caller.upload("image", b"not a picture"),
        await caller.upload("image", b"\x89PNG\r\n\x1a\n" + bytes(10 * 1024 * 1024)),
        await caller.upload("image", b""),
        await caller.upload("hologram", b"x"),
    ]

    assert [answer["errcode"] for answer in answers] == [40005, 40009, 40006, 40004]
