"""Images on both ways: bound to one line, shown to whom may see it, and gone when nobody sends them."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from handoff.adapters.sql.schema import attachments, messages
from handoff.domain.agent import Role
from handoff.domain.errors import BadInput, Forbidden, NotFound, TooLarge, UnsupportedMedia
from handoff.domain.image import MOST_BYTES
from handoff.domain.message import WEB_INBOX_ID, InboundMessage
from handoff.services.replies import AgentLine
from handoff.services.views import for_contact, for_desk
from tests.support.photos import a_photo
from tests.support.service_desk import ServiceDesk, parse, reply, turn

ANSWER = "您好，已为您核对图片中的型号，滤芯每6个月更换一次。"


def files(desk: ServiceDesk) -> list[Path]:
    return sorted(Path(desk.files.name).glob("attachments/??/*"))


def age(desk: ServiceDesk, hours: float) -> None:
    """The files and the desk's clock, both that much older."""
    now = datetime.now(UTC)
    desk.now.at = now + timedelta(seconds=1)
    for path in files(desk):
        at = (now - timedelta(hours=hours)).timestamp()
        os.utime(path, (at, at))


async def count(desk: ServiceDesk) -> int:
    [(rows,)] = await desk.rows(select(func.count()).select_from(attachments))
    return int(rows)


async def test_a_line_carries_its_images_in_the_order_sent(desk: ServiceDesk) -> None:
    one, two = [await desk.uploaded(body=a_photo(colour=colour)) for colour in ("red", "blue")]

    line = await desk.say("滤芯怎么换", images=[two.id, one.id])

    assert [picture.id for picture in line.attachments] == [two.id, one.id]
    [stored] = [each for each in await desk.messages() if each.sender == "contact"]
    assert stored.attachments == line.attachments
    assert for_contact(stored)["attachments"] == [
        {"id": image.id, "url": f"/api/webchat/attachments/{image.id}", "width": 64, "height": 48}
        for image in (two, one)
    ]
    shown_at_desk = for_desk(stored)["attachments"]
    assert isinstance(shown_at_desk, list)
    assert shown_at_desk[0]["url"] == f"/api/desk/attachments/{two.id}"


async def test_the_bot_learns_of_images_and_the_list_shows_that_there_are_some(desk: ServiceDesk) -> None:
    image = await desk.uploaded()

    await desk.say("", images=[image.id])

    [asked] = desk.bot.asked
    assert (asked.text, asked.metadata["attachments"]) == ("", [{"id": image.id, "media_type": "image/jpeg"}])
    desk.bot.script[""] = turn(of=parse("inform"), handoff={"reason": "asked"})
    agent = await desk.agent()
    again = await desk.uploaded()
    await desk.say("", images=[again.id])
    episode = await desk.episode()
    assert episode.packet is not None
    last_lines = episode.packet["last_lines"]
    assert isinstance(last_lines, list)
    assert last_lines[0]["text"] == "[图片]"
    assert episode.packet["demand"] == desk.services.assignment.speaker.lines.say("demand_unknown")
    await desk.services.assignment.accept(episode.id, agent)
    last = (await desk.summary(episode)).last_line
    assert last is not None


