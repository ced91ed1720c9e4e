"""Priority customers come first, then first come, first served (C01): the same order wherever it is counted."""

from handoff.domain.agent import Role
from tests.support.service_desk import ServiceDesk


async def queued(desk: ServiceDesk, *names: str, vip: tuple[str, ...] = ()) -> None:
    for name in names:
        if name in vip:
            conversation = await desk.conversation(name)
            async with desk.work() as work:
                await work.contacts.mark_vip(conversation.contact_id)
        await desk.queued(name)
        desk.now.pass_(seconds=10)


async def places(desk: ServiceDesk, *names: str) -> list[tuple[int, int | None, int]]:
    """As the queue line counts, as the desk's list shows, as the customer's window says."""
    lead = await desk.agent("周岩", Role.LEAD)
    async with desk.look() as snapshot:
        shown = {summary.id: summary.place for summary in await snapshot.desk_list(lead)}
    found = []
    for name in names:
        episode = await desk.episode(name)
        async with desk.work() as work:
            counted = await work.episodes.place(episode)
        state = await desk.services.contact_view.state(episode.conversation_id)
        found.append((counted, shown[episode.id], state["place"]))
    return found


async def test_priority_customers_come_first_and_among_themselves_in_order(desk: ServiceDesk) -> None:
    await desk.agent()
    names = ("first", "second", "vip", "third", "late vip")
    await queued(desk, *names, vip=("vip", "late vip"))

    assert await places(desk, *names) == [(place, place, place) for place in (3, 4, 1, 5, 2)]


async def test_the_queue_line_says_the_place_a_priority_customer_has(desk: ServiceDesk) -> None:
    await desk.agent()
    await queued(desk, "first", "second", "vip", vip=("vip",))

    [line] = [line.text for line in await desk.messages("vip") if line.kind == "queue"]

    assert "第1位" in line
    assert (await desk.summary(await desk.episode("vip"))).contact["vip"] is True
