"""What every channel keeps, whatever its platform: the web, an Official Account, a mini-program, 微信客服."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from handoff.domain.message import Message, Sender
from handoff.services.replies import AgentLine
from tests.support.photos import a_photo
from tests.support.scripted_bot import parse, reply, turn
from tests.support.wechat_desk import WechatDesk


@dataclass
class Customer:
    """One customer of one channel: how they write, what they have heard, and their thread here."""

    writes: Callable[[str], Awaitable[Any]]
    again: Callable[[], Awaitable[Any]]
    sends_image: Callable[[], Awaitable[Any]]
    heard: Callable[[], Awaitable[list[str]]]
    lines: Callable[[], Awaitable[list[Message]]]
    episode_id: Callable[[], Awaitable[str]]
    last: dict[str, str] = field(default_factory=dict)


@pytest_asyncio.fixture(params=["web", "oa", "mini", "kf"])
async def customer(request: pytest.FixtureRequest, there: WechatDesk) -> Customer:
    return await {"web": _web, "oa": _oa, "mini": _mini, "kf": _kf}[request.param](there)


async def _web(there: WechatDesk) -> Customer:
    desk, last = there.desk, {"ref": "", "text": ""}

    async def writes(text: str) -> None:
        last.update(ref=uuid4().hex, text=text)
        await desk.write(text, ref=last["ref"])
        await desk.settle()

    async def again() -> None:
        await desk.write(last["text"], ref=last["ref"])
        await desk.settle()

    async def image() -> None:
        await desk.say("", images=[(await desk.uploaded()).id])

    async def heard() -> list[str]:
        shown = [line for line in await desk.messages() if line.sender is not Sender.CONTACT]
        return [line.text for line in shown if line.delivery == "sent"]

    async def episode_id() -> str:
        return (await desk.episode()).id

    return Customer(writes, again, image, heard, desk.messages, episode_id)


async def _oa(there: WechatDesk, **settings: Any) -> Customer:
    account, inbox = await there.oa(**settings)
    lan = account.customer("lan")

    async def writes(text: str) -> None:
        # The same callback several times over, at once: what the platform does when an answer is slow.
        await lan.writes(text, copies=2)
        await there.settle()

    async def again() -> None:
        await there.settle()

    async def image() -> None:
        await lan.sends_image(a_photo())
        await there.settle()

    async def heard() -> list[str]:
        return [part for text in lan.texts for part in text.split("\n")]

    async def lines() -> list[Message]:
        return await there.lines(inbox, lan.openid)

    async def episode_id() -> str:
        return (await there.episode(inbox, lan.openid)).id

    return Customer(writes, again, image, heard, lines, episode_id)


async def _mini(there: WechatDesk) -> Customer:
    return await _oa(there, flavour="mini", wire="json", name="安禾电器小程序")


async def _kf(there: WechatDesk) -> Customer:
    account, inbox = await there.kf()
    yu = account.customer("yu")

    async def writes(text: str) -> None:
        await yu.writes(text)
        await there.settle()

    async def again() -> None:
        await account.rings(copies=2)
        await there.settle()

    async def image() -> None:
        await yu.sends_image(a_photo())
        await there.settle()

    async def heard() -> list[str]:
        return [part for text in yu.texts for part in text.split("\n")]

    async def lines() -> list[Message]:
        return await there.lines(inbox, yu.external_userid)

    async def episode_id() -> str:
        return (await there.episode(inbox, yu.external_userid)).id

    return Customer(writes, again, image, heard, lines, episode_id)


async def test_a_message_is_kept_once_and_answered_once(there: WechatDesk, customer: Customer) -> None:
    there.desk.bot.script["我的订单到哪了"] = turn(reply("您的订单已于今天09:00发出。"))

    await customer.writes("我的订单到哪了")
    await customer.again()

    written = [line.text for line in await customer.lines() if line.sender is Sender.CONTACT]
    assert written == ["我的订单到哪了"]
    assert (await customer.heard()).count("您的订单已于今天09:00发出。") == 1
    assert len(there.desk.bot.asked) == 1


async def test_lines_keep_their_order_both_ways(there: WechatDesk, customer: Customer) -> None:
    for number in range(3):
        there.desk.bot.script[f"第{number}问"] = turn(reply(f"第{number}项已为您核实。"))
        await customer.writes(f"第{number}问")

    written = [line.text for line in await customer.lines() if line.sender is Sender.CONTACT]
    assert written == ["第0问", "第1问", "第2问"]
    answers = [text for text in await customer.heard() if text.endswith("项已为您核实。")]
    assert answers == ["第0项已为您核实。", "第1项已为您核实。", "第2项已为您核实。"]
    seqs = [line.seq for line in await customer.lines()]
    assert seqs == sorted(seqs)


async def test_what_the_register_blocks_never_reaches_the_customer(there: WechatDesk, customer: Customer) -> None:
    there.desk.bot.script["怎么办"] = turn(reply("不知道，你自己看说明书。"))

    await customer.writes("怎么办")

    assert not any("你自己看" in text for text in await customer.heard())


async def test_a_person_takes_over_and_the_bot_is_silent(there: WechatDesk, customer: Customer) -> None:
    agent = await there.desk.agent()
    there.desk.bot.script["转人工"] = turn(of=parse("human_request"), handoff={"reason": "asked"})
    await customer.writes("转人工")
    episode_id = await customer.episode_id()
    await there.desk.services.assignment.accept(episode_id, agent)
    asked_before = len(there.desk.bot.asked)

    await customer.writes("快递还没有到")
    line = AgentLine(uuid4().hex, "您的快递预计今天18:00前送达。")
    await there.desk.services.replies.send(episode_id, agent, line)
    await there.desk.settle()
    await there.settle()

    assert len(there.desk.bot.asked) == asked_before
    assert (await customer.heard())[-1] == "您的快递预计今天18:00前送达。"


async def test_an_image_is_kept_and_the_bot_is_told_of_it(there: WechatDesk, customer: Customer) -> None:
    await customer.sends_image()

    [line] = [each for each in await customer.lines() if each.sender is Sender.CONTACT]
    [picture] = line.attachments
    assert (picture.media_type, line.text) == ("image/jpeg", "")
    [asked] = there.desk.bot.asked
    assert asked.metadata["attachments"] == [{"id": picture.id, "media_type": "image/jpeg"}]


async def test_a_customer_who_waits_gets_the_holding_line_in_time(there: WechatDesk, customer: Customer) -> None:
    await there.desk.agent()
    there.desk.bot.script["转人工"] = turn(of=parse("human_request"), handoff={"reason": "asked"})
    await customer.writes("转人工")

    there.desk.now.pass_(minutes=4)
    await there.desk.fire()
    await there.settle()

    assert any("正在核实中" in text for text in await customer.heard())