async def test_to_an_agent_an_image_without_words_is_not_read_for_feelings(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    await desk.accepted(agent)
    image = await desk.uploaded()

    await desk.say("", images=[image.id])

    line = (await desk.messages())[-1]
    assert (line.attachments[0].id, line.parse) == (image.id, None)
    assert (await desk.summary(await desk.episode())).last_line == {
        "sender": "contact",
        "text": "[图片]",
        "at": line.created_at.isoformat(),
    }


async def test_an_agents_image_goes_out_as_an_answer(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    await desk.say("请问滤芯在哪里")
    image = await desk.services.uploads.from_agent(episode.id, agent, a_photo())

    await desk.services.replies.send(episode.id, agent, AgentLine("line-0001", "", attachments=(image.id,)))
    await desk.settle()

    shown = await desk.services.contact_view.messages(episode.conversation_id, None, 50)
    assert shown["messages"][-1]["attachments"][0]["id"] == image.id
    assert (await desk.summary(episode)).answer_due is None
    content = (await desk.services.uploads.for_contact(episode.conversation_id, image.id)).content
    assert content.startswith(b"\xff\xd8")


@pytest.mark.parametrize("whose", ["another visitor's", "an agent's", "sent before", "made up"])
async def test_a_line_takes_only_its_senders_own_unsent_images(desk: ServiceDesk, whose: str) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    image_id = {
        "another visitor's": (await desk.uploaded("another")).id,
        "an agent's": (await desk.services.uploads.from_agent(episode.id, agent, a_photo())).id,
        "sent before": (await desk.uploaded()).id,
        "made up": "0" * 32,
    }[whose]
    if whose == "sent before":
        await desk.say("看一下", images=[image_id])
    own = await desk.uploaded()
    before = len(await desk.messages())

    with pytest.raises(BadInput, match="重新选择"):
        await desk.write("再看一下", images=[own.id, image_id])

    assert len(await desk.messages()) == before
    # Nothing of the refused line was bound: its good image may go out with the next.
    assert (await desk.write("这一张", images=[own.id])).attachments[0].id == own.id


async def test_a_repeated_line_returns_the_first_with_its_images(desk: ServiceDesk) -> None:
    image = await desk.uploaded()

    first = await desk.write("看一下", ref="one", images=[image.id])
    again = await desk.write("看一下", ref="one", images=[image.id])

    assert again == first


async def test_an_agent_sends_only_what_they_uploaded_for_this_conversation(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    here, there = await desk.accepted(agent), await desk.accepted(agent, "another")
    foreign = await desk.services.uploads.from_agent(there.id, agent, a_photo())

    with pytest.raises(BadInput):
        await desk.services.replies.send(here.id, agent, AgentLine("line-0001", ANSWER, attachments=(foreign.id,)))


async def test_only_who_may_reply_uploads(desk: ServiceDesk) -> None:
    agent, other, lead = await desk.agent(), await desk.agent("陈涛"), await desk.agent("赵敏", Role.LEAD)
    episode = await desk.accepted(agent)

    with pytest.raises(NotFound):
        await desk.services.uploads.from_agent(episode.id, other, a_photo())
    with pytest.raises(Forbidden):
        await desk.services.uploads.from_agent(episode.id, lead, a_photo())
    await desk.services.assignment.resolve(episode.id, agent, "已为客户查明物流进度。")
    with pytest.raises(Forbidden):
        await desk.services.uploads.from_agent(episode.id, agent, a_photo())
    assert await count(desk) == 0


async def test_an_image_is_shown_at_the_desk_to_whom_its_line_is_shown(desk: ServiceDesk) -> None:
    agent, other, lead = await desk.agent(), await desk.agent("陈涛"), await desk.agent("赵敏", Role.LEAD)
    image = await desk.uploaded()
    await desk.say("看一下", images=[image.id])
    show = desk.services.uploads.for_desk

    # With the bot it is the lead's alone; in the queue everybody's; then its agent's.
    for user in (agent, other):
        with pytest.raises(NotFound):
            await show(user, image.id)
    await desk.queued()
    assert (await show(other, image.id)).image.id == image.id
    episode = await desk.episode()
    await desk.services.assignment.accept(episode.id, agent)

    assert (await show(agent, image.id)).image.id == image.id
    assert (await show(lead, image.id)).image.id == image.id
    with pytest.raises(NotFound):
        await show(other, image.id)


async def test_what_came_after_their_episode_is_not_shown_to_the_agent_before(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)
    await desk.services.assignment.resolve(episode.id, agent, "已为客户查明物流进度。")
    image = await desk.uploaded()
    await desk.say("又来打扰", images=[image.id])

    with pytest.raises(NotFound):
        await desk.services.uploads.for_desk(agent, image.id)


async def test_what_nobody_has_sent_only_its_uploader_sees(desk: ServiceDesk) -> None:
    agent, lead = await desk.agent(), await desk.agent("赵敏", Role.LEAD)
    episode = await desk.accepted(agent)
    theirs = await desk.services.uploads.from_agent(episode.id, agent, a_photo())
    customers = await desk.uploaded()

    assert (await desk.services.uploads.for_desk(agent, theirs.id)).image.id == theirs.id
    assert (await desk.services.uploads.for_contact(episode.conversation_id, customers.id)).image.id == customers.id
    for looked_for in (customers.id, theirs.id):
        with pytest.raises(NotFound):
            await desk.services.uploads.for_desk(lead, looked_for)
    with pytest.raises(NotFound):
        await desk.services.uploads.for_contact(episode.conversation_id, theirs.id)


async def test_another_visitors_image_is_not_found(desk: ServiceDesk) -> None:
    image = await desk.uploaded()
    await desk.say("看一下", images=[image.id])
    stranger = await desk.conversation("another")

    with pytest.raises(NotFound):
        await desk.services.uploads.for_contact(stranger.id, image.id)


async def test_what_is_too_long_or_no_image_leaves_nothing(desk: ServiceDesk) -> None:
    with pytest.raises(TooLarge, match="10MB"):
        await desk.uploaded(body=bytes(MOST_BYTES + 1))
    with pytest.raises(UnsupportedMedia):
        await desk.uploaded(body=b"<svg xmlns='http://www.w3.org/2000/svg'/>")

    assert (files(desk), await count(desk)) == ([], 0)


async def test_a_worker_killed_between_file_and_row_leaves_a_file_that_is_swept(desk: ServiceDesk) -> None:
    class Killed(BaseException):
        """As abrupt as a kill: no handler of ours may catch it."""

    def killed() -> datetime:
        raise Killed

    conversation = await desk.conversation()
    with pytest.raises(Killed):
        await replace(desk.services.uploads, now=killed).from_contact(conversation.id, a_photo())
    assert (len(files(desk)), await count(desk)) == (1, 0)

    assert await desk.services.uploads.sweep() == 0
    age(desk, 25)
    anew = desk.after_a_crash()
    assert await anew.services.uploads.sweep() == 1
    await anew.engine.dispose()

    assert files(desk) == []


async def test_a_crash_between_upload_and_line_breaks_nothing(desk: ServiceDesk) -> None:
    image = await desk.uploaded()

    anew = desk.after_a_crash()
    line = await anew.say("看一下", images=[image.id])

    assert [each.attachments for each in await anew.messages() if each.id == line.id] == [line.attachments]
    await anew.engine.dispose()


async def test_the_sweep_takes_what_was_never_sent_and_nothing_else(desk: ServiceDesk) -> None:
    desk.now.at = datetime.now(UTC) - timedelta(hours=25)
    sent = await desk.uploaded(body=a_photo(colour="red"))
    forgotten = await desk.uploaded(body=a_photo(colour="blue"))
    twice = await desk.uploaded(body=a_photo(colour="red"))
    await desk.say("看一下", images=[sent.id])
    age(desk, 25)
    fresh = await desk.uploaded(body=a_photo(colour="green"))

    removed = await desk.services.uploads.sweep()

    assert removed == 1
    kept = {row.id for row in await desk.rows(select(attachments.c.id))}
    assert kept == {sent.id, fresh.id}
    assert twice.sha256 == sent.sha256
    assert {path.name for path in files(desk)} == {sent.sha256, fresh.sha256}
    with pytest.raises(BadInput):
        await desk.write("这张呢", images=[forgotten.id])


async def test_an_image_and_its_line_come_and_go_together(desk: ServiceDesk) -> None:
    image = await desk.uploaded()
    line = InboundMessage(WEB_INBOX_ID, "visitor", "visitor:x", "看一下", attachments=(image.id, "f" * 32))

    with pytest.raises(BadInput):
        await desk.services.intake.receive(line)

    assert await desk.rows(select(attachments.c.message_id)) == [(None,)]
    assert await desk.rows(select(func.count()).select_from(messages)) == [(0,)]


async def test_a_verified_priority_customer_stays_one(desk: ServiceDesk) -> None:
    desk.bot.script["查订单"] = turn(reply("您的订单已发出。"), slots={"contact_vip": True})

    await desk.say("查订单")

    assert (await desk.summary(await desk.episode())).contact["vip"] is True
