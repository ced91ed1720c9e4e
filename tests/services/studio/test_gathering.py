"""What customers said becomes examples, once and masked; what is learnt of a line later is added to its example."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from sqlalchemy import select

from handoff.adapters.sql.rows import message_row
from handoff.adapters.sql.schema import messages
from handoff.adapters.sql.studio_rows import example_of
from handoff.adapters.sql.studio_tables import examples, gathering_position
from handoff.domain.card import Card, CardAction
from handoff.domain.message import Button, LineKind
from handoff.domain.studio.annotation import Span
from handoff.domain.studio.example import Example, ExampleState, Mark
from handoff.services.bot_port import BotReply
from handoff.services.ports import UnitOfWork
from tests.support.service_desk import ServiceDesk, parse, reply, turn

_NUMBER = "261120003817"
_ASKED = f"订单{_NUMBER}到哪了"
_SURE = replace(parse("order_status"), ranking=(("order_status", 0.9), ("logistics_track", 0.05)))


async def gathered(desk: ServiceDesk) -> list[Example]:
    """After the worker's loop has caught up; in the order said."""
    while await desk.services.gathering.gather_next():
        pass
    query = select(examples).order_by(examples.c.said_at, examples.c.created_at)
    return [example_of(row._mapping) for row in await desk.rows(query)]


async def texts(desk: ServiceDesk) -> list[str]:
    return [example.text for example in await gathered(desk)]


async def marks(desk: ServiceDesk) -> dict[str, set[Mark]]:
    return {example.text: set(example.marks) for example in await gathered(desk)}


async def test_a_customers_line_becomes_an_example_with_what_the_model_made_of_it(desk: ServiceDesk) -> None:
    found = replace(
        _SURE,
        emotion="anxious",
        entities=({"entity": "order_number", "value": _NUMBER, "start": 2, "end": 14},),
    )
    desk.bot.script[_ASKED] = turn(reply("您的订单已发出。"), of=found)
    line = await desk.say(_ASKED)

    [example] = await gathered(desk)

    assert re.fullmatch(r"订单26\d{10}到哪了", example.text)
    assert _NUMBER not in str(example)
    assert (example.source, example.message_id, example.channel) == ("message", line.id, "web")
    assert (example.said_at, example.state, example.marks) == (line.created_at, ExampleState.OPEN, frozenset())
    suggestion = example.suggestion
    assert suggestion is not None
    assert (suggestion.intent, suggestion.confidence, suggestion.emotion) == ("order_status", 0.9, "anxious")
    assert suggestion.ranking == _SURE.ranking
    assert suggestion.spans == (Span(2, 14, "order_number"),)


async def test_the_line_before_is_the_last_of_bot_or_agent_and_masked(desk: ServiceDesk) -> None:
    desk.bot.script["在吗"] = turn(reply("王先生，请提供订单号，例如261120003817。"), of=_SURE)
    await desk.say("在吗")
    await desk.say("稍等我找找")

    first, second = await gathered(desk)

    assert (first.before, first.before_sender) == (None, None)
    assert second.before_sender == "bot"
    assert re.fullmatch(r".先生，请提供订单号，例如26\d{10}。", second.before or "")


async def test_each_line_is_gathered_once_however_often_one_looks(desk: ServiceDesk) -> None:
    await desk.say("订单到哪了")
    before = await gathered(desk)
    async with desk.engine.begin() as connection:
        await connection.execute(gathering_position.delete())

    assert await gathered(desk) == before


async def test_a_line_that_nobody_has_worked_yet_waits(desk: ServiceDesk) -> None:
    await desk.write("订单到哪了")

    assert await texts(desk) == []

    await desk.settle()
    assert await texts(desk) == ["订单到哪了"]


async def test_a_crash_between_the_examples_and_the_position_does_nothing_twice(desk: ServiceDesk) -> None:
    said = [f"第{number}个问题" for number in range(45)]
    for text in said:
        await desk.say(text)

    class Killed(BaseException): ...

    opened = 0

    @asynccontextmanager
    async def dying() -> AsyncIterator[UnitOfWork]:
        nonlocal opened
        opened += 1
        async with desk.work() as work:
            yield work
            if opened > 1:
                raise Killed

    with pytest.raises(Killed):
        await replace(desk.services.gathering, open_work=dying).gather_next()

    assert 0 < len(await desk.rows(select(examples.c.id))) < 45
    assert sorted(await texts(desk)) == sorted(said)


async def test_two_workers_at_once_add_nothing_twice(desk: ServiceDesk) -> None:
    for visitor in ("a", "b", "c"):
        await desk.say("订单到哪了", visitor)

    await asyncio.gather(*(desk.services.gathering.gather_next() for _ in range(3)))

    assert await texts(desk) == ["订单到哪了"] * 3


async def test_what_the_model_did_not_understand_or_is_unsure_of_is_marked(desk: ServiceDesk) -> None:
    desk.bot.script["那个啥"] = turn(reply("请您再说明一下。", "fallback"), of=parse(fallback=True))
    desk.bot.script["那个呢"] = turn(reply("好的。"), of=replace(_SURE, confidence=0.64))
    await desk.say("那个啥")
    await desk.say("那个呢")
    await desk.say("订单到哪了")

    assert await marks(desk) == {
        "那个啥": {Mark.NOT_UNDERSTOOD, Mark.LOW_CONFIDENCE},
        "那个呢": {Mark.LOW_CONFIDENCE},
        "订单到哪了": set(),
    }


