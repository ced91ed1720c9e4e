"""Rasa's words become our objects at the border: cards, wishes for tickets, and what is neither."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from handoff.adapters.rasa_client import RasaClient
from handoff.domain.card import Card, CardAction, CardLink, CardRow, CardStep
from handoff.domain.errors import BotFault
from handoff.domain.message import Source
from handoff.domain.ticket import Priority
from handoff.services.bot_port import BotTurn, TicketWish

CARD = {
    "kind": "order",
    "title": "订单202611080417",
    "status": "运输中",
    "rows": [{"label": "商品", "value": "清澈厨下净水器"}],
    "steps": [{"text": "已发货", "at": "11月20日 09:00", "done": True}],
    "actions": [{"title": "查看物流", "text": "我的快递到哪了"}],
    "link": {"title": "查看发票", "url": "https://example.com/invoice"},
}
PARSE = {
    "intent": {"name": "order_status", "confidence": 0.9}, "fallback": False, "entities": [],
    "emotion": {"label": "calm", "score": 0.0}, "complaint": False, "degraded": False,
}  # fmt: skip


async def turn(**more: Any) -> BotTurn:
    answer = {"replies": [], "parse": PARSE, "slots": {}, "directive": None, "tickets": [], **more}
    rasa = httpx.MockTransport(lambda _request: httpx.Response(200, json=answer))
    async with httpx.AsyncClient(transport=rasa, base_url="http://rasa") as http:
        return await RasaClient(http).turn("m", "s", "你好", {}, {})


async def card(value: object) -> Card | None:
    said = await turn(replies=[{"text": "您的订单正在运输中。", "kind": "answer", "buttons": [], "card": value}])
    assert said.replies[0].text == "您的订单正在运输中。"
    return said.replies[0].card


async def test_a_card_comes_whole() -> None:
    assert await card(CARD) == Card(
        kind="order",
        title="订单202611080417",
        status="运输中",
        rows=(CardRow("商品", "清澈厨下净水器"),),
        steps=(CardStep("已发货", "11月20日 09:00", done=True),),
        actions=(CardAction("查看物流", "我的快递到哪了"),),
        link=CardLink("查看发票", "https://example.com/invoice"),
    )
    assert await card(None) is None


@pytest.mark.parametrize(
    "broken",
    [
        {**CARD, "kind": "unknown"},
        {"kind": "order"},
        {**CARD, "rows": [{"label": "商品"}]},
        {**CARD, "rows": "商品"},
        {**CARD, "title": 3},
        {**CARD, "link": {"title": "看", "url": "javascript:alert(1)"}},
        {**CARD, "link": {"title": "看", "url": "//evil.example"}},
        ["order"],
    ],
)
async def test_what_is_no_card_leaves_its_line_alone(broken: object) -> None:
    assert await card(broken) is None


async def test_a_wish_for_a_ticket_says_what_it_knows() -> None:
    said = await turn(
        tickets=[
            {
                "kind": "callback",
                "contact_phone": "13800138000",
                "convenient_time": " 今天18:00 ",
                "product": "",
                "priority": "high",
                "due_at": "2026-11-22T18:00:00+08:00",
            },
            {"kind": "suggestion", "priority": None, "due_at": None},
        ]
    )

    assert said.tickets == (
        TicketWish(
            "callback",
            contact_phone="13800138000",
            convenient_time="今天18:00",
            priority=Priority.HIGH,
            due_at=datetime(2026, 11, 22, 10, tzinfo=UTC),
        ),
        TicketWish("suggestion"),
    )


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "unknown"},
        {},
        {"kind": "case", "priority": "at once"},
        {"kind": "case", "due_at": "tomorrow"},
        {"kind": "case", "due_at": "2026-11-22T18:00:00"},
        "case",
    ],
)
async def test_a_wish_nobody_has_agreed_on_is_a_fault(broken: object) -> None:
    with pytest.raises(BotFault):
        await turn(tickets=[broken])


async def test_an_answer_keeps_the_name_of_its_entry() -> None:
    reply: dict[str, Any] = {"text": "请您每12个月更换一次。", "kind": "answer", "buttons": [], "card": None}
    named = await turn(replies=[{**reply, "source": {"id": "kb-water-01", "title": "滤芯多久更换一次？"}}, reply])

    assert [line.source for line in named.replies] == [Source("kb-water-01", "滤芯多久更换一次？"), None]


async def test_the_likeliest_intents_come_along_best_first_and_not_all_of_them() -> None:
    ranking = [{"name": f"intent_{place}", "confidence": 0.5 - place / 100} for place in range(12)]

    parse = (await turn(parse={**PARSE, "intent_ranking": ranking})).parse

    assert parse.ranking == tuple((f"intent_{place}", 0.5 - place / 100) for place in range(8))
