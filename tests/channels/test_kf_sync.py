"""微信客服 is read: every message once, whatever races, breaks off or dies between bell and thread."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handoff.adapters.sql.schema import kf_cursors
from handoff.domain.agent import Role
from handoff.domain.inbox import Inbox, KfAccount
from handoff.services.inboxes import InboxChange
from tests.support.kf_desk import SYNC, answered, kept, said
from tests.support.service_desk import ServiceDesk
from tests.support.wechat_desk import WechatDesk
from tests.support.wechat_platform import KfCustomer


async def write_all(customers: Sequence[KfCustomer], count: int) -> list[str]:
    texts = [f"第{number + 1}个问题" for number in range(count)]
    for text in texts:
        for customer in customers:
            await customer.writes(text, rings=False)
    return texts


def account_of(inbox: Inbox) -> KfAccount:
    assert isinstance(inbox.account, KfAccount)
    return inbox.account


async def test_while_one_worker_reads_no_other_does(there: WechatDesk) -> None:
    account, _ = await there.kf()
    yu = account.customer("yu")
    other = there.desk.after_a_crash()
    hold = there.platform.holds(SYNC)
    await yu.writes("我的订单到哪了")

    reading = asyncio.create_task(there.desk.services.kf_sync.sync_next())
    await hold.arrived.wait()

    assert not await other.services.kf_sync.sync_next()
    hold.release()
    assert await reading
    assert there.platform.count(SYNC) == 1
    assert await kept(there) == 1
    await other.close()


async def test_two_workers_racing_lose_nothing_and_double_nothing(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    account.log.page_size = 1
    customers = [account.customer(name) for name in ("yu", "lan", "mei")]
    texts = await write_all(customers, 4)
    workers = [there.desk.after_a_crash() for _ in range(2)]

    async def works(desk: ServiceDesk) -> None:
        for _ in range(20):
            await account.rings()
            await desk.services.kf_sync.sync_next()
            await desk.services.arrivals.work_next()

    await asyncio.gather(*map(works, workers))
    await there.settle()

    assert [await said(there, inbox, customer) for customer in customers] == [texts] * 3
    assert await kept(there) == 12
    for worker in workers:
        await worker.close()


async def test_a_worker_that_lost_its_lease_keeps_neither_messages_nor_cursor(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    account.log.page_size = 1
    yu = account.customer("yu")
    texts = await write_all([yu], 3)
    await account.rings()
    slow = there.desk.after_a_crash()
    hold = there.platform.holds(SYNC)
    there.platform.refuses(SYNC, 45009)
    reading = asyncio.create_task(slow.services.kf_sync.sync_next())
    await hold.arrived.wait()

    # Its lease is over; another worker has taken the account, and got nothing yet.
    there.desk.now.pass_(seconds=61)
    assert await there.desk.services.kf_sync.sync_next()
    hold.release()
    await reading

    assert await kept(there) == 0
    await there.later(seconds=5)
    assert await said(there, inbox, yu) == texts
    await slow.close()


async def test_a_bell_that_rings_while_an_account_is_read_is_not_lost(there: WechatDesk) -> None:
    account, _ = await there.kf()
    await account.rings()
    now = there.desk.now()
    async with there.desk.work() as work:
        lease = await work.cursors.claim("reader", now, now + timedelta(minutes=1))
    assert lease

    await account.rings()
    async with there.desk.work() as work:
        await work.cursors.put_down(lease, drained=True, at=now)

    assert await there.desk.services.kf_sync.sync_next()
    assert not await there.desk.services.kf_sync.sync_next()


async def test_an_account_is_read_to_its_end_over_empty_pages(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    account.log.page_size, account.log.empty_pages = 1, 2
    yu = account.customer("yu")
    texts = await write_all([yu], 3)

    await account.rings()
    await there.settle()

    assert await said(there, inbox, yu) == texts
    assert there.platform.count(SYNC) == 5


async def test_messages_of_one_page_keep_their_order_whatever_their_ids(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    item = {"open_kfid": account.open_kfid, "external_userid": yu.external_userid, "origin": 3, "msgtype": "text"}
    texts = [f"第{number + 1}个问题" for number in range(5)]
    for msgid, text in zip("ezbda", texts, strict=True):
        await account.tells({**item, "msgid": msgid, "text": {"content": text}}, rings=False)

    await account.rings()
    await there.settle()

    assert await said(there, inbox, yu) == texts


async def test_a_failure_between_two_pages_repeats_nothing(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    account.log.page_size = 1
    yu = account.customer("yu")
    texts = await write_all([yu], 3)
    hold = there.platform.holds(SYNC)
    there.platform.refuses(SYNC, 45009)
    hold.release()

    await account.rings()
    await there.settle()

    assert await said(there, inbox, yu) == texts[:1]
    await there.later(seconds=2)
    assert await said(there, inbox, yu) == texts
    pages = [call.json.get("cursor") for call in there.platform.calls if call.endpoint == SYNC]
    assert answered(there, SYNC) == [0, 45009, 0, 0]
    assert pages[0] is None
    assert pages[1] == pages[2]
    assert pages[1]


async def test_what_was_read_before_is_not_taken_in_again_when_the_cursor_is_lost(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    await yu.writes("我的订单到哪了")
    await there.settle()
    async with there.desk.engine.begin() as connection:
        await connection.execute(kf_cursors.delete())

    await yu.writes("好的")
    await there.settle()

    assert await said(there, inbox, yu) == ["我的订单到哪了", "好的"]


async def test_the_first_reading_skips_what_is_older_than_the_inbox(there: WechatDesk) -> None:
    now = there.desk.now
    began = now()
    account, inbox = await there.kf()
    yu = account.customer("yu")
    for minutes, text in [(-2880, "前天的问题"), (-11, "十一分钟前的问题"), (-9, "九分钟前的问题"), (1, "现在的问题")]:
        now.at = began + timedelta(minutes=minutes)
        await yu.writes(text, rings=False)

    await account.rings()
    await there.settle()

    assert await said(there, inbox, yu) == ["九分钟前的问题", "现在的问题"]


async def test_another_account_in_its_place_is_read_like_a_new_one(there: WechatDesk) -> None:
    """By a worker that has looked at the inbox a moment ago."""
    began, inbox = there.desk.now(), (await there.kf())[1]
    other = there.platform.kf(open_kfid="wkAnHeTestAccount02", callback_url=there.address(inbox))
    there.desk.now.pass_(hours=30)
    yu = other.customer("yu")
    for minutes, text in [(60, "昨天的问题"), (1788, "十二分钟前的问题"), (1792, "八分钟前的问题")]:
        there.desk.now.at = began + timedelta(minutes=minutes)
        await yu.writes(text, rings=False)
    there.desk.now.at = began + timedelta(minutes=1800)
    assert await there.desk.services.inboxes.store.by_id(inbox.id)

    elsewhere = there.desk.after_a_crash()
    moved = replace(account_of(inbox), open_kfid=other.open_kfid)
    admin = await there.desk.agent("管理员", Role.ADMIN)
    await elsewhere.services.inboxes.change(admin, inbox.id, InboxChange(inbox.version, account=moved))
    await other.rings()
    await there.settle()

    assert await said(there, inbox, yu) == ["八分钟前的问题"]
    await elsewhere.close()


async def test_a_first_reading_that_breaks_off_still_skips_the_old_pages_behind(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    account.log.page_size = 1
    yu = account.customer("yu")
    there.desk.now.pass_(hours=-5)
    await write_all([yu], 3)
    there.desk.now.pass_(hours=5)
    await yu.writes("现在的问题", rings=False)
    hold = there.platform.holds(SYNC)
    there.platform.refuses(SYNC, 45009)
    hold.release()

    await account.rings()
    await there.settle()
    await there.later(seconds=5)

    assert answered(there, SYNC)[:2] == [0, 45009]
    assert await said(there, inbox, yu) == ["现在的问题"]


async def test_later_readings_skip_nothing_however_long_nobody_read(there: WechatDesk) -> None:
    account, inbox = await there.kf()
    yu = account.customer("yu")
    await yu.writes("第一个问题")
    await there.settle()
    await yu.writes("无人读取时的问题")
    there.desk.now.pass_(hours=50)
    await yu.writes("恢复后的问题")

    await there.settle()

    assert await said(there, inbox, yu) == ["第一个问题", "无人读取时的问题", "恢复后的问题"]
