"""Whose a session of 微信客服 is: with us from its first message on, and left to whichever colleague has it."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from handoff.adapters.sql.schema import users
from handoff.domain.conversation import EpisodeStatus
from handoff.domain.inbox import Inbox
from handoff.domain.inbox import KfAccount as SetUp
from handoff.domain.message import Sender
from handoff.services.inboxes import InboxChange
from tests.support.kf_desk import (
    BOT,
    QUEUEING,
    SEND,
    SERVED,
    STATE,
    TRANS,
    answered,
    lines,
    ours,
    reply,
    served,
    who_serves,
)
from tests.support.wechat_desk import WechatDesk
from tests.support.wechat_platform import KfAccount, KfCustomer


async def given_to(there: WechatDesk, account: KfAccount, customer: KfCustomer, servicer: str) -> None:
    """A message of theirs begins a session that the platform's own rules give to a colleague, and tell nobody."""
    account.servicer(servicer)
    account.new_state = SERVED
    await customer.writes("我的订单到哪了")
    customer.servicer = servicer
    await there.settle()


async def test_a_session_is_read_when_it_begins_and_not_again(there: WechatDesk) -> None:
    account, _ = await there.kf()
    yu = account.customer("yu")

    await yu.writes("我的订单到哪了")
    await yu.writes("还有多久")
    await there.settle()
    assert (there.platform.count(STATE), there.platform.count(TRANS)) == (1, 1)
    there.desk.now.pass_(hours=48)
    await yu.writes("我又有一个问题")
    await there.settle()

    assert (there.platform.count(STATE), there.platform.count(TRANS)) == (2, 2)
    assert yu.state == BOT


async def test_where_a_bot_receives_by_the_console_nothing_has_to_be_moved(there: WechatDesk) -> None:
    account, _ = await there.kf()
    account.new_state = BOT
    yu = account.customer("yu")

    await yu.writes("我的订单到哪了")
    await there.settle()

    assert (there.platform.count(STATE), there.platform.count(TRANS)) == (1, 0)
    assert len(yu.received) == 1


@pytest.mark.parametrize("endpoint", [STATE, TRANS])
@pytest.mark.parametrize("errcode", [45009, 95016, 95017])
async def test_a_session_that_cannot_be_read_or_moved_costs_no_message(
    there: WechatDesk, endpoint: str, errcode: int
) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    there.platform.refuses(endpoint, errcode)

    await yu.writes("我的订单到哪了")
    await there.settle()
    assert yu.texts[-1].endswith("您的订单已于今天09:00发出。")
    await yu.writes("还有多久")
    await there.settle()

    assert len(await lines(there, inbox, yu, Sender.CONTACT)) == 2
    assert yu.state == BOT


