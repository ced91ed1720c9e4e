"""微信客服 in native mode: people serve in the WeCom client, and our thread, clocks and ratings follow."""

from typing import Any

import pytest

from handoff.domain.conversation import Episode, EpisodeStatus
from handoff.domain.inbox import Inbox, ServiceMode
from handoff.domain.message import Sender
from tests.support.kf_desk import (
    BOT,
    ENDED,
    ON_EVENT,
    PERSON,
    QUEUEING,
    SEND,
    TRANS,
    answered,
    asks_for_a_person,
    left,
    lines,
    ours,
    reply,
    said,
    theirs,
    who_serves,
)
from tests.support.photos import a_photo
from tests.support.wechat_desk import WechatDesk
from tests.support.wechat_platform import KfAccount, KfCustomer, Way
from tests.support.wechat_platform.kf_servicer import KfServicer


async def native(there: WechatDesk, **account: Any) -> tuple[KfAccount, Inbox]:
    """Nobody sits at our desk: who is online in the WeCom client, it does not tell."""
    return await there.kf(service=ServiceMode.NATIVE, **account)


async def taken(
    there: WechatDesk, account: KfAccount, inbox: Inbox, customer: KfCustomer
) -> tuple[KfServicer, Episode]:
    """A customer whom a colleague has taken from the pool."""
    await asks_for_a_person(there, inbox, customer)
    zhang = account.servicer("zhangsan")
    await zhang.takes(customer)
    await there.settle()
    return zhang, await there.episode(inbox, customer.external_userid)


async def grade(there: WechatDesk, episode: Episode) -> int | None:
    async with there.desk.work() as work:
        rating = await work.ratings.of(episode.id)
    return rating.grade if rating else None


async def test_who_asks_for_a_person_goes_to_the_pool_and_is_told_so_at_no_cost(there: WechatDesk) -> None:
    account, inbox = await native(there)
    yu = account.customer("yu")

    episode = await asks_for_a_person(there, inbox, yu)

    assert episode.status is EpisodeStatus.QUEUED
    assert yu.state == QUEUEING
    [line] = yu.received
    assert (line.way, line.kind) == (Way.EVENT, "text")
    # The place in their queue is not ours to tell, nor is there a way back from it.
    assert "转接人工客服" in line.text
    assert "位" not in line.text
    assert "返回机器人" not in line.text
    assert yu.allowance
    assert yu.allowance.left == 5
    assert await left(there, inbox, yu) == 5
    assert {line.delivery for line in await there.lines(inbox, yu.external_userid)} == {"sent"}


async def test_who_takes_a_customer_from_the_pool_has_the_episode(there: WechatDesk) -> None:
    lin = await there.desk.agent("林静")
    account, inbox = await native(there, servicers={"zhangsan": lin.name})
    yu = account.customer("yu")

    zhang, episode = await taken(there, account, inbox, yu)
    await zhang.writes(yu, "您好，您的退款已于今天10:00提交。")
    await yu.writes("好的")
    await there.settle()

    assert (episode.status, episode.assignee_id) == (EpisodeStatus.ASSIGNED, lin.id)
    assert [line.text for line in await lines(there, inbox, yu, Sender.AGENT)] == ["您好，您的退款已于今天10:00提交。"]
    assert await said(there, inbox, yu) == [PERSON, "好的"]
    # The bot was asked for the first line only.
    assert len(there.desk.bot.asked) == 1
    assert answered(there, SEND) == []


async def test_a_late_colleague_costs_one_line_of_the_events_code_and_then_the_lead_is_called(
    there: WechatDesk,
) -> None:
    account, inbox = await native(there)
    yu = account.customer("yu")
    await taken(there, account, inbox, yu)
    await yu.writes("我的退款呢")
    await there.settle()
    heard = len(yu.received)

    await there.later(minutes=4)
    await there.fire()

    assert [(line.way, line.kind) for line in yu.received[heard:]] == [(Way.EVENT, "text")]
    assert "正在核实中" in yu.received[-1].text
    # The promise would be renewed, and no code is left for that.
    await there.later(minutes=9)
    await there.fire()
    assert len(yu.received) == heard + 1
    assert (await there.episode(inbox, yu.external_userid)).lead_called


