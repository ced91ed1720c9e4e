"""Once a trouble is over nothing waits out its pause: the lines of that inbox are due, and the worker is told."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from handoff.domain.agent import Role
from handoff.domain.inbox import Inbox, Secrets
from handoff.services.inboxes import InboxChange
from tests.channels.serving import Served, emptied, heard, in_trouble, last_of, served, serving_on, switched
from tests.support.service_desk import ServiceDesk
from tests.support.wechat_desk import WechatDesk
from tests.support.wechat_platform import OaAccount

SEND, TOKEN = "message/custom/send", "stable_token"
TEXT = "您的退款已于今天10:00提交银行。"
WRONG = Secrets(secret="0123456789abcdef0123456789abcdef")


@pytest_asyncio.fixture
async def worker(there: WechatDesk) -> AsyncIterator[ServiceDesk]:
    """Another process than the one in which the operator's page is served: it remembers what it saw itself."""
    desk = there.desk.after_a_crash()
    yield desk
    await desk.close()


async def saves(there: WechatDesk, inbox: Inbox, secrets: Secrets) -> None:
    now = await there.desk.services.inboxes.get(inbox.id)
    admin = await there.desk.agent("管理员二", Role.ADMIN)
    await there.desk.services.inboxes.change(admin, inbox.id, InboxChange(now.version, secrets=secrets))


async def in_trouble_with(there: WechatDesk, worker: ServiceDesk) -> tuple[OaAccount, list[Served]]:
    """The server's address is not listed: one line has been tried, one waits behind it, one of somebody else too."""
    account, inbox = await there.oa()
    agent = await there.desk.agent()
    both = [await served(there, inbox, account.customer(name), agent) for name in ("lan", "bo")]
    account.allowed_ips = ()
    for each in both:
        await each.line(TEXT)
        await emptied(worker)
    await both[0].line("请您查收。")
    await emptied(worker)
    assert [(await last_of(each))[0] for each in both] == ["pending", "pending"]
    there.desk.bell.rung.clear()
    return account, both


async def test_after_a_passed_connection_test_all_that_waits_goes_out_at_once(
    there: WechatDesk, worker: ServiceDesk
) -> None:
    account, both = await in_trouble_with(there, worker)
    account.allowed_ips = None

    points = await there.desk.services.inboxes.check(both[0].inbox.id)
    assert all(point.passed for point in points)
    assert "outbox" in there.desk.bell.rung
    await emptied(worker)

    assert [heard(each.customer)[1:] for each in both] == [[f"{TEXT}\n请您查收。"], [TEXT]]


async def test_after_a_failed_connection_test_everything_waits_as_before(
    there: WechatDesk, worker: ServiceDesk
) -> None:
    _, both = await in_trouble_with(there, worker)
    tried = there.platform.count(SEND)

    await there.desk.services.inboxes.check(both[0].inbox.id)
    tested = there.platform.count(SEND)
    await emptied(worker)

    assert "outbox" not in there.desk.bell.rung
    assert there.platform.count(SEND) == tested
    assert tested - tried <= 1, "the test's own probe"


async def test_after_a_try_that_went_through_the_others_of_the_inbox_follow_at_once(
    there: WechatDesk, worker: ServiceDesk
) -> None:
    account, both = await in_trouble_with(there, worker)
    account.allowed_ips = None
    worker.bell.rung.clear()

    there.desk.now.pass_(minutes=1, seconds=1)
    await emptied(worker)

    assert [heard(each.customer)[1:] for each in both] == [[f"{TEXT}\n请您查收。"], [TEXT]]
    assert "outbox" in worker.bell.rung
    assert await in_trouble(there, both[0].inbox) is None


async def test_once_the_settings_are_saved_lines_are_tried_with_the_new_ones_at_once(
    there: WechatDesk, worker: ServiceDesk
) -> None:
    account, inbox = await there.oa()
    serving = await served(there, inbox, account.customer("lan"))
    await saves(there, inbox, WRONG)
    await serving.line(TEXT)
    await emptied(worker)
    assert (await in_trouble(there, inbox)).code == "40125"
    there.desk.bell.rung.clear()

    await saves(there, inbox, Secrets(secret=account.secret))
    assert "outbox" in there.desk.bell.rung
    await emptied(worker)

    assert heard(serving.customer)[1:] == [TEXT]
    assert await in_trouble(there, inbox) is None


async def test_a_refusal_of_the_old_settings_says_nothing_of_the_new_ones(
    there: WechatDesk, worker: ServiceDesk
) -> None:
    account, inbox = await there.oa()
    serving = await served(there, inbox, account.customer("lan"))
    await saves(there, inbox, WRONG)
    await serving.line(TEXT)
    hold = there.platform.holds(TOKEN)
    trying = asyncio.create_task(worker.services.platform_delivery.deliver_due())
    await hold.arrived.wait()

    await saves(there, inbox, Secrets(secret=account.secret))
    hold.release()
    await trying

    assert await in_trouble(there, inbox) is None
    there.desk.now.pass_(seconds=2)
    await emptied(worker)
    assert heard(serving.customer)[1:] == [TEXT]


async def test_once_an_inbox_is_switched_on_its_lines_go_out_at_once(there: WechatDesk, worker: ServiceDesk) -> None:
    serving = await serving_on(there)
    admin = await there.desk.agent("管理员二")
    await switched(there, serving.inbox, admin, on=False)
    await serving.line(TEXT)
    await emptied(worker)
    assert (await last_of(serving))[0] == "pending"

    await switched(there, serving.inbox, admin, on=True)
    await emptied(worker)

    assert heard(serving.customer)[1:] == [TEXT]


@pytest.mark.parametrize("other", ["oa", "kf"])
async def test_what_another_inbox_has_to_wait_for_it_still_waits_for(there: WechatDesk, other: str) -> None:
    account, inbox = await there.oa(name="小程序客服", app_id="wx1111111111111111")
    first = await served(there, inbox, account.customer("mei"))
    second = await serving_on(there, other)
    for each, endpoint in ((first, SEND), (second, SEND if other == "oa" else "kf/send_msg")):
        there.platform.refuses(endpoint, 40013)
        await each.says(TEXT)

    await there.desk.services.inboxes.check(inbox.id)
    await there.settle()

    assert heard(first.customer)[1:] == [TEXT]
    assert len(heard(second.customer)) == 1
