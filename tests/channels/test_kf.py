"""微信客服 in relay mode: our bot and our desk answer, once, and within what the platform takes."""

from uuid import uuid4

import pytest

from handoff.domain.conversation import EpisodeStatus
from handoff.domain.message import Sender
from handoff.services.replies import AgentLine
from tests.support.kf_desk import (
    BOT,
    asks_for_a_person,
    changed,
    left,
    lines,
    ours,
    reply,
    served,
    theirs,
)
from tests.support.photos import a_photo
from tests.support.wechat_desk import WechatDesk
from tests.support.wechat_platform import Way


async def test_a_session_stays_with_us_and_our_desk_answers(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    agent, episode = await served(there, inbox, yu)

    await reply(there, agent, episode, "您的退款已于今天10:00提交。")

    assert yu.state == BOT
    assert yu.texts[-1] == "您的退款已于今天10:00提交。"
    assert {line.delivery for line in await there.lines(inbox, yu.external_userid)} == {"sent"}


async def test_places_and_links_stand_in_words(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")

    await yu.sends_location(31.2, 121.4, "人民广场", "上海市黄浦区")
    await yu.sends_link("滤芯更换说明", "如何更换", "https://example.com/filter")
    await yu.sends("hologram", {})
    await there.settle()

    said = [line.text for line in await lines(there, inbox, yu, Sender.CONTACT)]
    assert said[0] == "[位置] 人民广场 上海市黄浦区"
    assert said[1].startswith("[链接] 滤芯更换说明")
    assert "https://example.com/filter" in said[1]
    assert "hologram" in said[2]


async def test_a_tap_on_a_menu_is_a_line_and_the_grade_is_given_by_one(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    agent, episode = await served(there, inbox, yu)
    await reply(there, agent, episode, "您的退款已于今天10:00提交。")

    await there.desk.services.assignment.resolve(episode.id, agent, "已处理")
    await there.settle()
    await yu.taps("满意")
    await there.settle()

    async with there.desk.work() as work:
        rating = await work.ratings.of(episode.id)
    assert rating
    assert rating.grade == 4
    assert (await theirs(there, inbox, yu)).text == "满意"
    assert yu.texts[-1].startswith("感谢您的评价")
    assert (await there.episode(inbox, yu.external_userid)).id == episode.id


async def test_the_way_back_to_the_bot_may_be_tapped(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    await there.desk.agent()
    await asks_for_a_person(there, inbox, yu)

    await yu.taps("返回机器人")
    await there.settle()

    assert (await there.episode(inbox, yu.external_userid)).status is EpisodeStatus.BOT
    assert "已为您返回智能客服" in yu.texts[-1]


async def test_a_message_taken_back_is_marked_once_however_often_that_is_told(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    msgid = await yu.writes("发错了")
    await yu.writes("我的订单到哪了")
    await there.settle()

    await yu.recalls(msgid, times=3)
    await there.settle()
    await yu.recalls(msgid)
    await there.settle()

    both = await lines(there, inbox, yu, Sender.CONTACT)
    assert [(line.text, line.recalled) for line in both] == [("发错了", True), ("我的订单到哪了", False)]
    assert len([shown for shown in await changed(there, both[0]) if shown["recalled"]]) == 1


async def test_who_comes_in_is_welcomed_once_at_no_cost(there: WechatDesk) -> None:
    account, inbox = await there.kf(welcome="您好，欢迎联系安禾电器。")
    yu = account.customer("yu")

    await yu.enters(scene="order")
    await there.settle()
    await account.rings(copies=2)
    await there.later(seconds=30)

    assert [(line.text, line.way) for line in yu.received] == [("您好，欢迎联系安禾电器。", Way.EVENT)]
    assert there.platform.count("kf/send_msg_on_event") == 1
    # Nothing was said that needs an answer.
    assert not await there.lines(inbox, yu.external_userid)


async def test_a_welcome_waits_for_nothing_that_the_customer_did_before(there: WechatDesk) -> None:
    account, _ = await there.kf(welcome="您好，欢迎联系安禾电器。")
    yu = account.customer("yu")
    await yu.sends_image(a_photo(), rings=False)
    yu.wrote_at = None
    there.platform.refuses("media/get", 45009)

    await yu.enters()
    await there.desk.services.kf_sync.sync_next()

    assert yu.texts == ["您好，欢迎联系安禾电器。"]
    await there.settle()
    assert there.platform.count("kf/send_msg_on_event") == 1


async def test_a_welcome_that_comes_too_late_harms_nothing(there: WechatDesk) -> None:
    account, inbox = await there.kf(welcome="您好，欢迎联系安禾电器。")
    yu = account.customer("yu")
    await yu.enters()

    await there.later(seconds=21)
    await yu.writes("我的订单到哪了")
    await there.settle()

    assert [line.way for line in yu.received] == [Way.API]
    assert (await theirs(there, inbox, yu)).text == "我的订单到哪了"


async def test_a_line_whose_sender_died_before_noting_it_reaches_the_customer_once(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    agent, episode = await served(there, inbox, yu)
    doomed = there.desk.after_a_crash()
    delivery = doomed.services.platform_delivery
    await there.desk.services.replies.send(episode.id, agent, AgentLine(uuid4().hex, "您的退款已提交。"))
    claim = await delivery.claims.next_of(episode.conversation_id, inbox.id)
    assert claim
    # The platform takes it, and the worker is killed before it can say so.
    await delivery.platforms[inbox.channel].send(claim.inbox, claim.customer, claim.parcel, None)
    await doomed.close()

    await there.settle()
    assert (await ours(there, inbox, yu)).delivery == "sending"
    await there.later(seconds=61)

    assert yu.texts.count("您的退款已提交。") == 1
    assert (await ours(there, inbox, yu)).delivery == "sent"
    calls = [call for call in there.platform.calls if call.endpoint == "kf/send_msg" and "退款" in call.body.decode()]
    assert len({call.json["msgid"] for call in calls}) == 1
    assert len(calls) == 2


async def test_a_send_without_an_answer_is_repeated_under_the_same_id(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    there.platform.drops("kf/send_msg")

    await yu.writes("我的订单到哪了")
    await there.settle()
    await there.later(seconds=2)

    assert len(yu.received) == 1
    assert there.platform.count("kf/send_msg") == 2
    assert (await ours(there, inbox, yu)).delivery == "sent"
    assert yu.allowance
    assert await left(there, inbox, yu) == yu.allowance.left == 4


async def test_what_the_platform_took_and_could_not_deliver_is_shown_with_its_reason(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    account.fails_delivery(11)

    await yu.writes("我的订单到哪了")
    await there.settle()
    await there.platform.settled()
    await there.settle()

    line = await ours(there, inbox, yu)
    assert line.delivery == "failed"
    assert line.delivery_reason
    assert "尚无成员登录企业微信" in line.delivery_reason
    assert not yu.received
    last = (await changed(there, line))[-1]
    assert (last["delivery"], last["delivery_reason"]) == ("failed", line.delivery_reason)


async def test_who_switched_receiving_off_is_sent_nothing_until_they_write(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    agent, episode = await served(there, inbox, yu)
    await yu.rejects()
    await there.settle()

    await reply(there, agent, episode, "您的退款已于今天10:00提交。")

    parked = await ours(there, inbox, yu)
    assert parked.delivery == "parked"
    assert "关闭了消息接收" in (parked.delivery_reason or "")
    yu.refuses_messages = False
    await yu.writes("好的")
    await there.settle()
    await there.later(seconds=3)
    assert "您的退款已于今天10:00提交。" in yu.texts[-1]
    assert (await ours(there, inbox, yu)).delivery == "sent"


async def test_who_switched_receiving_on_again_is_answered(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    agent, episode = await served(there, inbox, yu)
    await yu.rejects()
    await yu.rejects(rejects=False)
    await there.settle()

    await reply(there, agent, episode, "您的退款已于今天10:00提交。")

    assert (await ours(there, inbox, yu)).delivery == "sent"


@pytest.mark.parametrize("errcode", [95001, 95002])
async def test_a_limit_that_only_the_platform_knows_parks_until_the_customer_writes(
    there: WechatDesk, errcode: int
) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    agent, episode = await served(there, inbox, yu)
    assert yu.allowance
    if errcode == 95001:
        yu.allowance.spent = yu.allowance.size
    else:
        yu.allowance.until = there.desk.now()

    await reply(there, agent, episode, "您的退款已于今天10:00提交。")

    assert there.platform.calls[-1].errcode == errcode
    assert (await ours(there, inbox, yu)).delivery == "parked"
    assert await left(there, inbox, yu) == 0
    await yu.writes("好的")
    await there.settle()
    await there.later(seconds=3)
    assert "您的退款已于今天10:00提交。" in yu.texts[-1]


async def test_five_lines_go_out_for_a_message_and_the_sixth_waits(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    agent, episode = await served(there, inbox, yu)

    for number in range(6):
        await reply(there, agent, episode, f"第{number + 1}项已为您核实完毕。")

    assert len(yu.received) == 5
    assert [call.errcode for call in there.platform.calls if call.endpoint == "kf/send_msg"] == [0] * 5
    parked = [line.text for line in await lines(there, inbox, yu, Sender.AGENT) if line.delivery == "parked"]
    assert parked == ["第5项已为您核实完毕。", "第6项已为您核实完毕。"]
