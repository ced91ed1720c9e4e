"""Lines that waited for their inbox: what has been overtaken meanwhile is withdrawn, all else goes out."""

from collections.abc import Sequence

import pytest

from handoff.domain.inbox import Inbox, ServiceMode
from handoff.domain.message import LineKind, Message
from handoff.services.bot_port import BotReply
from tests.channels.serving import (
    Customer,
    Served,
    heard,
    on,
    ours,
    ref_of,
    served,
    switched,
)
from tests.support.kf_desk import BOT, PERSON, QUEUEING
from tests.support.scripted_bot import parse, turn
from tests.support.wechat_desk import WechatDesk

SEND, KF_SEND = "message/custom/send", "kf/send_msg"
ANSWER = "您的退款已于今天10:00提交银行。"
OVERTAKEN = "该消息等待发送期间情况已有变化，不再适用。"


class Outage:
    """The inbox's lines wait: switched off, or refused for its settings."""

    def __init__(self, there: WechatDesk, inbox: Inbox, cause: str) -> None:
        self.there, self.inbox, self.cause = there, inbox, cause

    async def begins(self) -> None:
        if self.cause == "off":
            await switched(self.there, self.inbox, await self.there.desk.agent("管理员二"), on=False)
            return
        self.there.platform.refuses(SEND, 40164, times=1000)
        self.there.platform.refuses(KF_SEND, 60020, times=1000)

    async def ends(self) -> None:
        if self.cause == "off":
            await switched(self.there, self.inbox, await self.there.desk.agent("管理员三"), on=True)
        else:
            self.there.platform.behaves()
            await self.there.desk.services.inboxes.check(self.inbox.id)
        await self.there.settle()

    async def writes(self, customer: Customer, text: str) -> None:
        """An inbox that is switched off takes nothing in: it is on for that, and sends nothing meanwhile."""
        if self.cause == "off":
            await switched(self.there, self.inbox, await self.there.desk.agent("管理员四"), on=True)
        await customer.writes(text)
        services = self.there.desk.services
        while await services.kf_sync.sync_next() or await services.arrivals.work_next():
            pass
        if self.cause == "off":
            await switched(self.there, self.inbox, await self.there.desk.agent("管理员五"), on=False)
        await self.there.settle()

    async def lasts(self, minutes: float) -> None:
        """With the worker looking at its clocks all the while."""
        for _ in range(round(minutes * 2)):
            self.there.desk.now.pass_(seconds=30)
            await self.there.fire()


def of_kind(lines: Sequence[Message], kind: LineKind) -> list[tuple[str, str | None]]:
    return [(line.delivery, line.delivery_reason) for line in lines if line.kind is kind]


