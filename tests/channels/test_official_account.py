"""Customers of an Official Account: what they write is kept and answered within what the platform allows."""

from uuid import uuid4

import pytest

from handoff.domain.card import Card, CardLink
from handoff.domain.message import LineKind, Sender
from handoff.services.bot_port import BotReply
from handoff.services.replies import AgentLine
from tests.support.photos import a_photo
from tests.support.scripted_bot import parse, turn
from tests.support.wechat_desk import WechatDesk


@pytest.mark.parametrize("mode", ["plain", "compat", "safe"])
@pytest.mark.parametrize("wire", ["xml", "json"])
async def test_a_customer_writes_and_is_answered(there: WechatDesk, mode: str, wire: str) -> None:
    account, inbox = await there.oa(mode=mode, wire=wire)
    assert await account.verifies()
    lan = account.customer("lan")

    await lan.writes("我的订单到哪了")
    await there.settle()

    assert [answer.body for answer in there.answers[1:]] == [b"success"]
    assert (await there.lines(inbox, lan.openid))[0].text == "我的订单到哪了"
    # The opening and the answer went out as one: each send counts.
    assert len(lan.texts) == 1
    assert lan.texts[0].endswith("您的订单已于今天09:00发出。")
    assert {line.delivery for line in await there.lines(inbox, lan.openid)} == {"sent"}


async def test_three_copies_at_once_are_one_message_and_one_answer(there: WechatDesk) -> None:
    account, inbox = await there.oa()
    lan = account.customer("lan")

    await lan.writes("我的订单到哪了", copies=3)
    await there.settle()

    lines = await there.lines(inbox, lan.openid)
    assert [line.text for line in lines if line.sender is Sender.CONTACT] == ["我的订单到哪了"]
    assert len(lan.texts) == 1


async def test_images_go_both_ways(there: WechatDesk) -> None:
    account, inbox = await there.oa()
    agent = await there.desk.agent()
    lan = account.customer("lan")
    there.desk.bot.script["转人工"] = turn(of=parse("human_request"), handoff={"reason": "asked"})
    await lan.writes("转人工")
    await there.settle()
    episode = await there.episode(inbox, lan.openid)
    await there.desk.services.assignment.accept(episode.id, agent)

    await lan.sends_image(a_photo())
    await there.settle()

    [photo] = [line for line in await there.lines(inbox, lan.openid) if line.attachments]
    assert photo.attachments[0].media_type == "image/jpeg"
    ours = await there.desk.services.uploads.from_agent(episode.id, agent, a_photo(colour="blue"))
    await there.desk.services.replies.send(
        episode.id, agent, _line("请您参照图片中的位置查看型号。", attachments=(ours.id,))
    )
    await there.settle()
    assert [line.kind for line in lan.received[-2:]] == ["text", "image"]


async def test_more_lines_than_the_platform_takes_are_parked_until_the_customer_writes(there: WechatDesk) -> None:
    account, inbox = await there.oa()
    agent = await there.desk.agent()
    lan = account.customer("lan")
    there.desk.bot.script["转人工"] = turn(of=parse("human_request"), handoff={"reason": "asked"})
    await lan.writes("转人工")
    await there.settle()
    episode = await there.episode(inbox, lan.openid)
    await there.desk.services.assignment.accept(episode.id, agent)
    for number in range(6):
        await there.desk.services.replies.send(episode.id, agent, _line(f"第{number + 1}项已为您核实完毕。"))
        await there.settle()

    heard_before = len(lan.texts)
    assert heard_before == 5
    parked = [line for line in await there.lines(inbox, lan.openid) if line.delivery == "parked"]
    assert [line.text for line in parked] == ["第5项已为您核实完毕。", "第6项已为您核实完毕。"]
    assert all(line.delivery_reason for line in parked)

    await lan.writes("好的")
    await there.settle()
    await there.later(seconds=3)

    assert lan.texts[heard_before:] == ["第5项已为您核实完毕。\n第6项已为您核实完毕。"]
    assert not [line for line in await there.lines(inbox, lan.openid) if line.delivery != "sent"]


async def test_a_send_that_timed_out_is_unknown_and_never_sent_again(there: WechatDesk) -> None:
    account, inbox = await there.oa()
    lan = account.customer("lan")
    there.platform.drops("message/custom/send")

    await lan.writes("我的订单到哪了")
    await there.settle()
    await there.later(minutes=2)

    assert len(lan.texts) == 1
    ours = [line for line in await there.lines(inbox, lan.openid) if line.sender is not Sender.CONTACT]
    assert {line.delivery for line in ours} == {"unknown"}


async def test_the_grade_is_given_by_a_tap_on_the_menu(there: WechatDesk) -> None:
    account, inbox = await there.oa()
    agent = await there.desk.agent()
    lan = account.customer("lan")
    there.desk.bot.script["转人工"] = turn(of=parse("human_request"), handoff={"reason": "asked"})
    await lan.writes("转人工")
    await there.settle()
    episode = await there.episode(inbox, lan.openid)
    await there.desk.services.assignment.accept(episode.id, agent)
    await there.desk.services.replies.send(episode.id, agent, _line("您的退款已于今天10:00提交。"))
    await there.settle()

    await there.desk.services.assignment.resolve(episode.id, agent, "已处理")
    await there.settle()
    menu = lan.received[-1]
    assert [item.title for item in menu.menu] == ["非常满意", "满意", "一般", "不满意", "非常不满意"]
    await lan.taps("满意")
    await there.settle()

    assert lan.texts[-1].startswith("感谢您的评价")
    async with there.desk.work() as work:
        rating = await work.ratings.of(episode.id)
    assert rating is not None
    assert rating.grade == 4
    assert (await there.episode(inbox, lan.openid)).id == episode.id


async def test_somebody_who_subscribes_is_welcomed_once(there: WechatDesk) -> None:
    account, _ = await there.oa(welcome="您好，欢迎关注安禾电器。")
    lan = account.customer("lan")

    await lan.subscribes(copies=2)
    await there.settle()

    assert lan.texts == ["您好，欢迎关注安禾电器。"]


async def test_a_forged_or_foreign_callback_is_refused_in_one_way(there: WechatDesk) -> None:
    _, inbox = await there.oa()
    other, _ = await there.oa(app_id="wxother0000000001", name="另一个公众号")
    stranger = other.customer("eve")
    other.callback_url = there.address(inbox)

    pushed = await stranger.writes("你好")

    assert {answer.status for answer in there.answers} == {403}
    assert len({answer.body for answer in there.answers}) == 1
    assert not await there.desk.services.arrivals.work_next()
    assert pushed


def _line(text: str, attachments: tuple[str, ...] = ()) -> AgentLine:
    return AgentLine(uuid4().hex, text, None, None, attachments)


async def test_a_line_with_a_page_to_open_goes_out_as_news(there: WechatDesk) -> None:
    account, _ = await there.oa()
    lan = account.customer("lan")
    card = Card("invoice", "发票", link=CardLink("下载发票", "/invoices/1.pdf"))
    said = BotReply(LineKind.ANSWER, "您的发票已开具。", card=card)
    there.desk.bot.script["发票开了吗"] = turn(said)

    await lan.writes("发票开了吗")
    await there.settle()

    [article] = lan.received[-1].raw["news"]["articles"]
    assert article == {
        "title": "下载发票",
        "description": "您的发票已开具。",
        "url": "https://support.example.com/invoices/1.pdf",
    }
