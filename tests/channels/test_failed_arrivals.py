"""What could not be worked in any try: the operator sees it, and it is worked once more when the cause is mended."""

from dataclasses import replace

from sqlalchemy import select

from handoff.adapters.sql.schema import activities, arrivals
from handoff.domain.inbox import Inbox
from handoff.services.arrival_port import NewArrival
from handoff.services.arrivals import WorkArrivals
from tests.support.scripted_bot import reply, turn
from tests.support.wechat_desk import WechatDesk

_TRIES = 20


def broken(there: WechatDesk) -> WorkArrivals:
    """A worker that has no reader for what came."""
    return replace(there.desk.services.arrivals, platforms={})


async def fails_for_good(there: WechatDesk, how_often: int = _TRIES) -> None:
    """Everything that waits is tried until nobody tries any more."""
    worker = broken(there)
    for _ in range(how_often):
        while await is_tried(worker):
            pass
        there.desk.now.pass_(minutes=5)


async def is_tried(worker: WorkArrivals) -> bool:
    try:
        return await worker.work_next()
    except KeyError:
        return True


async def said(there: WechatDesk, inbox: Inbox, customer: str) -> list[str]:
    return [line.text for line in await there.lines(inbox, customer) if line.sender == "contact"]


async def test_it_is_listed_after_its_last_try_and_not_before(there: WechatDesk) -> None:
    account, inbox = await there.oa()
    came = there.desk.now()
    lan = account.customer("lan")
    await lan.writes("我的订单到哪了")
    failed = there.desk.services.failed_arrivals

    await fails_for_good(there, _TRIES - 1)
    before = await failed.all()
    await fails_for_good(there, 1)

    assert before == []
    [only] = await failed.all()
    assert (only.inbox_id, only.inbox, only.sender_ref) == (inbox.id, inbox.name, lan.openid)
    assert (only.received_at, only.error) == (came, "<ChannelKind.WECHAT_OA: 'wechat_oa'>")
    assert await failed.counts() == {inbox.id: 1}


async def test_once_more_it_becomes_the_line_it_was(there: WechatDesk) -> None:
    account, inbox = await there.oa()
    lan, bo = account.customer("lan"), account.customer("bo")
    await lan.writes("我的订单到哪了")
    await bo.writes("在吗")
    await fails_for_good(there)
    failed = there.desk.services.failed_arrivals
    first, second = [each.id for each in await failed.all()]
    there.desk.bell.rung.clear()

    taken = await failed.again("管理员", ids={first, 4711})
    await there.settle()

    assert (taken, "arrivals" in there.desk.bell.rung) == ([first], True)
    assert await said(there, inbox, lan.openid) == ["我的订单到哪了"]
    assert [each.id for each in await failed.all()] == [second]
    assert await failed.again("管理员", ids={first}) == []
    [noted] = await there.desk.rows(select(activities).where(activities.c.name == "arrivals.again"))
    assert (noted.actor, noted.detail) == ("管理员", {"ids": [first]})


async def test_all_of_one_inbox_are_taken_up_and_none_of_another(there: WechatDesk) -> None:
    account, inbox = await there.oa()
    other, other_inbox = await there.oa(app_id="wx00000000000other", name="另一个公众号")
    for each in (account, other):
        await each.customer("lan").writes("在吗")
    await fails_for_good(there)
    failed = there.desk.services.failed_arrivals

    await failed.again("管理员", inbox_id=inbox.id)

    assert await failed.counts() == {other_inbox.id: 1}
    assert len(await failed.again("heyan")) == 1
    assert await failed.counts() == {}


async def test_what_fails_again_is_listed_again(there: WechatDesk) -> None:
    account, inbox = await there.oa()
    await account.customer("lan").writes("在吗")
    await fails_for_good(there)
    failed = there.desk.services.failed_arrivals

    await failed.again("管理员")
    await fails_for_good(there)

    assert await failed.counts() == {inbox.id: 1}


async def test_nobody_is_greeted_days_after_they_came(there: WechatDesk) -> None:
    account, _ = await there.oa()
    lan = account.customer("lan")
    await lan.subscribes()
    await fails_for_good(there)
    # This opens 48 hours in which a greeting could go out, and leaves nothing open that would forbid one.
    there.desk.bot.script["再见"] = turn(reply("感谢您的来访。"), close=True)
    await lan.writes("再见")
    await there.settle()
    heard = list(lan.texts)

    await there.desk.services.failed_arrivals.again("管理员")
    await there.settle()

    assert heard
    assert lan.texts == heard
    assert await there.desk.services.failed_arrivals.all() == []


async def test_a_file_that_was_not_to_be_had_is_no_failed_arrival(there: WechatDesk) -> None:
    _, inbox = await there.oa()
    late = NewArrival("late:m:0", "late:m:0", {"late_media": {"kind": "image", "media_id": "m", "url": ""}})
    async with there.desk.work() as work:
        await work.arrivals.add(inbox.id, [late], there.desk.now(), there.desk.now())
    there.desk.now.pass_(hours=73)

    assert await is_tried(broken(there))

    assert [row.state for row in await there.desk.rows(select(arrivals.c.state))] == ["failed"]
    assert await there.desk.services.failed_arrivals.counts() == {}
    assert await there.desk.services.failed_arrivals.again("管理员") == []
