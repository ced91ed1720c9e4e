"""An inbox whose set-up is at fault or that is switched off: its lines wait, its operator is told, no storm begins."""

import asyncio

import pytest

from tests.channels.serving import (
    emptied,
    heard,
    in_trouble,
    last_of,
    served,
    serving_on,
    switched,
)
from tests.support.wechat_desk import WechatDesk

SEND, KF_SEND = "message/custom/send", "kf/send_msg"
TEXT = "您的退款已于今天10:00提交银行。"


@pytest.mark.parametrize(
    ("platform", "endpoint", "code", "errmsg", "words"),
    [
        ("oa", SEND, 40164, "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist", "203.0.113.7"),
        ("oa", SEND, 89503, "ip 203.0.113.7 needs confirming", "管理员"),
        ("oa", SEND, 40125, "", "AppSecret"),
        ("oa", SEND, 40013, "", "AppID"),
        ("oa", SEND, 48001, "", "客服消息接口"),
        ("oa", SEND, 48004, "", "接口权限"),
        ("oa", SEND, 65401, "", "客服账号"),
        ("kf", KF_SEND, 60020, "not allow to access from your ip, from ip: 203.0.113.7", "203.0.113.7"),
        ("kf", KF_SEND, 40001, "", "Secret"),
        ("kf", KF_SEND, 95000, "", "open_kfid"),
        ("kf", KF_SEND, 95004, "", "客服账号"),
        ("kf", KF_SEND, 95011, "", "企业微信"),
        ("kf", KF_SEND, 95012, "", "企业微信"),
        ("kf", KF_SEND, 95017, "", "API"),
    ],
)
async def test_a_set_up_at_fault_is_shown_to_the_operator_and_the_line_waits_for_it(
    there: WechatDesk, platform: str, endpoint: str, code: int, errmsg: str, words: str
) -> None:
    serving = await serving_on(there, platform)
    there.platform.refuses(endpoint, code, errmsg=errmsg)

    await serving.says(TEXT)
    trouble = await in_trouble(there, serving.inbox)
    state, reason = await last_of(serving)
    await there.later(minutes=6)

    assert (trouble.code, state, reason) == (str(code), "pending", trouble.text)
    assert words in trouble.text
    assert heard(serving.customer)[1:] == [TEXT]
    assert await last_of(serving) == ("sent", None)
    assert await in_trouble(there, serving.inbox) is None, "a line that went out shows that it works again"


async def test_while_the_set_up_is_at_fault_one_line_a_minute_is_tried_of_all_conversations(there: WechatDesk) -> None:
    account, inbox = await there.oa()
    agent = await there.desk.agent(capacity=20)
    serving = [await served(there, inbox, account.customer(f"客户{number}"), agent) for number in range(10)]
    account.allowed_ips = ()
    await serving[0].says(TEXT)
    before = there.platform.count(SEND)
    for each in serving:
        await each.line("请您查收。")
    await there.settle()
    assert there.platform.count(SEND) == before, "it is known not to work"

    for _ in range(10):
        await there.later(minutes=1, seconds=1)

    assert 5 <= there.platform.count(SEND) - before <= 10
    reasons = [(await each.ours())[-1].delivery_reason for each in serving]
    assert all("127.0.0.1" in str(reason) for reason in reasons)

    account.allowed_ips = None
    for _ in range(6):
        await there.later(minutes=1, seconds=1)
    assert [list(each.customer.texts[1:])[-1].splitlines()[-1] for each in serving] == ["请您查收。"] * 10
    assert await in_trouble(there, inbox) is None


async def test_without_a_connection_the_trouble_stays(there: WechatDesk) -> None:
    """It shows nothing of the set-up."""
    serving = await serving_on(there)
    there.platform.refuses(SEND, 40164)
    await serving.says(TEXT)
    there.platform.refuses(SEND, -1)

    await there.later(minutes=5, seconds=1)

    assert (await in_trouble(there, serving.inbox)).code == "40164"
    await there.later(minutes=2)
    assert await in_trouble(there, serving.inbox) is None
    assert heard(serving.customer)[1:] == [TEXT]


async def test_an_inbox_that_is_switched_off_keeps_its_lines_and_sends_them_once_it_is_on(there: WechatDesk) -> None:
    serving = await serving_on(there)
    admin = await there.desk.agent("管理员二")
    await switched(there, serving.inbox, admin, on=False)

    await serving.says(TEXT)
    await there.later(hours=2)
    assert await last_of(serving) == ("pending", "该渠道已停用，启用后将继续发送。")
    assert len(heard(serving.customer)) == 1
    await switched(there, serving.inbox, admin, on=True)
    await there.later(minutes=1, seconds=1)

    assert heard(serving.customer)[1:] == [TEXT]
    assert await last_of(serving) == ("sent", None)


async def test_two_workers_whose_token_was_replaced_share_the_new_one(there: WechatDesk) -> None:
    account, inbox = await there.oa()
    agent = await there.desk.agent()
    lan = await served(there, inbox, account.customer("lan"), agent)
    bo = await served(there, inbox, account.customer("bo"), agent)
    await lan.line(TEXT)
    await bo.line(TEXT)
    fetched = there.platform.count("stable_token")
    account.tokens.revoke()
    other = there.desk.after_a_crash()
    seen = len(there.platform.calls)

    await asyncio.gather(emptied(there.desk), emptied(other))

    assert heard(lan.customer)[1:] == heard(bo.customer)[1:] == [TEXT]
    sent = [call for call in there.platform.calls[seen:] if call.endpoint == SEND and call.errcode == 0]
    assert len({call.query["access_token"] for call in sent}) == 1
    assert fetched < there.platform.count("stable_token") <= fetched + 2
    assert account.forced_refreshes == 0
    # Whoever comes later finds it in the database.
    fetched = there.platform.count("stable_token")
    await lan.line("请您查收。")
    await emptied(other)
    await other.close()
    assert heard(lan.customer)[-1] == "请您查收。"
    assert there.platform.count("stable_token") == fetched


async def test_a_token_that_is_refused_twice_is_a_trouble_and_no_further_one_is_fetched(there: WechatDesk) -> None:
    serving = await serving_on(there)
    fetched = there.platform.count("stable_token")
    there.platform.refuses(SEND, 40001, times=2)

    await serving.says(TEXT)

    assert (await in_trouble(there, serving.inbox)).code == "40001"
    assert there.platform.count("stable_token") == fetched + 1
    assert (await last_of(serving))[0] == "pending"


async def test_a_wrong_secret_is_found_where_the_token_is_fetched(there: WechatDesk) -> None:
    account, inbox = await there.oa()
    serving = await served(there, inbox, account.customer("lan"))
    account.tokens.revoke()
    account.secret = "another one"

    await serving.says(TEXT)

    trouble = await in_trouble(there, inbox)
    assert trouble.code == "40125"
    assert "AppSecret" in trouble.text
    assert await last_of(serving) == ("pending", trouble.text)
    assert account.forced_refreshes == 0
