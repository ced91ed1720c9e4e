"""Agents report what the bot got wrong and what the register should have let pass; the studio learns of both."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from handoff.adapters.sql.schema import activities
from handoff.adapters.sql.studio_rows import example_of
from handoff.adapters.sql.studio_tables import examples, false_alarms
from handoff.domain.agent import Role, User
from handoff.domain.conversation import Episode
from handoff.domain.errors import BadInput, NotFound
from handoff.domain.message import Message, Sender
from handoff.domain.studio.example import Example, Mark
from handoff.services.studio.gathering_port import FalseAlarm
from handoff.services.studio.reports import Alarm
from tests.support.service_desk import ServiceDesk, parse, reply, turn

_ASKED = "我的净水器滤芯多久换"
_WRONG = "您的订单已于今天09:00发出。"
_RIGHT = "您的净水器滤芯每12个月更换一次，感谢您的等候。"


async def served(desk: ServiceDesk, agent: User) -> tuple[Episode, Message]:
    """An episode of this agent's, and the bot's line in it that answers beside the point."""
    desk.bot.script[_ASKED] = turn(reply(_WRONG), of=parse("order_status"))
    await desk.say(_ASKED)
    episode = await desk.accepted(agent)
    [wrong] = [line for line in await desk.messages() if line.text == _WRONG]
    return episode, wrong


async def example(desk: ServiceDesk, text: str = _ASKED) -> Example:
    while await desk.services.gathering.gather_next():
        pass
    [row] = await desk.rows(select(examples).where(examples.c.text == text))
    return example_of(row._mapping)


async def done(desk: ServiceDesk, *names: str) -> list[tuple[str, str]]:
    query = select(activities.c.actor, activities.c.name).where(activities.c.name.in_(names)).order_by(activities.c.id)
    return [(row.actor, row.name) for row in await desk.rows(query)]


async def called_wrong(desk: ServiceDesk, agent: User, episode: Episode) -> list[str]:
    found: list[str] = (await desk.services.desk_view.episode(agent, episode.id))["called_wrong"]
    return found


async def test_the_line_that_the_bot_answered_is_marked_and_the_agents_answer_corrects_it(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode, wrong = await served(desk, agent)
    await desk.services.agent_reports.bot_was_wrong(agent, wrong.id)
    marked = await example(desk)

    await desk.reply(episode, agent, "您好，请您稍等。")
    await desk.reply(episode, agent, _RIGHT)
    await desk.reply(episode, agent, "请问还有什么可以帮您？")

    corrected = await example(desk)
    assert (marked.marks, marked.correction) == (frozenset({Mark.CORRECTED}), None)
    assert (corrected.marks, corrected.correction) == (frozenset({Mark.CORRECTED}), _RIGHT)
    assert await called_wrong(desk, agent, episode) == [wrong.id]


async def test_what_was_answered_before_it_is_called_wrong_counts_too_and_is_masked(desk: ServiceDesk) -> None:
    agent = await desk.agent("林静")
    episode, wrong = await served(desk, agent)
    await desk.reply(episode, agent, "王女士，滤芯由林静为您寄出，单号261120003817。")

    await desk.services.agent_reports.bot_was_wrong(agent, wrong.id)

    correction = (await example(desk)).correction or ""
    assert all(personal not in correction for personal in ("王女士", "林静", "261120003817"))
    assert "滤芯" in correction


async def test_it_can_be_taken_back(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode, wrong = await served(desk, agent)
    await desk.reply(episode, agent, _RIGHT)
    await desk.services.agent_reports.bot_was_wrong(agent, wrong.id)
    await example(desk)

    await desk.services.agent_reports.bot_was_right(agent, wrong.id)

    found = await example(desk)
    assert (found.marks, found.correction) == (frozenset(), None)
    assert await called_wrong(desk, agent, episode) == []


async def test_twice_is_once_and_each_turn_is_on_record(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    _, wrong = await served(desk, agent)
    for _ in range(2):
        await desk.services.agent_reports.bot_was_wrong(agent, wrong.id)
    for _ in range(2):
        await desk.services.agent_reports.bot_was_right(agent, wrong.id)

    names = ("bot_reply.called_wrong", "bot_reply.called_right")
    assert await done(desk, *names) == [(agent.name, names[0]), (agent.name, names[1])]


async def test_colleagues_at_their_desks_see_it_at_once(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode, wrong = await served(desk, agent)
    lead = await desk.agent("许岚", Role.LEAD)
    position = (await desk.services.desk_view.state(lead))["position"]

    await desk.services.agent_reports.bot_was_wrong(agent, wrong.id)

    _, events = await desk.services.desk_view.events(lead, position)
    told = [event["data"] for event in events if event["name"] == "message.reported"]
    assert told == [{"episode_id": episode.id, "message_id": wrong.id, "wrong": True}]


async def test_only_who_may_see_the_line_may_report_it(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    _, wrong = await served(desk, agent)
    other = await desk.agent("周航")
    trainer = await desk.agent("沈月", Role.TRAINER)

    for nobody in (other, trainer):
        with pytest.raises(NotFound):
            await desk.services.agent_reports.bot_was_wrong(nobody, wrong.id)
        with pytest.raises(NotFound):
            await desk.services.agent_reports.bot_was_right(nobody, wrong.id)
    with pytest.raises(NotFound):
        await desk.services.agent_reports.bot_was_wrong(agent, "0" * 32)

    assert (await example(desk)).marks == frozenset()


async def test_only_the_bots_own_lines_can_be_wrong(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode, _ = await served(desk, agent)
    await desk.reply(episode, agent, _RIGHT)

    for line in await desk.messages():
        if line.sender is not Sender.BOT:
            with pytest.raises(BadInput):
                await desk.services.agent_reports.bot_was_wrong(agent, line.id)


# False alarms ---------------------------------------------------------------------------------------------------


async def found_in(desk: ServiceDesk, text: str, episode: Episode, message: Message | None = None) -> Alarm:
    """The last thing found in it."""
    finding = desk.services.replies.check(text).findings[-1]
    place = (str(finding["rule"]), int(str(finding["start"])), int(str(finding["end"])))
    return Alarm(episode.id, message.id if message else None, "" if message else text, *place)


async def alarms(desk: ServiceDesk) -> list[FalseAlarm]:
    return [FalseAlarm(**row._mapping) for row in await desk.rows(select(false_alarms))]


async def test_a_finding_in_what_is_being_written_is_kept_masked_with_its_place(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode, _ = await served(desk, agent)
    text = "王先生，13857120936这个号码的亲情套餐可能需要10分钟。"
    alarm = await found_in(desk, text, episode)

    await desk.services.agent_reports.false_alarm(agent, alarm)

    [kept] = await alarms(desk)
    assert (kept.rule, kept.episode_id, kept.message_id, kept.reported_by) == (alarm.rule, episode.id, None, agent.id)
    assert "13857120936" not in kept.text
    assert "王先生" not in kept.text
    assert kept.start is not None
    assert kept.text[kept.start : kept.end] == text[alarm.start : alarm.end] == "可能"
    assert await done(desk, "finding.false_alarm") == [(agent.name, "finding.false_alarm")]


async def test_the_customers_line_that_was_being_answered_waits_in_the_studio_with_it(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode, _ = await served(desk, agent)
    asked = await desk.say("滤芯能寄来吗")

    await desk.services.agent_reports.false_alarm(agent, await found_in(desk, "可能明天到。", episode))

    assert (await example(desk, "滤芯能寄来吗")).marks == {Mark.FALSE_ALARM}
    trainer = await desk.agent("沈月", Role.TRAINER)
    item = await desk.services.studio.labelling.next(trainer, "false_alarm", ())
    assert item is not None
    assert item["example"]["id"] == (await example(desk, asked.text)).id
    [shown] = item["alarms"]
    assert (shown["rule"], shown["text"], shown["start"], shown["end"]) == ("R03", "可能明天到。", 0, 2)


async def test_where_the_customer_only_tapped_their_words_before_it_wait_there(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode, _ = await served(desk, agent)
    desk.bot.script["转人工"] = turn(reply("好的。"), of=parse("human_request"))
    tapping = desk.reconfigured(replace(desk.enterprise, suggestions=("转人工",)))
    await tapping.say("转人工")

    await tapping.services.agent_reports.false_alarm(agent, await found_in(tapping, "可能明天到。", episode))

    # It was a tap that brought the agent in, too.
    assert (await example(tapping)).marks == {Mark.FALSE_ALARM, Mark.ESCALATED}


async def test_of_a_line_that_was_sent_the_words_are_its_own(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode, _ = await served(desk, agent)
    sent = await desk.reply(episode, agent, "好的好的，滤芯每12个月更换一次。")
    assert sent.findings
    await desk.say("那滤芯多少钱")
    alarm = await found_in(desk, sent.text, episode, sent)

    await desk.services.agent_reports.false_alarm(agent, replace(alarm, text="something else"))

    [kept] = await alarms(desk)
    assert (kept.text, kept.message_id) == (sent.text, sent.id)
    assert (await example(desk, "那滤芯多少钱")).marks == frozenset()


async def test_the_same_report_once_more_changes_nothing(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode, _ = await served(desk, agent)
    alarm = await found_in(desk, "可能明天到。", episode)

    await desk.services.agent_reports.false_alarm(agent, alarm)
    await desk.services.agent_reports.false_alarm(agent, alarm)

    assert len(await alarms(desk)) == 1
    assert len(await done(desk, "finding.false_alarm")) == 1


async def test_what_the_register_did_not_find_is_no_false_alarm(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode, _ = await served(desk, agent)
    alarm = await found_in(desk, "可能明天到。", episode)

    for other in (replace(alarm, rule="R99"), replace(alarm, end=alarm.end + 1), replace(alarm, text="明天到。")):
        with pytest.raises(BadInput):
            await desk.services.agent_reports.false_alarm(agent, other)

    assert await alarms(desk) == []


async def test_an_alarm_of_an_episode_or_line_that_is_not_theirs_is_refused(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode, _ = await served(desk, agent)
    sent = await desk.reply(episode, agent, "好的好的，滤芯每12个月更换一次。")
    other = await desk.agent("周航")
    theirs = await desk.accepted(other, "somebody else")
    alarm = await found_in(desk, sent.text, episode, sent)

    for given in (alarm, replace(alarm, episode_id=theirs.id), replace(alarm, message_id=None, text=sent.text)):
        with pytest.raises(NotFound):
            await desk.services.agent_reports.false_alarm(other, given)

    assert await alarms(desk) == []