async def test_a_customer_passed_on_to_another_colleague_is_theirs(there: WechatDesk) -> None:
    account, inbox = await native(there)
    yu = account.customer("yu")
    zhang, episode = await taken(there, account, inbox, yu)

    await zhang.transfers(yu, account.servicer("lisi"))
    await there.settle()

    after = await there.episode(inbox, yu.external_userid)
    assert after.id == episode.id
    assert await who_serves(there, after) == "lisi"


async def test_the_end_of_a_reception_ends_the_episode_with_thanks_and_a_menu(there: WechatDesk) -> None:
    account, inbox = await native(there)
    yu = account.customer("yu")
    zhang, episode = await taken(there, account, inbox, yu)
    await zhang.writes(yu, "您的退款已于今天10:00提交。")
    await there.settle()

    await zhang.ends(yu)
    await there.settle()

    after = await there.episode(inbox, yu.external_userid)
    assert (after.id, after.status) == (episode.id, EpisodeStatus.RESOLVED)
    assert yu.received[-1].way is Way.EVENT
    assert yu.texts[-1].startswith("本次服务已结束，感谢您的咨询。")
    assert [item.title for item in yu.received[-1].menu] == ["非常满意", "满意", "一般", "不满意", "非常不满意"]
    # The thread shows what the customer read.
    assert (await ours(there, inbox, yu)).text == yu.texts[-1]
    assert [line.text for line in await lines(there, inbox, yu, Sender.AGENT)] == ["您的退款已于今天10:00提交。"]


@pytest.mark.parametrize("by_tap", [True, False])
async def test_the_grade_is_given_by_a_tap_or_by_its_word(there: WechatDesk, by_tap: bool) -> None:
    account, inbox = await native(there)
    yu = account.customer("yu")
    zhang, episode = await taken(there, account, inbox, yu)
    await zhang.writes(yu, "您的退款已于今天10:00提交。")
    await zhang.ends(yu)
    await there.settle()

    await (yu.taps("满意") if by_tap else yu.writes("满意"))
    await there.settle()

    assert await grade(there, episode) == 4
    assert yu.texts[-1].startswith("感谢您的评价")
    assert (await there.episode(inbox, yu.external_userid)).id == episode.id


async def test_the_next_message_after_the_end_is_the_bots_again(there: WechatDesk) -> None:
    account, inbox = await native(there)
    yu = account.customer("yu")
    zhang, episode = await taken(there, account, inbox, yu)
    await zhang.ends(yu)
    await there.settle()
    assert yu.state == ENDED

    await yu.writes("我的订单到哪了")
    await there.settle()

    after = await there.episode(inbox, yu.external_userid)
    assert (after.continues_id, after.status) == (episode.id, EpisodeStatus.BOT)
    assert yu.state == BOT
    assert yu.texts[-1].endswith("您的订单已于今天09:00发出。")


async def test_a_colleague_who_writes_after_the_end_opens_the_matter_again(there: WechatDesk) -> None:
    account, inbox = await native(there)
    yu = account.customer("yu")
    zhang, episode = await taken(there, account, inbox, yu)
    await zhang.ends(yu)
    await there.settle()

    await zhang.writes(yu, "补充一点：退款将于三个工作日内到账。")
    await there.settle()

    after = await there.episode(inbox, yu.external_userid)
    assert (after.continues_id, after.status) == (episode.id, EpisodeStatus.ASSIGNED)
    assert (await lines(there, inbox, yu, Sender.AGENT))[-1].episode_id == after.id


