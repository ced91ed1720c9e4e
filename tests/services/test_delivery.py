"""The outbox: each line once, in order, tried again until the channel takes it."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from handoff.adapters.sql.schema import feed_events, outbox
from handoff.domain.errors import ChannelUnavailable
from handoff.domain.message import Message
from handoff.services.delivery import DeliverOutbox
from tests.support.service_desk import ServiceDesk, reply, turn


@dataclass
class Platform:
    """A channel that refuses as often as it is told to, and remembers what it took."""

    refusals: int = 0
    taken: list[str] = field(default_factory=list)

    async def send(self, message: Message) -> None:
        if self.refusals:
            self.refusals -= 1
            raise ChannelUnavailable("the platform is away")
        self.taken.append(message.text)


def over(desk: ServiceDesk, platform: Platform) -> DeliverOutbox:
    return replace(desk.services.delivery, channels={"web": platform})


async def three_lines(desk: ServiceDesk, visitor: str = "visitor") -> None:
    desk.bot.script["查"] = turn(reply("第一句。"), reply("第二句。"))
    await desk.write("查", visitor)
    await desk.services.dispatch.work_next()


async def shown_to_the_contact(desk: ServiceDesk) -> list[str]:
    events = select(feed_events).where(feed_events.c.audience == "contact").order_by(feed_events.c.position)
    messages = [row.data["message"] for row in await desk.rows(events)]
    return [message["text"] for message in messages if message["sender"] != "contact"]


async def test_lines_reach_the_contact_in_order_and_only_once_delivered(desk: ServiceDesk) -> None:
    await three_lines(desk)
    assert await shown_to_the_contact(desk) == []

    await desk.services.delivery.deliver_due()

    assert (await shown_to_the_contact(desk))[1:] == ["第一句。", "第二句。"]


async def test_two_deliverers_at_once_show_each_line_once_and_in_order(desk: ServiceDesk) -> None:
    await three_lines(desk)
    other = desk.after_a_crash()

    await asyncio.gather(*(each.services.delivery.deliver_due() for each in (desk, other) for _ in range(3)))

    shown = await shown_to_the_contact(desk)
    assert shown[1:] == ["第一句。", "第二句。"]
    assert set(Counter(shown).values()) == {1}
    await other.close()


async def test_a_line_that_is_refused_holds_back_the_ones_behind_it_and_nobody_elses(desk: ServiceDesk) -> None:
    await three_lines(desk, "first")
    await three_lines(desk, "second")
    platform = Platform(refusals=1)

    await over(desk, platform).deliver_due()

    assert len(platform.taken) == 3
    desk.now.pass_(seconds=1)
    await over(desk, platform).deliver_due()
    assert platform.taken[:3] == platform.taken[3:]
    assert platform.taken[1:3] == ["第一句。", "第二句。"]


async def test_tries_grow_further_apart_and_never_stop(desk: ServiceDesk) -> None:
    await three_lines(desk)
    platform = Platform(refusals=12)
    pauses = []
    for _ in range(12):
        await over(desk, platform).deliver_due()
        [due] = await desk.rows(select(outbox.c.next_attempt_at).order_by(outbox.c.seq).limit(1))
        pauses.append((due.next_attempt_at - desk.now()).total_seconds())
        desk.now.at = due.next_attempt_at

    await over(desk, platform).deliver_due()

    assert pauses[:4] == [1, 2, 4, 8]
    assert max(pauses) == 300
    assert len(platform.taken) == 3


async def test_a_line_committed_before_a_crash_goes_out_after_it(desk: ServiceDesk) -> None:
    await three_lines(desk)
    risen = desk.after_a_crash()

    await risen.services.delivery.deliver_due()

    assert len(await shown_to_the_contact(desk)) == 3
    await risen.close()
