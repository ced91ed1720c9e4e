"""What goes into one send: short lines together, long ones in parts, images, menus and pages."""

import pytest

from handoff.domain.card import Card, CardLink
from handoff.domain.message import Button, LineKind
from handoff.services.bot_port import BotReply
from tests.channels.serving import (
    long_line,
    on,
    ours,
    queued,
    served,
    states,
)
from tests.support.photos import a_photo
from tests.support.scripted_bot import turn
from tests.support.wechat_desk import WechatDesk

CUSTOMER_SEND = "message/custom/send"


async def test_short_lines_go_out_as_one_send(there: WechatDesk) -> None:
    inbox, lan = await on(there, "oa", "lan")
    serving = await served(there, inbox, lan)
    before = there.platform.count(CUSTOMER_SEND)
    for text in ("您好，已为您核实。", "您的退款已提交银行。", "预计明天10:00前到账。"):
        await serving.line(text)

    await there.settle()

    assert lan.texts[-1] == "您好，已为您核实。\n您的退款已提交银行。\n预计明天10:00前到账。"
    assert there.platform.count(CUSTOMER_SEND) == before + 1
    assert set(states(await serving.ours())) == {"sent"}


@pytest.mark.parametrize("platform", ["oa", "kf"])
async def test_a_long_line_arrives_whole_in_parts_that_the_platform_takes(there: WechatDesk, platform: str) -> None:
    inbox, customer = await on(there, platform, "lan")
    serving = await served(there, inbox, customer)
    text = long_line(1, sentences=100)
    assert len(text.encode()) > 2 * 2048

    await serving.says(text)

    parts = customer.texts[1:]
    assert len(parts) == 3
    assert all(len(part.encode()) <= 2048 for part in parts)
    assert "".join(parts) == text
    assert states(await serving.ours())[-1] == "sent"


async def test_a_part_without_an_answer_makes_the_whole_line_unknown_and_the_rest_still_goes_out(
    there: WechatDesk,
) -> None:
    inbox, lan = await on(there, "oa", "lan")
    serving = await served(there, inbox, lan)
    text = long_line(1, sentences=100)
    there.platform.drops(CUSTOMER_SEND)

    await serving.says(text)

    assert "".join(lan.texts[1:]) == text
    assert states(await serving.ours())[-1] == "unknown"


@pytest.mark.parametrize("platform", ["oa", "kf"])
async def test_images_follow_the_words_they_belong_to(there: WechatDesk, platform: str) -> None:
    inbox, customer = await on(there, platform, "lan")
    serving = await served(there, inbox, customer)
    pictures = tuple([await serving.image(a_photo(colour=colour)) for colour in ("teal", "navy")])

    await serving.line("请您参照图片中的位置查看型号。", pictures)
    await serving.says("型号在机身背面。")

    assert [line.kind for line in customer.received[1:]] == ["text", "image", "image", "text"]
    assert states(await serving.ours())[-2:] == ["sent", "sent"]


async def test_buttons_are_a_menu_and_a_tap_says_what_the_button_says(there: WechatDesk) -> None:
    account, inbox = await there.oa()
    await there.desk.agent()
    lan = account.customer("lan")
    await queued(there, inbox, lan)

    assert [item.title for item in lan.received[-1].menu] == ["返回机器人"]
    await lan.taps("返回机器人")
    await there.settle()

    assert lan.texts[-1] == "好的，已为您返回智能客服，您可以继续提问。如再次需要人工客服，请回复“转人工”。"


@pytest.mark.parametrize("code", [40200, 48001])
async def test_without_menus_the_choices_are_words_and_no_menu_is_tried_again(there: WechatDesk, code: int) -> None:
    account, inbox = await there.oa()
    lan = account.customer("lan")
    buttons = (Button("查询订单", "查询订单"), Button("申请退款", "申请退款"))
    there.desk.bot.script["你好"] = turn(BotReply(LineKind.ASK, "请问您需要办理什么业务？", buttons))
    there.platform.refuses(CUSTOMER_SEND, code)

    for _ in range(2):
        await lan.writes("你好")
        await there.settle()

    assert [line.kind for line in lan.received] == ["text", "text"]
    assert all("查询订单" in text and "申请退款" in text for text in lan.texts)
    sends = [call for call in there.platform.calls if call.endpoint == CUSTOMER_SEND]
    assert [call.json["msgtype"] for call in sends] == ["msgmenu", "text", "text"]
    assert set(states(await ours(there, inbox, lan))) == {"sent"}
    assert (await there.desk.services.inboxes.get(inbox.id)).trouble is None


async def test_where_an_orders_card_leads_stands_below_its_line_where_no_page_can_be_shown(there: WechatDesk) -> None:
    account, _ = await there.kf()
    yu = account.customer("yu")
    card = Card("order", "订单202611080417", link=CardLink("查看物流", "https://shop.example.com/o/202611080417"))
    there.desk.bot.script["查订单"] = turn(BotReply(LineKind.ANSWER, "您的订单202611080417正在运输中。", card=card))

    await yu.writes("查订单")
    await there.settle()

    assert yu.texts[-1].splitlines()[-2:] == [
        "您的订单202611080417正在运输中。",
        "查看物流：https://shop.example.com/o/202611080417",
    ]