async def test_whom_the_platform_gave_to_a_colleague_our_bot_says_nothing_to(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")

    await given_to(there, account, yu, "zhangsan")

    assert not there.desk.bot.asked
    assert there.platform.count(SEND) == 0
    assert there.platform.count(TRANS) == 0
    episode = await there.episode(inbox, yu.external_userid)
    assert episode.status is EpisodeStatus.ASSIGNED
    assert await who_serves(there, episode) == "zhangsan"


async def test_whom_the_platform_put_into_its_own_queue_is_left_there(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    account.new_state = QUEUEING
    yu = account.customer("yu")

    await yu.writes("我的订单到哪了")
    await there.settle()

    assert (yu.state, there.platform.count(TRANS), there.platform.count(SEND)) == (QUEUEING, 0, 0)
    assert not there.desk.bot.asked
    assert not await lines(there, inbox, yu, Sender.BOT, Sender.SYSTEM)
    account.servicer("zhangsan")
    await account.servicer("zhangsan").takes(yu)
    await there.settle()
    assert await who_serves(there, await there.episode(inbox, yu.external_userid)) == "zhangsan"


async def test_a_line_to_whom_a_colleague_took_untold_is_parked_and_then_the_bot_is_silent(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    await yu.writes("我的订单到哪了")
    await there.settle()
    account.servicer("zhangsan")
    yu.move(SERVED, "zhangsan")

    await yu.writes("还有多久")
    await there.settle()
    parked, asked = await ours(there, inbox, yu), len(there.desk.bot.asked)
    await yu.writes("请尽快答复")
    await there.settle()
    await there.later(seconds=3)

    assert parked.delivery == "parked"
    assert "同事" in (parked.delivery_reason or "")
    assert answered(there, SEND) == [0, 95018]
    assert len(there.desk.bot.asked) == asked
    assert await who_serves(there, await there.episode(inbox, yu.external_userid)) == "zhangsan"


async def test_what_waited_while_a_colleague_served_goes_out_once_the_session_is_ours_again(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    zhang, yu = account.servicer("zhangsan"), account.customer("yu")
    agent, episode = await served(there, inbox, yu)
    yu.move(SERVED, "zhangsan")
    await reply(there, agent, episode, "您的退款已于今天10:00提交。")
    parked = await ours(there, inbox, yu)

    await zhang.ends(yu)
    await there.settle()
    await yu.writes("好的")
    await there.settle()
    await there.later(seconds=3)

    assert parked.delivery == "parked"
    assert any("您的退款已于今天10:00提交。" in text for text in yu.texts)


@pytest.mark.parametrize("is_named", [True, False])
async def test_what_a_colleague_writes_in_their_client_stands_in_the_thread(there: WechatDesk, is_named: bool) -> None:
    lin = await there.desk.agent("林静")
    account, inbox = await there.kf(servicers={"zhangsan": lin.name} if is_named else {})
    yu = account.customer("yu")
    await given_to(there, account, yu, "zhangsan")
    before = await there.episode(inbox, yu.external_userid)

    await account.servicer("zhangsan").writes(yu, "您好，您的订单已于今天09:00发出，预计明天送达。")
    await there.settle()

    after = await there.episode(inbox, yu.external_userid)
    [line] = await lines(there, inbox, yu, Sender.AGENT)
    assert (line.text, line.delivery) == ("您好，您的订单已于今天09:00发出，预计明天送达。", "sent")
    assert line.agent_id == after.assignee_id
    assert await who_serves(there, after) == ("林静" if is_named else "zhangsan")
    # Their words answer the customer, and have gone out already.
    assert before.clock.unanswered
    assert after.clock.unanswered is None
    assert yu.texts == [line.text]


async def test_who_writes_in_their_client_has_the_session_whatever_was_told(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    zhang, yu = account.servicer("zhangsan"), account.customer("yu")
    await yu.writes("我的订单到哪了")
    await there.settle()
    yu.move(SERVED, "zhangsan")

    await zhang.writes(yu, "您好，正在为您核实。")
    await yu.writes("好的")
    await there.settle()

    assert len(there.desk.bot.asked) == 1
    assert answered(there, SEND) == [0]
    await _nobody_at_the_desk(there)
    assert await who_serves(there, await there.episode(inbox, yu.external_userid)) == "zhangsan"


async def test_a_colleague_stays_the_same_when_the_set_up_names_nobody_we_know_any_more(there: WechatDesk) -> None:
    lin = await there.desk.agent("林静")
    account, inbox = await there.kf()
    zhang, yu = account.servicer("zhangsan"), account.customer("yu")
    await given_to(there, account, yu, "zhangsan")
    await _names(there, inbox, lin.name)
    async with there.desk.engine.begin() as connection:
        await connection.execute(update(users).where(users.c.id == lin.id).values(name="renamed"))

    await zhang.writes(yu, "您的订单已于今天09:00发出。")
    await there.settle()

    [line] = await lines(there, inbox, yu, Sender.AGENT)
    episode = await there.episode(inbox, yu.external_userid)
    assert line.agent_id == episode.assignee_id
    assert await who_serves(there, episode) == "zhangsan"


async def _names(there: WechatDesk, inbox: Inbox, name: str) -> None:
    """The set-up says who 张三 is at our desk."""
    assert isinstance(inbox.account, SetUp)
    admin = await there.desk.agent("管理员甲")
    account = replace(inbox.account, servicers={"zhangsan": name})
    await there.desk.services.inboxes.change(admin, inbox.id, InboxChange(inbox.version, account=account))


async def _nobody_at_the_desk(there: WechatDesk) -> None:
    there.desk.now.pass_(hours=1)
    await there.desk.services.presence.retire_silent()
    await there.settle()


async def test_who_serves_in_their_client_need_not_be_at_our_desk(there: WechatDesk) -> None:
    lin = await there.desk.agent("林静")
    account, inbox = await there.kf(servicers={"zhangsan": lin.name})
    yu, mei = account.customer("yu"), account.customer("mei")
    waiting = await there.desk.queued("visitor")
    await there.desk.services.assignment.accept(waiting.id, lin)
    await given_to(there, account, yu, "zhangsan")
    await given_to(there, account, mei, "lisi")

    await _nobody_at_the_desk(there)

    assert (await there.desk.episode("visitor")).status is EpisodeStatus.QUEUED
    assert await who_serves(there, await there.episode(inbox, yu.external_userid)) == "林静"
    assert await who_serves(there, await there.episode(inbox, mei.external_userid)) == "lisi"


async def test_who_leaves_the_desk_gives_back_whom_they_served_here(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    await served(there, inbox, yu)

    await _nobody_at_the_desk(there)

    assert (await there.episode(inbox, yu.external_userid)).status is EpisodeStatus.QUEUED
