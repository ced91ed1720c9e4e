"""The bell and the log of 微信客服: what is rung, what is pulled, and how long it stays."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from hashlib import sha1
from typing import Any

import pytest

from tests.support.wechat_platform import KfAccount, KfCustomer, WechatPlatform
from tests.support.wechat_platform.trial import Caller, SmallProduct, unseal
from tests.support.wechat_platform.wire import Answer

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
def account(platform: WechatPlatform, product: SmallProduct) -> KfAccount:
    return platform.kf(callback_url=product.url)


@pytest.fixture
def lan(account: KfAccount) -> KfCustomer:
    return account.customer("lan")


@pytest.fixture
async def caller(account: KfAccount) -> AsyncIterator[Caller]:
    async with Caller(account.api_base) as caller:
        await sign_in(caller, account)
        yield caller


async def sign_in(caller: Caller, account: KfAccount) -> None:
    caller.token = ""
    asked = {"corpid": account.corp.corp_id, "corpsecret": account.corp.secret}
    caller.token = (await caller.get("gettoken", **asked))["access_token"]


async def pull(caller: Caller, account: KfAccount, **fields: object) -> dict[str, Any]:
    """With the token of a new bell, unless another is given."""
    token = account.log.new_token()
    return await caller.post("kf/sync_msg", {"open_kfid": account.open_kfid, "token": token, **fields})


def texts(page: Mapping[str, Any]) -> list[str]:
    return [item["text"]["content"] for item in page["msg_list"]]


def happenings(account: KfAccount, name: str) -> list[Mapping[str, Any]]:
    events = [item.fields["event"] for item in account.log.items if item.fields["msgtype"] == "event"]
    return [event for event in events if event["event_type"] == name]


async def test_a_message_rings_an_encrypted_bell_whose_token_pulls_it(
    product: SmallProduct, account: KfAccount, caller: Caller, lan: KfCustomer
) -> None:
    await lan.writes("在吗")
    query, outer, bell = product.asked[0].query, product.fields(), product.opened(account.corp.aes_key)
    page = await pull(caller, account, token=bell["Token"])

    signed = [account.corp.token, query["timestamp"], query["nonce"], outer["Encrypt"]]
    assert query["msg_signature"] == sha1("".join(sorted(signed)).encode()).hexdigest()
    assert unseal(account.corp.aes_key, outer["Encrypt"])[1] == account.corp.corp_id
    assert (bell["Event"], bell["OpenKfId"]) == ("kf_msg_or_event", account.open_kfid)
    item = page["msg_list"][0]
    assert (item["origin"], item["external_userid"], texts(page)) == (3, lan.external_userid, ["在吗"])
    assert page["has_more"] == 0


async def test_a_bell_that_is_not_taken_is_rung_three_times(
    product: SmallProduct, account: KfAccount, lan: KfCustomer
) -> None:
    product.answers.extend([Answer(b"", status=500)] * 3)
    await lan.writes("在吗")

    assert [each.status for each in account.bells[0].tries] == [500] * 3


async def test_pages_follow_each_other_by_cursor(account: KfAccount, caller: Caller, lan: KfCustomer) -> None:
    account.log.page_size = 2
    for number in range(5):
        await lan.writes(str(number), rings=False)
    pages = [await pull(caller, account)]
    while pages[-1]["has_more"]:
        pages.append(await pull(caller, account, cursor=pages[-1]["next_cursor"]))

    assert [texts(page) for page in pages] == [["0", "1"], ["2", "3"], ["4"]]


async def test_an_empty_page_may_say_that_more_follows(account: KfAccount, caller: Caller, lan: KfCustomer) -> None:
    account.log.empty_pages = 1
    await lan.writes("在吗", rings=False)
    empty = await pull(caller, account)
    full = await pull(caller, account, cursor=empty["next_cursor"])

    assert (empty["msg_list"], empty["has_more"]) == ([], 1)
    assert (texts(full), full["has_more"]) == (["在吗"], 0)


async def test_the_log_goes_back_three_days(
    platform: WechatPlatform, account: KfAccount, caller: Caller, lan: KfCustomer
) -> None:
    await lan.writes("旧", rings=False)
    platform.advance(days=1)
    await lan.writes("新", rings=False)
    platform.advance(days=2)
    await sign_in(caller, account)

    assert texts(await pull(caller, account)) == ["新"]


async def test_what_is_wrong_with_a_pull_has_its_code(
    platform: WechatPlatform, account: KfAccount, caller: Caller
) -> None:
    old = account.log.new_token()
    platform.advance(minutes=10)
    account.log.tokenless_a_minute = 1
    answers = [
        await pull(caller, account, token=old),
        await pull(caller, account, open_kfid=None),
        await pull(caller, account, limit=1001),
        await pull(caller, account, cursor="made-up"),
        await pull(caller, account, token=""),
        await pull(caller, account, token=""),
    ]

    assert [answer["errcode"] for answer in answers] == [95007, 95000, 40058, 40058, 0, 45009]


async def test_a_tap_on_a_menu_that_arrived_carries_the_id(account: KfAccount, caller: Caller, lan: KfCustomer) -> None:
    items = [{"type": "click", "click": {"id": "7", "content": "查物流"}}]
    menu = {"head_content": "请选择", "list": items, "tail_content": ""}
    await lan.writes("在吗", rings=False)
    ids = {"touser": lan.external_userid, "open_kfid": account.open_kfid}
    await caller.post("kf/send_msg", {**ids, "msgtype": "msgmenu", "msgmenu": menu})
    await lan.taps("7", rings=False)

    assert account.log.items[-1].fields["text"] == {"content": "查物流", "menu_id": "7"}


async def test_events_name_account_and_customer_inside_only(account: KfAccount, lan: KfCustomer) -> None:
    await lan.enters("oamenu3", "%E5%9C%BA")

    fields = account.log.items[-1].fields
    assert (fields["origin"], "open_kfid" in fields, "external_userid" in fields) == (4, False, False)
    assert fields["event"]["external_userid"] == lan.external_userid
    assert fields["event"]["scene_param"] == "%E5%9C%BA"


async def test_a_welcome_code_comes_only_after_48_silent_hours(platform: WechatPlatform, lan: KfCustomer) -> None:
    await lan.enters()
    await lan.writes("在吗")
    await lan.enters()
    platform.advance(hours=48)
    await lan.enters()

    assert ["welcome_code" in event for event in happenings(lan.account, "enter_session")] == [True, False, True]


async def test_a_message_that_fails_on_its_way_is_told_by_an_event(
    account: KfAccount, caller: Caller, lan: KfCustomer, platform: WechatPlatform
) -> None:
    await lan.writes("在吗")
    account.fails_delivery(11)
    answer = await caller.text("kf/send_msg", lan.external_userid, open_kfid=account.open_kfid, msgid="line-1")
    await lan.rejects()
    await caller.text("kf/send_msg", lan.external_userid, open_kfid=account.open_kfid, msgid="line-2")
    await platform.settled()

    failed = [(event["fail_msgid"], event["fail_type"]) for event in happenings(account, "msg_send_fail")]
    assert (answer["errcode"], failed, lan.received) == (0, [("line-1", 11), ("line-2", 10)], [])
    assert len(account.bells) == 4


async def test_what_servicers_do_is_told(account: KfAccount, caller: Caller, lan: KfCustomer) -> None:
    zhang, li = account.servicer("zhangsan"), account.servicer("lisi")
    ids = {"open_kfid": account.open_kfid, "external_userid": lan.external_userid}
    await lan.writes("在吗")
    await caller.post("kf/service_state/trans", {**ids, "service_state": 2})
    await zhang.takes(lan)
    await zhang.transfers(lan, li)
    await li.writes(lan, "您好")
    await li.ends(lan)
    await li.writes(lan, "补充一句")

    changes = happenings(account, "session_status_change")
    spoken = [item.fields for item in account.log.items if item.fields["origin"] == 5]
    assert [change["change_type"] for change in changes] == [1, 2, 3, 4]
    assert ["msg_code" in change for change in changes] == [True, False, True, False]
    assert [each["servicer_userid"] for each in spoken] == ["lisi", "lisi"]
    assert lan.texts == ["您好", "补充一句"]
    assert (lan.state, lan.servicer) == (3, "lisi")


async def test_one_recall_may_be_told_several_times(account: KfAccount, lan: KfCustomer) -> None:
    msgid = await lan.writes("发错了")
    await lan.recalls(msgid, times=3)

    assert [event["recall_msgid"] for event in happenings(account, "user_recall_msg")] == [msgid] * 3
    assert len({item.fields["msgid"] for item in account.log.items}) == 4


async def test_saving_the_address_wants_the_deciphered_echo(product: SmallProduct, account: KfAccount) -> None:
    refused = await account.verifies()
    query = product.asked[0].query

    assert not refused
    assert unseal(account.corp.aes_key, query["echostr"])[0].isdigit()


async def test_two_accounts_of_one_corporation_share_its_token_but_not_its_customers(
    platform: WechatPlatform, account: KfAccount, caller: Caller, lan: KfCustomer
) -> None:
    other = platform.kf(open_kfid="wkOther")
    await lan.writes("在吗", rings=False)

    assert texts(await pull(caller, account)) == ["在吗"]
    assert (await pull(caller, other))["msg_list"] == []
    assert other.callback_url == account.callback_url
