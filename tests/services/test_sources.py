"""An answer from the knowledge keeps the name of its entry, for the desk alone."""

from handoff.domain.message import LineKind, Source
from handoff.services.bot_port import BotReply
from handoff.services.views import for_contact, for_desk
from tests.support.service_desk import ServiceDesk, turn

SOURCE = Source("kb-water-01", "净水器的滤芯多久更换一次？")


async def test_the_entry_is_stored_with_the_line_and_shown_at_the_desk_alone(desk: ServiceDesk) -> None:
    desk.bot.script["滤芯多久换"] = turn(BotReply(LineKind.ANSWER, "请您每12个月更换一次滤芯。", source=SOURCE))

    await desk.say("滤芯多久换")

    line = (await desk.messages())[-1]
    assert line.source == SOURCE
    assert for_desk(line)["source"] == {"id": SOURCE.id, "title": SOURCE.title}
    assert "source" not in for_contact(line)


async def test_a_line_that_was_replaced_by_the_safe_one_answers_from_nowhere(desk: ServiceDesk) -> None:
    desk.bot.script["滤芯多久换"] = turn(BotReply(LineKind.ANSWER, "关我什么事，滚", source=SOURCE))

    await desk.say("滤芯多久换")

    assert [line.source for line in await desk.messages()][-1] is None