async def test_last_words_that_are_read_together_with_the_end_open_nothing_new(there: WechatDesk) -> None:
    account, inbox = await native(there)
    yu = account.customer("yu")
    zhang, episode = await taken(there, account, inbox, yu)
    asked = len(there.desk.bot.asked)

    await zhang.writes(yu, "您的退款已于今天10:00提交。")
    await yu.writes("好的")
    await zhang.writes(yu, "不客气，再见。")
    await zhang.ends(yu)
    await there.settle()

    after = await there.episode(inbox, yu.external_userid)
    assert (after.id, after.status) == (episode.id, EpisodeStatus.RESOLVED)
    spoken = await lines(there, inbox, yu, Sender.AGENT, Sender.CONTACT)
    assert [line.text for line in spoken] == [PERSON, "您的退款已于今天10:00提交。", "好的", "不客气，再见。"]
    assert {line.episode_id for line in spoken} == {episode.id}
    assert len(there.desk.bot.asked) == asked


async def test_the_thanks_wait_for_nothing_that_was_said_before(there: WechatDesk) -> None:
    account, inbox = await native(there)
    yu = account.customer("yu")
    zhang, episode = await taken(there, account, inbox, yu)
    there.platform.refuses("media/get", 45009)
    await yu.sends_image(a_photo())

    await zhang.ends(yu)
    await there.settle()

    assert yu.texts[-1].startswith("本次服务已结束")
    assert (await there.episode(inbox, yu.external_userid)).status is EpisodeStatus.ASSIGNED
    await there.later(seconds=1)
    assert (await there.episode(inbox, yu.external_userid)).status is EpisodeStatus.RESOLVED
    assert (await theirs(there, inbox, yu)).episode_id == episode.id
    assert there.platform.count(ON_EVENT) == 2


async def test_an_end_that_is_heard_of_too_late_ends_the_episode_without_a_word(there: WechatDesk) -> None:
    account, inbox = await native(there)
    yu = account.customer("yu")
    zhang, _ = await taken(there, account, inbox, yu)
    await zhang.ends(yu)

    await there.later(seconds=21)

    assert (await there.episode(inbox, yu.external_userid)).status is EpisodeStatus.RESOLVED
    assert len(yu.received) == 1
    assert (await ours(there, inbox, yu)).kind == "queue"


@pytest.mark.parametrize("errcode", [95014, 95016])
async def test_where_the_pool_takes_nobody_our_desk_serves(there: WechatDesk, errcode: int) -> None:
    agent = await there.desk.agent("林静")
    account, inbox = await native(there)
    account.new_state = BOT
    yu = account.customer("yu")
    there.platform.refuses(TRANS, errcode, times=2)

    await asks_for_a_person(there, inbox, yu)
    assert not yu.received
    await there.later(seconds=1)
    await there.later(seconds=1)

    [line] = yu.received
    assert (line.way, yu.state) == (Way.API, BOT)
    assert "转接人工客服" in line.text
    episode = await there.episode(inbox, yu.external_userid)
    await there.desk.services.assignment.accept(episode.id, agent)
    await reply(there, agent, episode, "您的退款已于今天10:00提交。")
    assert yu.texts[-1] == "您的退款已于今天10:00提交。"


async def test_a_pool_that_was_full_for_a_moment_takes_them_the_second_time(there: WechatDesk) -> None:
    account, inbox = await native(there)
    account.new_state = BOT
    yu = account.customer("yu")
    there.platform.refuses(TRANS, 45009)

    await asks_for_a_person(there, inbox, yu)
    await there.later(seconds=1)

    assert yu.state == QUEUEING
    assert [line.way for line in yu.received] == [Way.EVENT]


async def test_what_the_customer_adds_while_they_wait_is_there_for_whoever_takes_them(there: WechatDesk) -> None:
    account, inbox = await native(there)
    yu = account.customer("yu")
    await asks_for_a_person(there, inbox, yu)

    await yu.writes("订单号是20261120001")
    await there.settle()
    await account.servicer("zhangsan").takes(yu)
    await there.settle()

    episode = await there.episode(inbox, yu.external_userid)
    assert episode.status is EpisodeStatus.ASSIGNED
    assert await said(there, inbox, yu) == [PERSON, "订单号是20261120001"]
    # The pool's code is used, and the API may say nothing there: nor is the bot asked for anything.
    assert (answered(there, SEND), len(there.desk.bot.asked)) == ([], 1)
    assert (await ours(there, inbox, yu)).kind == "queue"
