"""微信客服 rings: only its own bell counts, and a reading that fails is made again and shown."""

import asyncio

import pytest

from handoff.domain.agent import Role
from handoff.domain.inbox import Inbox, Trouble
from handoff.services.inboxes import InboxChange
from tests.support.kf_desk import SYNC, answered, kept, said
from tests.support.wechat_desk import WechatDesk
from tests.support.wechat_platform.pushing import Letter


async def trouble(there: WechatDesk, inbox: Inbox) -> Trouble | None:
    return (await there.desk.services.inboxes.get(inbox.id)).trouble


async def test_the_bell_is_answered_at_once_and_what_it_tells_of_is_read_afterwards(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    assert await account.verifies()
    yu = account.customer("yu")

    await yu.writes("我的订单到哪了")

    assert there.answers[-1].body == b"success"
    assert there.platform.count(SYNC) == 0
    await there.settle()
    assert await said(there, inbox, yu) == ["我的订单到哪了"]
    assert yu.texts[-1].endswith("您的订单已于今天09:00发出。")


async def test_bells_that_come_together_bring_a_message_once(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    await yu.writes("我的订单到哪了", rings=False)

    await asyncio.gather(*(account.rings(copies=3) for _ in range(3)))
    await there.settle()

    assert await said(there, inbox, yu) == ["我的订单到哪了"]
    assert len(yu.received) == 1


@pytest.mark.parametrize("wrong", ["account", "company", "signature", "plain"])
async def test_a_bell_that_is_not_ours_is_refused_and_nothing_is_read(there: WechatDesk, wrong: str) -> None:
    account, inbox = await there.kf()
    ours = there.address(inbox)
    if wrong == "account":
        await there.platform.kf(open_kfid="wkSomebodyElses01").customer("eve").writes("你好")
    elif wrong == "company":
        await (
            there.platform.kf(corp_id="wwother", open_kfid="wkOther", callback_url=ours).customer("eve").writes("你好")
        )
    else:
        rung = "<xml><Event>kf_msg_or_event</Event><Token>t</Token><OpenKfId>wkAnHeTestAccount01</OpenKfId></xml>"
        sealed = account.corp.letter(rung)
        forged = {
            "signature": Letter({**sealed.query, "msg_signature": "0" * 40}, sealed.body),
            "plain": Letter(sealed.query, rung.encode()),
        }[wrong]
        await there.platform.world.pusher.push(ours, lambda: forged)

    assert {answer.status for answer in there.answers} == {403}
    assert not await there.desk.services.kf_sync.sync_next()
    assert there.platform.count(SYNC) == 0


async def test_another_event_of_the_account_is_taken_and_rings_nothing(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    changed = "<xml><MsgType>event</MsgType><Event>kf_account_auth_change</Event></xml>"

    pushed = await there.platform.world.pusher.push(there.address(inbox), lambda: account.corp.letter(changed))

    assert pushed.answer == b"success"
    assert not await there.desk.services.kf_sync.sync_next()


async def test_a_bell_that_is_too_old_to_read_by_is_left_out(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    await yu.writes("我的订单到哪了")

    await there.later(minutes=11)

    assert answered(there, SYNC) == [95007, 0]
    assert await said(there, inbox, yu) == ["我的订单到哪了"]


@pytest.mark.parametrize("errcode", [45009, 45033])
async def test_a_platform_that_is_too_busy_to_be_read_is_asked_again(there: WechatDesk, errcode: int) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    there.platform.refuses(SYNC, errcode, times=2)
    await yu.writes("我的订单到哪了")

    await there.settle()
    assert await said(there, inbox, yu) == []
    await there.later(seconds=1)
    assert len(answered(there, SYNC)) == 1
    await there.later(seconds=1)
    await there.later(seconds=4)

    assert await said(there, inbox, yu) == ["我的订单到哪了"]
    assert await trouble(there, inbox) is None


async def test_an_outage_of_hours_is_sat_out(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    there.platform.refuses(SYNC, 45009, times=60)
    await yu.writes("我的订单到哪了")

    for _ in range(60):
        await there.later(minutes=5)

    assert answered(there, SYNC) == [45009] * 60
    await there.later(minutes=5)
    assert await said(there, inbox, yu) == ["我的订单到哪了"]


async def test_an_address_that_is_not_trusted_is_shown_until_reading_works_again(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    account.corp.allowed_ips = ()
    yu = account.customer("yu")
    await yu.writes("我的订单到哪了")

    await there.settle()

    shown = await trouble(there, inbox)
    assert shown
    assert shown.code == "sync.60020"
    assert "127.0.0.1" in shown.text
    assert "可信IP" in shown.text
    account.corp.allowed_ips = None
    await there.later(seconds=2)
    assert await said(there, inbox, yu) == ["我的订单到哪了"]
    assert await trouble(there, inbox) is None


async def test_a_refusal_that_nobody_knows_is_shown_in_the_platforms_words(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    there.platform.refuses(SYNC, 99999, errmsg="something new")
    await account.customer("yu").writes("我的订单到哪了")

    await there.settle()

    shown = await trouble(there, inbox)
    assert shown
    assert "99999" in shown.text
    assert "something new" in shown.text


async def test_reading_does_not_take_back_what_troubles_the_sending(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    # The state is one that takes lines, and they are refused all the same.
    there.platform.refuses("kf/send_msg", 95018, times=2)
    yu = account.customer("yu")
    await yu.writes("我的订单到哪了")
    await there.settle()
    before = await trouble(there, inbox)

    await yu.writes("还在吗")
    await there.desk.services.kf_sync.sync_next()

    assert before
    assert before.code == "95018"
    assert await trouble(there, inbox) == before


async def test_an_inbox_that_is_switched_off_is_read_once_it_is_on_again(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    admin = await there.desk.agent("管理员甲", Role.ADMIN)
    yu = account.customer("yu")
    await yu.writes("我的订单到哪了")

    off = await there.desk.services.inboxes.change(admin, inbox.id, InboxChange(inbox.version, enabled=False))
    await there.settle()
    assert there.platform.count(SYNC) == 0
    await there.desk.services.inboxes.change(admin, inbox.id, InboxChange(off.version, enabled=True))
    await there.later(seconds=2)

    assert await said(there, inbox, yu) == ["我的订单到哪了"]


async def test_only_what_the_customer_wrote_stands_as_theirs(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    ids = {"open_kfid": account.open_kfid, "external_userid": yu.external_userid, "msgtype": "text"}
    for origin in (3, 4, 7):
        await account.tells({**ids, "origin": origin, "text": {"content": f"来源{origin}"}}, rings=False)

    await account.rings()
    await there.settle()

    assert await said(there, inbox, yu) == ["来源3"]
    assert len(there.desk.bot.asked) == 1


async def test_a_message_that_names_nobody_stops_none_behind_it(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    await account.tells({"open_kfid": account.open_kfid, "origin": 3, "msgtype": "text", "text": None}, rings=False)

    await yu.writes("我的订单到哪了")
    await there.settle()

    assert await kept(there) == 2
    assert await said(there, inbox, yu) == ["我的订单到哪了"]