async def test_the_line_on_which_a_person_was_brought_in_is_marked(desk: ServiceDesk) -> None:
    await desk.agent()
    await desk.say("订单到哪了")
    await desk.queued(text="我要找人工")

    assert await marks(desk) == {"订单到哪了": set(), "我要找人工": {Mark.ESCALATED}}


async def test_where_a_tap_brought_them_in_the_words_before_it_are_marked(desk: ServiceDesk) -> None:
    await desk.agent()
    desk.bot.script["还是不行"] = turn(reply("已记录。"), of=_SURE, handoff={"reason": "repeat_unresolved"})
    await desk.say("还是不行")
    offer = (await desk.messages())[-1]
    await desk.say(offer.buttons[0].text)

    assert await marks(desk) == {"还是不行": {Mark.ESCALATED}}


async def test_a_low_grade_marks_the_lines_of_its_episode_once_it_comes(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    await desk.say("你们太慢了")
    await desk.reply(episode, agent, "非常抱歉，您的订单已于今天09:00发出，感谢您的等候。")
    await desk.say("订单到哪了", "somebody else")
    assert Mark.RATED_LOW not in set().union(*(await marks(desk)).values())
    await desk.services.assignment.resolve(episode.id, agent, "已告知物流进度。")

    await desk.services.ratings.rate(episode.conversation_id, episode.id, 2, "")

    found = await marks(desk)
    assert found["你们太慢了"] == {Mark.RATED_LOW}
    assert found["订单到哪了"] == set()


async def test_a_good_grade_marks_nothing(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    await desk.reply(episode, agent, "您的订单已于今天09:00发出，感谢您的等候。")
    await desk.services.assignment.resolve(episode.id, agent, "已告知物流进度。")

    await desk.services.ratings.rate(episode.conversation_id, episode.id, 3, "")

    assert all(Mark.RATED_LOW not in found for found in (await marks(desk)).values())


async def test_what_is_no_line_of_the_customers_own_is_no_example(desk: ServiceDesk) -> None:
    card = Card("order", "您的订单", actions=(CardAction("查看物流", "帮我查看物流"),))
    desk.bot.script["订单到哪了"] = turn(
        BotReply(LineKind.ANSWER, "您的订单已发出。", (Button("催一催", "帮我催一催"),), card), of=_SURE
    )
    image = await desk.uploaded()
    await desk.say("", images=[image.id])
    await desk.say("订单到哪了")
    for tap in ("催一催", "帮我催一催", "帮我查看物流", "[图片]", "[语音]", "。。。", "😀"):
        await desk.say(tap)

    assert await texts(desk) == ["订单到哪了"]


async def test_taps_on_what_the_window_suggests_are_no_examples(desk: ServiceDesk) -> None:
    desk = desk.reconfigured(replace(desk.enterprise, suggestions=("查询物流",)))
    await desk.say("查询物流")
    await desk.say("查询物流到哪了")

    assert await texts(desk) == ["查询物流到哪了"]


async def test_a_line_read_without_the_encoder_is_no_example(desk: ServiceDesk) -> None:
    desk.bot.script["订单到哪了"] = turn(reply("您的订单已发出。"), of=replace(_SURE, degraded=True))
    await desk.say("订单到哪了")

    assert await texts(desk) == []


async def test_a_line_that_the_bot_could_not_read_at_all_comes_without_a_suggestion(desk: ServiceDesk) -> None:
    desk.bot.is_dead = True
    await desk.say("订单到哪了")

    [example] = await gathered(desk)

    assert example.suggestion is None
    assert example.marks == {Mark.ESCALATED}


async def test_a_line_taken_back_on_the_platform_is_no_example(desk: ServiceDesk) -> None:
    line = await desk.say("订单到哪了")
    async with desk.work() as work:
        await work.messages.recall(line.id)

    assert await texts(desk) == []


async def test_gathering_asks_the_bot_nothing(desk: ServiceDesk) -> None:
    await desk.say("订单到哪了")
    asked = len(desk.bot.asked)
    desk.bot.is_dead = True

    assert await texts(desk) == ["订单到哪了"]
    assert len(desk.bot.asked) == asked


async def test_marks_that_come_later_leave_a_trainers_state_alone(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    await desk.say("你们太慢了")
    await desk.reply(episode, agent, "非常抱歉，您的订单已于今天09:00发出，感谢您的等候。")
    await gathered(desk)
    async with desk.engine.begin() as connection:
        await connection.execute(examples.update().values(state="done", free_places=0))
    await desk.services.assignment.resolve(episode.id, agent, "已告知物流进度。")

    await desk.services.ratings.rate(episode.conversation_id, episode.id, 1, "")

    found = {example.text: example for example in await gathered(desk)}
    assert found["你们太慢了"].state is ExampleState.DONE
    assert Mark.RATED_LOW in found["你们太慢了"].marks


async def test_nothing_happened_is_nothing_to_do(desk: ServiceDesk) -> None:
    await gathered(desk)

    assert await desk.services.gathering.gather_next() is False


async def test_a_parse_kept_by_an_earlier_release_suggests_its_one_intent(desk: ServiceDesk) -> None:
    line = await desk.say("订单到哪了")
    old = message_row(replace(line, parse=_SURE), "web", "ref")["parse"]
    del old["ranking"]
    async with desk.engine.begin() as connection:
        await connection.execute(messages.update().where(messages.c.id == line.id).values(parse=old))

    [example] = await gathered(desk)

    assert example.suggestion is not None
    assert example.suggestion.ranking == (("order_status", 0.9),)