@pytest.fixture(params=["trouble", "off"])
def cause(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def held_off(there: WechatDesk, platform: str, cause: str) -> tuple[Served, Outage]:
    """Served, and after four minutes of the outage a holding line waits."""
    inbox, customer = await on(there, platform)
    serving = await served(there, inbox, customer)
    outage = Outage(there, inbox, cause)
    await outage.begins()
    await serving.says("您好。")
    await outage.lasts(4.5)
    assert len(of_kind(await serving.ours(), LineKind.HOLDING)) == 1
    return serving, outage


@pytest.mark.parametrize("platform", ["oa", "kf"])
async def test_a_holding_line_does_not_go_out_once_the_answer_is_there(
    there: WechatDesk, platform: str, cause: str
) -> None:
    serving, outage = await held_off(there, platform, cause)
    before = len(heard(serving.customer))
    await serving.says(ANSWER)

    await outage.ends()

    assert "\n".join(heard(serving.customer)[before:]) == f"您好。\n{ANSWER}"
    assert of_kind(await serving.ours(), LineKind.HOLDING) == [("withdrawn", OVERTAKEN)]
    assert (await serving.quota())["left"] == 5 - len(serving.customer.texts)


async def test_a_holding_line_whose_promise_stands_goes_out(there: WechatDesk, cause: str) -> None:
    serving, outage = await held_off(there, "oa", cause)

    await outage.ends()

    assert "我们将在今天10:14前答复您" in heard(serving.customer)[-1]
    assert of_kind(await serving.ours(), LineKind.HOLDING) == [("sent", None)]


async def test_of_several_holding_lines_the_newest_goes_out_and_none_whose_time_has_passed(
    there: WechatDesk, cause: str
) -> None:
    serving, outage = await held_off(there, "oa", cause)
    await outage.lasts(10)
    holding = of_kind(await serving.ours(), LineKind.HOLDING)
    assert len(holding) == 2

    await outage.ends()

    assert of_kind(await serving.ours(), LineKind.HOLDING) == [("withdrawn", OVERTAKEN), ("sent", None)]
    assert heard(serving.customer)[-1].count("答复您") == 1


async def test_a_promise_that_has_lapsed_is_not_made_afterwards(there: WechatDesk, cause: str) -> None:
    serving, outage = await held_off(there, "oa", cause)
    await outage.lasts(45)

    await outage.ends()

    assert {state for state, _ in of_kind(await serving.ours(), LineKind.HOLDING)} == {"withdrawn"}
    assert heard(serving.customer)[1:] == ["您好。"]


async def test_who_still_waits_for_a_person_is_told_so_and_who_is_served_is_not(there: WechatDesk, cause: str) -> None:
    account, inbox = await there.oa()
    agent = await there.desk.agent()
    outage = Outage(there, inbox, cause)
    await outage.begins()
    lan, bo = account.customer("lan"), account.customer("bo")
    there.desk.bot.script[PERSON] = turn(of=parse("human_request"), handoff={"reason": "asked"})
    for each in (lan, bo):
        await outage.writes(each, PERSON)
    episode = await there.episode(inbox, lan.openid)
    await outage.lasts(1.5)
    await there.desk.services.assignment.accept(episode.id, agent)
    serving = Served(there, inbox, lan, agent, await there.episode(inbox, ref_of(lan)))
    await serving.says(ANSWER)

    await outage.ends()

    assert of_kind(await serving.ours(), LineKind.QUEUE) == [("withdrawn", OVERTAKEN)]
    assert lan.texts[-1].endswith(ANSWER)
    assert not any("排在" in text for text in lan.texts)
    assert of_kind(await ours(there, inbox, bo), LineKind.QUEUE) == [("sent", None)]


async def test_whom_the_bot_could_not_reach_is_not_asked_whether_they_are_still_there(
    there: WechatDesk, cause: str
) -> None:
    inbox, lan = await on(there, "oa")
    there.desk.bot.script["查订单"] = turn(BotReply(LineKind.ANSWER, "您的订单已于今天09:00发出。"))
    outage = Outage(there, inbox, cause)
    await outage.begins()
    await outage.writes(lan, "查订单")
    await outage.lasts(30)
    assert len(of_kind(await ours(there, inbox, lan), LineKind.IDLE)) == 2

    await outage.ends()

    assert of_kind(await ours(there, inbox, lan), LineKind.IDLE) == [("withdrawn", OVERTAKEN)] * 2
    [text] = heard(lan)
    assert text.endswith("您的订单已于今天09:00发出。")


async def test_a_greeting_and_an_end_are_overtaken_by_what_the_customer_wrote_since(
    there: WechatDesk, cause: str
) -> None:
    account, inbox = await there.oa()
    lan, bo = account.customer("lan"), account.customer("bo")
    outage = Outage(there, inbox, cause)
    serving = await served(there, inbox, lan)
    await outage.begins()
    await serving.says(ANSWER)
    await there.desk.services.assignment.resolve(serving.episode.id, serving.agent, "已处理")
    await outage.writes(bo, "我的订单到哪了")
    await outage.lasts(2)
    for each in (lan, bo):
        await outage.writes(each, "还有一个问题")

    await outage.ends()

    assert of_kind(await serving.ours(), LineKind.CLOSING) == [("withdrawn", OVERTAKEN)] * 2
    assert not any("评价" in text for text in lan.texts)
    assert any(ANSWER in text for text in lan.texts)
    assert of_kind(await ours(there, inbox, bo), LineKind.OPENING) == [("withdrawn", OVERTAKEN)]
    assert "您的订单已于今天09:00发出。" in bo.texts[-1]


async def test_an_end_to_which_nothing_was_said_still_asks_for_the_grade(there: WechatDesk, cause: str) -> None:
    inbox, lan = await on(there, "oa")
    serving = await served(there, inbox, lan)
    outage = Outage(there, inbox, cause)
    await outage.begins()
    await serving.says(ANSWER)
    await there.desk.services.assignment.resolve(serving.episode.id, serving.agent, "已处理")
    await outage.lasts(5)

    await outage.ends()

    assert {state for state, _ in of_kind(await serving.ours(), LineKind.CLOSING)} == {"sent"}
    assert "评价" in lan.texts[-1]


async def test_a_line_that_may_have_arrived_is_not_called_withdrawn(there: WechatDesk) -> None:
    """Without an answer it is sent again under its id, whatever was said since."""
    inbox, yu = await on(there, "kf")
    serving = await served(there, inbox, yu)
    await serving.says("您好。")
    there.platform.drops(KF_SEND)
    for _ in range(8):
        there.desk.now.pass_(seconds=30)
        await there.desk.services.clock_watch.fire_due()
    await there.desk.services.platform_delivery.deliver_due()
    assert of_kind(await serving.ours(), LineKind.HOLDING)[0][0] == "pending"
    outage = Outage(there, inbox, "off")
    await outage.begins()
    await serving.says(ANSWER)
    await outage.lasts(2)

    await outage.ends()

    assert of_kind(await serving.ours(), LineKind.HOLDING) == [("sent", None)]
    assert ["答复您" in text for text in yu.texts[1:]] == [False, True, False]
    assert yu.texts[-1] == ANSWER


async def test_who_asked_for_a_person_still_comes_into_the_pool(there: WechatDesk, cause: str) -> None:
    account, inbox = await there.kf(service=ServiceMode.NATIVE)
    account.new_state = BOT
    yu = account.customer("yu")
    there.desk.bot.script[PERSON] = turn(of=parse("human_request"), handoff={"reason": "asked"})
    there.desk.bot.script["我的订单呢"] = turn(BotReply(LineKind.ANSWER, "您的订单已于今天09:00发出。"))
    outage = Outage(there, inbox, cause)
    await outage.begins()
    await outage.writes(yu, PERSON)
    await outage.lasts(2)
    await outage.writes(yu, "我的订单呢")
    await outage.lasts(1.5)

    await outage.ends()

    assert yu.state == QUEUEING


async def test_a_customer_who_writes_fast_is_greeted_all_the_same(there: WechatDesk) -> None:
    """Nothing had to wait: what was written meanwhile takes nothing back."""
    inbox, lan = await on(there, "oa")
    services = there.desk.services
    for text in ("我的订单到哪了", "还有多久"):
        await lan.writes(text)
        await services.arrivals.work_next()
        await services.dispatch.work_next()

    await there.settle()

    assert of_kind(await ours(there, inbox, lan), LineKind.OPENING) == [("sent", None)]
