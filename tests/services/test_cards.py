"""A card goes out beside its line only when every text on it could go out alone."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from handoff.adapters.sql.schema import activities
from handoff.domain.card import Card, CardAction, CardRow, CardStep
from handoff.domain.message import LineKind
from handoff.services.bot_port import BotReply
from handoff.services.views import for_contact, for_desk
from tests.support.service_desk import ServiceDesk, turn

CARD = Card(
    kind="order",
    title="订单202611080417",
    status="运输中",
    rows=(CardRow("商品", "清澈厨下净水器"), CardRow("收货人", "王**")),
    steps=(CardStep("已发货", "11月20日 09:00", done=True), CardStep("签收", "", done=False)),
    actions=(CardAction("查看物流", "我的快递到哪了"),),
)
SAID = "您的订单202611080417正在运输中。"


async def shown(desk: ServiceDesk, card: Card, text: str = SAID) -> tuple[str, Card | None]:
    desk.bot.script["查订单"] = turn(BotReply(LineKind.ANSWER, text, card=card))
    await desk.say("查订单")
    line = (await desk.messages())[-1]
    return line.text, line.card


async def test_a_card_reaches_both_sides_as_it_was(desk: ServiceDesk) -> None:
    assert await shown(desk, CARD) == (SAID, CARD)

    line = (await desk.messages())[-1]
    assert for_contact(line)["card"] == for_desk(line)["card"] == CARD.as_json()


async def test_a_label_is_judged_with_what_stands_beside_it(desk: ServiceDesk) -> None:
    timed = replace(CARD, rows=(*CARD.rows, CardRow("预计送达", "11月23日（周一）18:00前")))
    untimed = replace(CARD, rows=(*CARD.rows, CardRow("预计送达", "尽快")))

    assert await shown(desk, timed) == (SAID, timed)
    assert await shown(desk, untimed) == (SAID, None)


@pytest.mark.parametrize(
    "bad",
    [
        replace(CARD, title="亲的订单"),
        replace(CARD, status="保证明天到"),
        replace(CARD, rows=(CardRow("商品", "亲，净水器"),)),
        replace(CARD, steps=(CardStep("大概已发货", "", done=True),)),
        replace(CARD, actions=(CardAction("点这里哦", "查物流"),)),
    ],
)
async def test_one_text_that_may_not_go_out_takes_the_card_away_and_leaves_the_line(
    desk: ServiceDesk, bad: Card
) -> None:
    assert await shown(desk, bad) == (SAID, None)

    names = [row.name for row in await desk.rows(select(activities.c.name))]
    assert names.count("card.dropped") == 1


async def test_a_line_replaced_by_the_safe_one_has_no_card(desk: ServiceDesk) -> None:
    text, card = await shown(desk, CARD, text="关我什么事，滚")

    assert "关我什么事" not in text
    assert card is None
