"""The stand-in for 微信客服 lets out what the real one lets out, and refuses the rest with its codes."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.photos import a_photo
from tests.support.wechat_platform import KfAccount, KfCustomer, WechatPlatform
from tests.support.wechat_platform.trial import Caller, SmallProduct

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SEND, ON_EVENT = "kf/send_msg", "kf/send_msg_on_event"
GET, TRANS = "kf/service_state/get", "kf/service_state/trans"


@pytest.fixture
async def platform() -> AsyncIterator[WechatPlatform]:
    async with WechatPlatform(clock=lambda: NOON) as platform:
        yield platform


@pytest.fixture
async def account(platform: WechatPlatform) -> AsyncIterator[KfAccount]:
    async with SmallProduct() as product:
        yield platform.kf(callback_url=product.url)


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
    got = await caller.get("gettoken", corpid=account.corp.corp_id, corpsecret=account.corp.secret)
    caller.token = got["access_token"]


async def send(caller: Caller, lan: KfCustomer, words: str = "您好", **more: str) -> int:
    answer = await caller.text(SEND, lan.external_userid, words, open_kfid=lan.account.open_kfid, **more)
    return int(answer["errcode"])


async def move(caller: Caller, lan: KfCustomer, state: int, servicer: str = "") -> dict[str, Any]:
    ids = {"open_kfid": lan.account.open_kfid, "external_userid": lan.external_userid}
    return await caller.post(TRANS, {**ids, "service_state": state, "servicer_userid": servicer})


async def test_the_token_stays_the_same_while_it_is_valid(
    platform: WechatPlatform, account: KfAccount, caller: Caller
) -> None:
    first = caller.token
    platform.advance(minutes=119)
    await sign_in(caller, account)
    second = caller.token
    platform.advance(minutes=1)
    over = await caller.get("kf/servicer/list", open_kfid=account.open_kfid)
    await sign_in(caller, account)

    assert first == second != caller.token
    assert over["errcode"] == 42001


async def test_each_wrong_credential_has_its_code(account: KfAccount, caller: Caller) -> None:
    query = {"open_kfid": account.open_kfid}
    account.corp.tokens.revoke()
    revoked = await caller.get("kf/servicer/list", **query)
    caller.token = ""
    missing = await caller.get("kf/servicer/list", **query)
    wrong_secret = await caller.get("gettoken", corpid=account.corp.corp_id, corpsecret="?")
    account.corp.allowed_ips = {"203.0.113.9"}
    stranger = await caller.get("gettoken", corpid=account.corp.corp_id, corpsecret=account.corp.secret)

    assert [each["errcode"] for each in (revoked, missing, wrong_secret, stranger)] == [40014, 41001, 40001, 60020]
    assert "127.0.0.1" in stranger["errmsg"]


async def test_five_messages_go_out_for_each_message_of_the_customer(caller: Caller, lan: KfCustomer) -> None:
    await lan.writes("在吗")
    first = [await send(caller, lan) for _ in range(6)]
    await lan.writes("喂")

    assert first == [0] * 5 + [95001]
    assert await send(caller, lan) == 0
    assert len(lan.received) == 6


async def test_the_window_closes_after_48_hours(
    platform: WechatPlatform, account: KfAccount, caller: Caller, lan: KfCustomer
) -> None:
    assert await send(caller, lan) == 95002
    await lan.writes("在吗")
    platform.advance(hours=48)
    await sign_in(caller, account)

    assert await send(caller, lan) == 95002
    assert lan.state == 4


async def test_a_repeated_msgid_is_refused_and_nothing_goes_out_twice(
    account: KfAccount, caller: Caller, lan: KfCustomer
) -> None:
    await lan.writes("在吗")
    account.repeat_errcode = 40097
    platform_answers = [await send(caller, lan, msgid="line-1") for _ in range(2)]

    assert platform_answers == [0, 40097]
    assert len(lan.received) == 1
    assert await send(caller, lan, msgid="line 1") == 40058
    assert await send(caller, lan, msgid="x" * 33) == 40058


async def test_a_msgid_that_was_refused_may_be_used_later(caller: Caller, lan: KfCustomer) -> None:
    too_early = await send(caller, lan, msgid="line-1")
    await lan.writes("在吗")

    assert (too_early, await send(caller, lan, msgid="line-1")) == (95002, 0)


async def test_what_is_wrong_with_a_message_has_its_code(account: KfAccount, caller: Caller, lan: KfCustomer) -> None:
    await lan.writes("在吗")
    message = {
        "touser": lan.external_userid,
        "open_kfid": account.open_kfid,
        "msgtype": "text",
        "text": {"content": "好"},
    }
    cases = {
        95000: await caller.post(SEND, {**message, "open_kfid": ""}),
        95004: await caller.post(SEND, {**message, "open_kfid": "wkOther"}),
        40096: await caller.post(SEND, {**message, "touser": "wmOther"}),
        40008: await caller.post(SEND, {**message, "msgtype": "sticker"}),
        45002: await caller.post(SEND, {**message, "text": {"content": "字" * 683}}),
        95009: await caller.post(SEND, {**message, "msgtype": "msgmenu", "msgmenu": {"list": [{"type": "odd"}]}}),
        47001: await caller.post(SEND, b"["),
    }
    account.is_open_to_api = False

    assert {code: answer["errcode"] for code, answer in cases.items()} == {code: code for code in cases}
    assert await send(caller, lan) == 95017
    assert lan.received == []


async def test_the_api_writes_in_states_0_and_1_only(account: KfAccount, caller: Caller, lan: KfCustomer) -> None:
    zhang = account.servicer("zhangsan")
    await lan.writes("在吗")
    new = await send(caller, lan)
    await move(caller, lan, 1)
    with_bot = await send(caller, lan)
    await move(caller, lan, 2)
    queueing = await send(caller, lan)
    await zhang.takes(lan)
    served = await send(caller, lan)
    await zhang.ends(lan)
    ended = await send(caller, lan)

    assert [new, with_bot, queueing, served, ended] == [0, 0, 95018, 95018, 95018]


@pytest.mark.parametrize(
    ("steps", "codes"),
    [
        pytest.param([1, 2], [0, 0], id="bot, then pool"),
        pytest.param([3, 3, 4], [0, 0, 0], id="assigned, passed on, ended"),
        pytest.param([2, 3], [0, 0], id="assigned out of the pool"),
        pytest.param([3, 1], [0, 95016], id="never from a person to the bot"),
        pytest.param([2, 1], [0, 95016], id="nor from the pool"),
        pytest.param([4], [95016], id="only a person's session is ended"),
        pytest.param([3, 4, 1], [0, 0, 95013], id="what has ended stays so until the customer writes"),
    ],
)
async def test_sessions_move_as_the_table_says(
    account: KfAccount, caller: Caller, lan: KfCustomer, steps: list[int], codes: list[int]
) -> None:
    account.servicer("zhangsan")
    await lan.writes("在吗")

    assert [(await move(caller, lan, state, "zhangsan"))["errcode"] for state in steps] == codes


async def test_only_a_servicer_who_receives_can_be_assigned(
    account: KfAccount, caller: Caller, lan: KfCustomer
) -> None:
    await account.servicer("lisi").receives(False)
    await lan.writes("在吗")
    answers = [await move(caller, lan, 3, userid) for userid in ("lisi", "nobody", "")]
    listed = await caller.get("kf/servicer/list", open_kfid=account.open_kfid)

    assert [answer["errcode"] for answer in answers] == [95014] * 3
    assert listed["servicer_list"] == [{"userid": "lisi", "status": 1}]


async def test_the_state_is_told_with_who_serves(account: KfAccount, caller: Caller, lan: KfCustomer) -> None:
    account.servicer("zhangsan")
    ids = {"open_kfid": account.open_kfid, "external_userid": lan.external_userid}
    before = await caller.post(GET, ids)
    await lan.writes("在吗")
    new = await caller.post(GET, ids)
    await move(caller, lan, 3, "zhangsan")
    served = await caller.post(GET, ids)

    assert [each["service_state"] for each in (before, new, served)] == [4, 0, 3]
    assert served["servicer_userid"] == "zhangsan"


async def on_event(caller: Caller, code: str, kind: str = "text") -> int:
    part = {"content": "请稍候"} if kind == "text" else {"head_content": "请选择", "list": []}
    return int((await caller.post(ON_EVENT, {"code": code, "msgtype": kind, kind: part}))["errcode"])


async def test_the_code_of_a_move_is_used_once_for_text_while_the_state_lasts(
    account: KfAccount, caller: Caller, lan: KfCustomer
) -> None:
    zhang = account.servicer("zhangsan")
    await lan.writes("在吗")
    pooled = (await move(caller, lan, 2))["msg_code"]
    answers = [
        await on_event(caller, pooled, "msgmenu"),
        await on_event(caller, pooled),
        await on_event(caller, pooled),
    ]
    taken_away = (await pool_anew(caller, lan))["msg_code"]
    await zhang.takes(lan)

    assert answers == [40008, 0, 40058]
    assert await on_event(caller, taken_away) == 95018
    assert lan.texts == ["请稍候"]
    assert lan.allowance is not None
    assert lan.allowance.spent == 0


async def pool_anew(caller: Caller, lan: KfCustomer) -> dict[str, Any]:
    await lan.account.servicer("zhangsan").takes(lan)
    await lan.account.servicer("zhangsan").ends(lan)
    await lan.writes("还有一件事")
    return await move(caller, lan, 2)


@pytest.mark.parametrize(("seconds", "codes"), [(19, [0, 0]), (20, [40058, 40058])])
async def test_the_codes_of_a_welcome_and_of_an_end_live_for_twenty_seconds(
    platform: WechatPlatform, account: KfAccount, caller: Caller, lan: KfCustomer, seconds: int, codes: list[int]
) -> None:
    zhang = account.servicer("zhangsan")
    await lan.enters("oamenu3")
    welcome = account.log.items[-1].fields["event"]["welcome_code"]
    await lan.writes("在吗")
    await move(caller, lan, 3, "zhangsan")
    await zhang.ends(lan)
    end = account.log.items[-1].fields["event"]["msg_code"]
    platform.advance(seconds=seconds)

    assert [await on_event(caller, welcome, "msgmenu"), await on_event(caller, end)] == codes


async def test_customers_and_accounts_are_told_by_name(account: KfAccount, caller: Caller, lan: KfCustomer) -> None:
    asked = {"external_userid_list": [lan.external_userid, "zhangsan"]}
    customers = await caller.post("kf/customer/batchget", asked)
    accounts = await caller.post("kf/account/list", {})
    too_many = await caller.post("kf/customer/batchget", {"external_userid_list": ["x"] * 101})

    assert [each["nickname"] for each in customers["customer_list"]] == ["lan"]
    assert customers["invalid_external_userid"] == ["zhangsan"]
    assert [each["open_kfid"] for each in accounts["account_list"]] == [account.open_kfid]
    assert too_many["errcode"] == 40058


async def test_files_go_both_ways_and_live_for_three_days(
    platform: WechatPlatform, account: KfAccount, caller: Caller, lan: KfCustomer
) -> None:
    photo = a_photo()
    await lan.sends_image(photo)
    theirs = account.log.items[-1].fields["image"]["media_id"]
    ours = (await caller.upload("image", photo))["media_id"]
    too_large = await caller.upload("image", photo + bytes(2 * 1024 * 1024))
    ids = {"touser": lan.external_userid, "open_kfid": account.open_kfid}
    sent = await caller.post(SEND, {**ids, "msgtype": "image", "image": {"media_id": ours}})
    got = await caller.file(theirs)
    platform.advance(days=3)
    await sign_in(caller, account)

    assert (sent["errcode"], too_large["errcode"]) == (0, 40006)
    assert lan.received[0].media is not None
    assert lan.received[0].media.content == got.content == photo
    assert (await caller.file(theirs)).json()["errcode"] == 40007
