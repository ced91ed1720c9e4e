"""Lines on their way to a platform: each once and in order, whoever sends them and whoever dies at it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.channels.serving import (
    Customer,
    Served,
    emptied,
    long_line,
    on,
    ref_of,
    served,
    states,
    switched,
)
from tests.support.service_desk import ServiceDesk
from tests.support.wechat_desk import WechatDesk

CUSTOMER_SEND = "message/custom/send"
KF_SEND = "kf/send_msg"
_LEASE = 61


@pytest_asyncio.fixture
async def other(there: WechatDesk) -> AsyncIterator[ServiceDesk]:
    """A second worker on the same database."""
    desk = there.desk.after_a_crash()
    yield desk
    await desk.close()


async def dies_sending(desk: ServiceDesk, customer: Customer, lines: int) -> None:
    """The worker is gone once the customer has so many lines, before it has written down anything."""
    working = asyncio.create_task(emptied(desk))
    await customer.receives(lines)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


async def claimed_and_left(there: WechatDesk, serving: Served) -> None:
    """The worker is gone between its claim and its send."""
    conversation = await there.conversation(serving.inbox, ref_of(serving.customer))
    assert await there.desk.services.platform_delivery.claims.next_of(conversation.id, serving.inbox.id)


async def test_two_workers_at_once_send_each_line_once_and_in_order(there: WechatDesk, other: ServiceDesk) -> None:
    account, inbox = await there.oa()
    agent = await there.desk.agent()
    serving = [await served(there, inbox, account.customer(name), agent) for name in ("lan", "bo", "qiu", "mei")]
    for each in serving:
        for number in (1, 2, 3):
            await each.line(long_line(number))

    await asyncio.gather(*(emptied(desk) for desk in (there.desk, other, there.desk, other)))

    for each in serving:
        assert list(each.customer.texts[1:]) == [long_line(number) for number in (1, 2, 3)]
        assert set(states(await each.ours())) == {"sent"}


async def test_a_customer_does_not_wait_for_another_ones_send(there: WechatDesk) -> None:
    account, inbox = await there.oa()
    agent = await there.desk.agent()
    lan = await served(there, inbox, account.customer("lan"), agent)
    bo = await served(there, inbox, account.customer("bo"), agent)
    await lan.line("您的退款已提交银行。")
    await bo.line("您的订单已于今天发出。")
    hold = there.platform.holds(CUSTOMER_SEND)

    working = asyncio.create_task(emptied(there.desk))
    await hold.arrived.wait()
    await asyncio.wait(
        {asyncio.create_task(lan.customer.receives(2)), asyncio.create_task(bo.customer.receives(2))},
        return_when=asyncio.FIRST_COMPLETED,
    )

    # Whichever of the two is held, the other one has their line.
    assert sorted(len(each.customer.received) for each in (lan, bo)) == [1, 2]
    hold.release()
    await working
    await asyncio.gather(lan.customer.receives(2), bo.customer.receives(2))


async def test_after_a_death_behind_the_send_an_official_accounts_line_is_unknown(
    there: WechatDesk, other: ServiceDesk
) -> None:
    inbox, lan = await on(there, "oa", "lan")
    serving = await served(there, inbox, lan)
    line = await serving.line("您的退款已提交银行。")
    there.platform.hangs(CUSTOMER_SEND, after_doing=True)

    await dies_sending(there.desk, lan, 2)
    await emptied(other)
    assert states(await serving.ours())[-1] == "sending"
    there.desk.now.pass_(seconds=_LEASE)
    await emptied(other)

    assert list(lan.texts[1:]) == [line.text]
    [kept] = [each for each in await serving.ours() if each.id == line.id]
    assert (kept.delivery, kept.delivery_reason) == ("unknown", "发送过程中断，无法确认客户是否已收到。")


async def test_after_a_death_before_the_send_it_is_unknown_as_well_and_the_next_line_goes_out(
    there: WechatDesk, other: ServiceDesk
) -> None:
    inbox, lan = await on(there, "oa", "lan")
    serving = await served(there, inbox, lan)
    await serving.line(long_line(1))
    await claimed_and_left(there, serving)
    await serving.line(long_line(2))

    await emptied(other)
    assert len(lan.texts) == 1, "nothing overtakes a line that is being sent"
    there.desk.now.pass_(seconds=_LEASE)
    await emptied(other)

    assert list(lan.texts[1:]) == [long_line(2)]
    assert states(await serving.ours())[-2:] == ["unknown", "sent"]


async def test_after_a_death_behind_the_send_kf_is_asked_again_and_the_customer_has_it_once(
    there: WechatDesk, other: ServiceDesk
) -> None:
    inbox, yu = await on(there, "kf", "yu")
    serving = await served(there, inbox, yu)
    line = await serving.line("您的退款已提交银行。")
    there.platform.hangs(KF_SEND, after_doing=True)

    await dies_sending(there.desk, yu, 2)
    there.desk.now.pass_(seconds=_LEASE)
    await emptied(other)

    assert list(yu.texts[1:]) == [line.text]
    msgids = [call.json["msgid"] for call in there.platform.calls if call.endpoint == KF_SEND]
    assert msgids[-2] == msgids[-1]
    assert states(await serving.ours())[-1] == "sent"


async def test_after_a_death_before_the_send_kf_gets_it_from_the_next_worker(
    there: WechatDesk, other: ServiceDesk
) -> None:
    inbox, yu = await on(there, "kf", "yu")
    serving = await served(there, inbox, yu)
    line = await serving.line("您的退款已提交银行。")
    await claimed_and_left(there, serving)

    there.desk.now.pass_(seconds=_LEASE)
    await emptied(other)

    assert list(yu.texts[1:]) == [line.text]
    assert states(await serving.ours())[-1] == "sent"


async def test_a_found_line_of_an_inbox_that_is_switched_off_waits(there: WechatDesk, other: ServiceDesk) -> None:
    inbox, yu = await on(there, "kf", "yu")
    serving = await served(there, inbox, yu)
    await serving.line("您的退款已提交银行。")
    await claimed_and_left(there, serving)
    admin = await there.desk.agent("管理员二")
    await switched(there, inbox, admin, on=False)

    there.desk.now.pass_(seconds=_LEASE)
    await emptied(other)
    assert len(yu.texts) == 1
    await switched(there, inbox, admin, on=True)
    there.desk.now.pass_(seconds=_LEASE)
    await emptied(other)

    assert list(yu.texts[1:]) == ["您的退款已提交银行。"]
    assert states(await serving.ours())[-1] == "sent"


@pytest.mark.parametrize(("platform", "endpoint", "ends"), [("oa", CUSTOMER_SEND, "unknown"), ("kf", KF_SEND, "sent")])
async def test_a_send_slower_than_its_lease_is_settled_once(
    there: WechatDesk, other: ServiceDesk, platform: str, endpoint: str, ends: str
) -> None:
    inbox, customer = await on(there, platform, "lan")
    serving = await served(there, inbox, customer)
    line = await serving.line("您的退款已提交银行。")
    left = (await serving.quota())["left"]
    hold = there.platform.holds(endpoint)
    slow = asyncio.create_task(emptied(there.desk))
    await hold.arrived.wait()

    there.desk.now.pass_(seconds=_LEASE)
    await emptied(other)
    settled = (await serving.ours())[-1].delivery
    hold.release()
    await slow

    assert (settled, (await serving.ours())[-1].delivery) == (ends, ends)
    assert list(customer.texts[1:]) == [line.text]
    assert (await serving.quota())["left"] == left - 1


async def dies_in_the_second_part(there: WechatDesk, endpoint: str) -> None:
    first, second = there.platform.holds(endpoint), there.platform.holds(endpoint)
    working = asyncio.create_task(emptied(there.desk))
    await first.arrived.wait()
    first.release()
    await second.arrived.wait()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    there.desk.now.pass_(seconds=_LEASE)


async def test_after_a_death_in_the_middle_kf_goes_on_with_the_part_that_is_missing(
    there: WechatDesk, other: ServiceDesk
) -> None:
    inbox, yu = await on(there, "kf", "yu")
    serving = await served(there, inbox, yu)
    text = long_line(1, sentences=100)
    await serving.line(text)

    await dies_in_the_second_part(there, KF_SEND)
    await emptied(other)

    assert "".join(yu.texts[1:]) == text
    assert states(await serving.ours())[-1] == "sent"


async def test_after_a_death_in_the_middle_an_official_account_gets_what_was_never_tried(
    there: WechatDesk, other: ServiceDesk
) -> None:
    inbox, lan = await on(there, "oa", "lan")
    serving = await served(there, inbox, lan)
    text = long_line(1, sentences=100)
    await serving.line(text)

    await dies_in_the_second_part(there, CUSTOMER_SEND)
    await emptied(other)

    first, last = lan.texts[1:]
    assert text.startswith(first)
    assert text.endswith(last)
    line = (await serving.ours())[-1]
    assert line.delivery == "unknown"
    assert line.delivery_reason == "消息较长，已分几次发送，其中一次无法确认客户是否已收到。"


async def test_behind_a_line_that_waits_for_its_time_nothing_is_due(there: WechatDesk) -> None:
    """Else the worker would turn round and round on it until then."""
    inbox, lan = await on(there, "oa", "lan")
    serving = await served(there, inbox, lan)
    there.platform.refuses(CUSTOMER_SEND, 45011)
    await serving.line(long_line(1))
    assert await there.desk.services.platform_delivery.deliver_due() == 1
    await serving.line(long_line(2))

    await there.desk.services.platform_delivery.deliver_due()

    assert await there.desk.services.platform_delivery.deliver_due() == 0
    await there.later(seconds=11)
    assert list(lan.texts[1:]) == [long_line(1), long_line(2)]
