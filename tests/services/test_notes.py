"""Notes among colleagues: seen by whoever sees the episode, never by the customer, and no clock runs on them."""

import pytest
from sqlalchemy import select

from handoff.adapters.sql.schema import clocks, feed_events, notes
from handoff.domain.agent import Role, User
from handoff.domain.conversation import Episode
from handoff.domain.errors import BadInput, Conflict, NotFound
from tests.support.service_desk import ServiceDesk


async def note(desk: ServiceDesk, episode: Episode, user: User, text: str, client_id: str = "first-note") -> str:
    return (await desk.services.notes.add(episode.id, user, client_id, text)).id


async def test_a_note_is_read_by_the_next_colleague_and_never_by_the_customer(desk: ServiceDesk) -> None:
    agent, colleague = await desk.agent("林静"), await desk.agent("陈岚")
    episode = await desk.accepted(agent)
    before = await desk.messages()
    due = await desk.rows(select(clocks).order_by(clocks.c.rung, clocks.c.anchor))

    await note(desk, episode, agent, "客户下班后方便")
    await desk.services.transfer.transfer(episode.id, agent, colleague.id, "需要售后专员核实", consented=True)

    [shown] = (await desk.services.desk_view.episode(colleague, episode.id))["notes"]
    assert (shown["text"], shown["author"]["display_name"]) == ("客户下班后方便", "林静")
    told = await desk.rows(select(feed_events.c.audience).where(feed_events.c.name == "note.created"))
    assert [row.audience for row in told] == ["desk"]
    assert [line.text for line in await desk.messages()][: len(before)] == [line.text for line in before]
    assert not any("客户下班后方便" in line.text for line in await desk.messages())
    assert due == await desk.rows(select(clocks).order_by(clocks.c.rung, clocks.c.anchor))


async def test_notes_of_the_whole_conversation_are_shown_and_written_at_any_time(desk: ServiceDesk) -> None:
    agent, lead = await desk.agent(), await desk.agent("周岩", Role.LEAD)
    first = await desk.queued()
    await note(desk, first, lead, "排队时的备注")
    await desk.services.assignment.accept(first.id, agent)
    await desk.services.assignment.resolve(first.id, agent, "已答复")
    desk.now.pass_(minutes=5)
    await note(desk, first, agent, "结束后的备注")
    second = await desk.accepted(agent)

    shown = (await desk.services.desk_view.episode(agent, second.id))["notes"]

    assert [each["text"] for each in shown] == ["排队时的备注", "结束后的备注"]


async def test_the_same_note_again_is_the_first_and_a_used_id_is_not_taken_elsewhere(desk: ServiceDesk) -> None:
    agent = await desk.agent()
    one, two = await desk.accepted(agent, "one"), await desk.accepted(agent, "two")

    assert await note(desk, one, agent, "备注") == await note(desk, one, agent, "备注")
    with pytest.raises(Conflict):
        await note(desk, two, agent, "备注")

    assert len(await desk.rows(select(notes))) == 1


@pytest.mark.parametrize("text", ["", "  ", "备" * 2001])
async def test_a_note_has_words_and_not_too_many(desk: ServiceDesk, text: str) -> None:
    agent = await desk.agent()
    episode = await desk.accepted(agent)

    with pytest.raises(BadInput):
        await note(desk, episode, agent, text)


async def test_whoever_does_not_see_the_episode_writes_no_note(desk: ServiceDesk) -> None:
    agent, other = await desk.agent(), await desk.agent("陈岚")
    episode = await desk.accepted(agent)

    with pytest.raises(NotFound):
        await note(desk, episode, other, "备注")
