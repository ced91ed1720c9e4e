"""微信客服 has put a session into its pool, or given it away, without a word: we are silent until it is ours."""

import pytest

from handoff.domain.agent import Role
from handoff.domain.conversation import Episode, EpisodeStatus
from handoff.domain.inbox import Inbox
from handoff.domain.message import Sender
from tests.support.kf_desk import (
    BOT,
    ENDED,
    NEW,
    QUEUEING,
    SEND,
    SERVED,
    STATE,
    TRANS,
    answered,
    lines,
    ours,
    reply,
    said,
    served,
    theirs,
    who_serves,
)
from tests.support.wechat_desk import WechatDesk
from tests.support.wechat_platform import KfAccount, KfCustomer

WHERE = "我的订单到哪了"
ANSWER = "您的订单已于今天09:00发出。"
LATER = "您的退款已于今天10:00提交。"


async def writes(there: WechatDesk, customer: KfCustomer, text: str) -> None:
    await customer.writes(text)
    await there.settle()


async def in_the_pool(there: WechatDesk) -> tuple[KfAccount, Inbox, KfCustomer]:
    """From the first message on, by the platform's own rules."""
    account, inbox = await there.kf()
    account.new_state = QUEUEING
    yu = account.customer("yu")
    await writes(there, yu, WHERE)
    assert yu.state == QUEUEING
    return account, inbox, yu


async def moved_untold(there: WechatDesk, state: int) -> tuple[KfAccount, Inbox, KfCustomer]:
    """Our bot has answered; then the platform moves the session, and tells nobody."""
    account, inbox = await there.kf()
    account.servicer("zhangsan")
    yu = account.customer("yu")
    await writes(there, yu, WHERE)
    assert yu.state == BOT
    yu.move(state, "zhangsan" if state == SERVED else "")
    return account, inbox, yu


async def test_in_the_pool_the_bot_says_nothing_however_much_is_written(there: WechatDesk) -> None:
    _, inbox, yu = await in_the_pool(there)

    await writes(there, yu, "还有多久")
    await writes(there, yu, "请尽快")
    await there.later(minutes=1)

    assert not there.desk.bot.asked
    assert not await lines(there, inbox, yu, Sender.BOT, Sender.SYSTEM)
    assert await said(there, inbox, yu) == [WHERE, "还有多久", "请尽快"]
    assert (answered(there, SEND), there.platform.count(TRANS), yu.state) == ([], 0, QUEUEING)


async def test_an_agents_line_to_somebody_in_the_pool_is_parked_without_a_try(there: WechatDesk) -> None:
    _, inbox, yu = await in_the_pool(there)
    lead, serving = await there.desk.agent("周敏", Role.LEAD), await episode(there, inbox, yu)
    await there.desk.services.assignment.take_over(serving.id, lead)

    await reply(there, lead, serving, LATER)

    line = await ours(there, inbox, yu)
    assert line.delivery == "parked"
    assert "企业微信" in (line.delivery_reason or "")
    assert answered(there, SEND) == []


@pytest.mark.parametrize("state", [NEW, BOT])
async def test_once_the_pool_has_let_a_customer_go_the_bot_answers_what_they_write_then(
    there: WechatDesk, state: int
) -> None:
    account, inbox, yu = await in_the_pool(there)
    account.new_state = state
    yu.move(ENDED)

    await writes(there, yu, "还有多久")

    assert [asked.text for asked in there.desk.bot.asked] == ["还有多久"]
    assert yu.state == BOT
    assert yu.texts[-1].endswith(ANSWER)
    assert (await ours(there, inbox, yu)).delivery == "sent"


async def test_whom_a_colleague_has_taken_from_the_pool_untold_is_theirs(there: WechatDesk) -> None:
    account, inbox, yu = await in_the_pool(there)
    account.servicer("zhangsan")
    yu.move(SERVED, "zhangsan")

    await writes(there, yu, "还有多久")

    assert await who_serves(there, await episode(there, inbox, yu)) == "zhangsan"
    assert not there.desk.bot.asked


async def test_who_cannot_be_asked_about_stays_where_they_were(there: WechatDesk) -> None:
    _, inbox, yu = await in_the_pool(there)
    there.platform.refuses(STATE, 45009, times=3)

    await writes(there, yu, "还有多久")

    assert not there.desk.bot.asked
    assert (await theirs(there, inbox, yu)).text == "还有多久"


@pytest.mark.parametrize("state", [QUEUEING, SERVED])
async def test_one_refused_line_is_enough_to_know_and_none_is_tried_after_it(there: WechatDesk, state: int) -> None:
    account, inbox, yu = await moved_untold(there, state)
    await writes(there, yu, "还有多久")
    assert (await ours(there, inbox, yu)).delivery == "parked"
    asked, tried = len(there.desk.bot.asked), answered(there, SEND)
    assert tried == [0, 95018]

    await writes(there, yu, "请尽快")
    await there.later(seconds=3)

    assert len(there.desk.bot.asked) == asked
    assert answered(there, SEND) == tried
    assert (await ours(there, inbox, yu)).delivery == "parked"
    assert account.servicers


async def test_an_agents_refused_line_is_the_last_one_that_is_tried(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    account.servicer("zhangsan")
    yu = account.customer("yu")
    agent, serving = await served(there, inbox, yu)
    yu.move(SERVED, "zhangsan")
    await reply(there, agent, serving, LATER)
    tried = answered(there, SEND)

    await reply(there, agent, serving, "请您查收。")

    assert answered(there, SEND) == tried == [0, 95018]
    assert (await ours(there, inbox, yu)).delivery == "parked"


async def test_what_was_parked_meanwhile_goes_out_once_the_session_is_ours_again(there: WechatDesk) -> None:
    account, inbox, yu = await moved_untold(there, QUEUEING)
    await writes(there, yu, "还有多久")
    account.new_state = NEW
    yu.move(ENDED)

    await writes(there, yu, "您好")
    await there.later(seconds=3)

    assert yu.state == BOT
    assert {line.delivery for line in await lines(there, inbox, yu, Sender.BOT)} == {"sent"}


async def test_a_reception_that_ended_by_itself_after_two_days_keeps_nobody_from_the_bot(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    account.servicer("zhangsan")
    account.new_state = SERVED
    yu = account.customer("yu")
    await yu.writes(WHERE)
    yu.servicer = "zhangsan"
    await there.settle()
    before = await episode(there, inbox, yu)
    assert before.status is EpisodeStatus.ASSIGNED
    account.new_state = NEW

    there.desk.now.pass_(hours=49)
    await writes(there, yu, "我又有一个问题")

    after = await episode(there, inbox, yu)
    assert (after.continues_id, after.status) == (before.id, EpisodeStatus.BOT)
    assert [asked.text for asked in there.desk.bot.asked] == ["我又有一个问题"]
    assert yu.texts[-1].endswith(ANSWER)


async def test_a_reception_of_two_days_ago_that_goes_on_is_still_the_colleagues(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    zhang = account.servicer("zhangsan")
    account.new_state = SERVED
    yu = account.customer("yu")
    await yu.writes(WHERE)
    yu.servicer = zhang.userid
    await there.settle()
    before = await episode(there, inbox, yu)

    there.desk.now.pass_(hours=49)
    await yu.writes("我又有一个问题")
    yu.servicer = zhang.userid
    await there.settle()

    assert (await episode(there, inbox, yu)).id == before.id
    assert not there.desk.bot.asked


async def episode(there: WechatDesk, inbox: Inbox, customer: KfCustomer) -> Episode:
    return await there.episode(inbox, customer.external_userid)
