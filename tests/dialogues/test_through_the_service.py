"""What the customer reads when bot and service speak together (R07–R16), through Rasa, actions and shop as they run."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handoff.services.replies import AgentLine
from handoff.wiring import Services
from tests.dialogues.bot import RunningBot
from tests.dialogues.orders import OrderPool
from tests.dialogues.whole import Visitor, an_agent_online, whole_service


@pytest.fixture
async def services(tmp_path: Path, bot: RunningBot) -> AsyncIterator[Services]:
    async with whole_service(tmp_path, bot) as built:
        yield built


async def test_the_opening_is_said_once_and_the_closing_asks_for_more(services: Services, pool: OrderPool) -> None:
    mine = pool.take("to_dispatch")
    visitor = Visitor(services)

    first = await visitor.say("帮我查一下订单")
    second = await visitor.say(f"{mine.number} 尾号{mine.tail}")
    third = await visitor.say("没有了，再见")

    assert first.kinds[0] == "opening"
    assert "安禾电器在线客服" in first.lines[0]
    assert "opening" not in (*second.kinds, *third.kinds)
    assert mine.number in second.text
    assert "其他" in second.text
    assert "closing" in third.kinds
    assert await visitor.state() == "resolved"


async def test_a_wish_for_a_person_states_reason_place_and_time_before_the_wait(services: Services) -> None:
    await an_agent_online(services)
    visitor = Visitor(services)

    said = await visitor.say("我要找人工客服")

    queue_line = said.lines[said.kinds.index("queue")]
    for part in ("由于", "第1位", "1分钟内", "请您稍候", "返回机器人"):
        assert part in queue_line
    assert await visitor.state() == "queued"


async def test_a_complaint_is_met_by_an_apology_before_anything_else(services: Services) -> None:
    await an_agent_online(services)
    visitor = Visitor(services)
    await visitor.say("你好")

    said = await visitor.say("你们客服什么态度，骂人还挂电话，我要投诉")

    assert said.kinds[0] == "soothe"
    assert "抱歉" in said.lines[0]
    assert said.kinds[-1] == "queue"


async def test_nobody_on_duty_leaves_a_ticket_and_a_time(services: Services) -> None:
    visitor = Visitor(services)

    said = await visitor.say("转人工")

    assert "工单GD" in said.text
    assert "前在此处答复您" in said.text
    assert await visitor.state() == "resolved"

    again = await visitor.say("净水器的滤芯多久更换一次")

    assert await visitor.state() == "bot"
    assert again.kinds[0] == "opening"


async def test_leaving_the_queue_in_plain_words_brings_the_bot_back(services: Services) -> None:
    await an_agent_online(services)
    visitor = Visitor(services)
    await visitor.say("转人工")

    back = await visitor.say("不等了，返回机器人吧")

    assert await visitor.state() == "bot"
    assert "智能客服" in back.text


async def test_wrong_digits_five_times_offer_a_person_and_a_no_is_respected(
    services: Services, pool: OrderPool
) -> None:
    await an_agent_online(services)
    mine = pool.take("to_dispatch")
    visitor = Visitor(services)
    await visitor.say(f"查订单{mine.number}")

    said = [await visitor.say(mine.wrong) for _ in range(5)][-1]

    assert said.kinds[-1] == "offer"
    assert mine.order.address.phone not in said.text

    declined = await visitor.say("不用了")

    assert await visitor.state() == "bot"
    assert "转人工" in declined.text


async def test_after_accept_the_bot_is_silent_and_the_first_line_restates_the_matter(services: Services) -> None:
    agent = await an_agent_online(services)
    visitor = Visitor(services)
    await visitor.say("你们说好昨天送货没有人来，我要投诉")
    listed = (await services.desk_view.state(agent))["episodes"]

    await services.assignment.accept(listed[0]["id"], agent)
    opened = await services.desk_view.episode(agent, listed[0]["id"])
    first_line = opened["first_line"]

    assert "感谢您的等候" in first_line
    assert "工号1003" in first_line
    assert "昨天送货没有人来" in first_line
    sent = await services.replies.send(listed[0]["id"], agent, AgentLine("first-line", first_line))
    assert sent.verdict == "pass"
    quiet = await visitor.say("那现在怎么办")
    assert quiet.kinds == ()
