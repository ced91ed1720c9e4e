"""Accounts without the customer-service API: what we say goes into the callback's own answer."""

from dataclasses import replace

import pytest

from handoff.domain.inbox import ReplyMode
from tests.channels.serving import Served, nobody_is_there, ours, served, states
from tests.support.photos import a_photo
from tests.support.scripted_bot import parse, reply, turn
from tests.support.wechat_desk import WechatDesk
from tests.support.wechat_platform import OaAccount, OaCustomer, Way
from tests.support.wechat_platform.wire import Answer, Asked, HttpServer, LineCut

OUT = "已随被动回复发出，客户再次来信后确认送达。"
NO_API = "该公众号以被动回复方式发送，消息将在客户下次来信时送达。"
ANSWER = "您的订单已于今天09:00发出。"


def works(there: WechatDesk, *, bot_takes: float = 0) -> None:
    """While a callback waits the clock goes on and the worker works; the bot answers after so many seconds."""
    services = there.desk.services
    began = None

    async def pause(seconds: float) -> None:
        nonlocal began
        began = began or there.desk.now()
        there.desk.now.pass_(seconds=seconds)
        await services.arrivals.work_next()
        if (there.desk.now() - began).total_seconds() >= bot_takes:
            while await services.dispatch.work_next():
                pass
        while await services.platform_delivery.deliver_due():
            pass

    passive = replace(services.callbacks.passive, pause=pause, ends=services.platform_delivery.ends)
    there.desk.services = replace(services, callbacks=replace(services.callbacks, passive=passive))


@pytest.mark.parametrize("mode", ["plain", "compat", "safe"])
@pytest.mark.parametrize("wire", ["xml", "json"])
async def test_the_answer_is_inside_the_callbacks_answer(there: WechatDesk, mode: str, wire: str) -> None:
    account, inbox = await there.oa(mode=mode, wire=wire, replies=ReplyMode.PASSIVE)
    account.may_send = False
    works(there)
    lan = account.customer("lan")

    await lan.writes("我的订单到哪了")

    [line] = lan.received
    assert line.way is Way.PASSIVE
    # Opening and answer as one.
    assert line.text.endswith(ANSWER)
    assert line.text.startswith("您好，这里是")
    lines = await ours(there, inbox, lan)
    assert {(line.delivery, line.delivery_reason) for line in lines} == {("unknown", OUT)}
    assert not there.platform.count("message/custom/send")


async def test_the_next_message_shows_that_the_answer_arrived(there: WechatDesk) -> None:
    account, inbox = await there.oa(replies=ReplyMode.PASSIVE)
    works(there)
    lan = account.customer("lan")
    await lan.writes("我的订单到哪了")

    await lan.writes("谢谢")

    assert states(await ours(there, inbox, lan)) == ["sent", "sent", "unknown"]
    assert len(lan.texts) == 2


async def test_a_platform_that_did_not_hear_the_answer_hears_the_same_again(there: WechatDesk) -> None:
    account, inbox = await there.oa(replies=ReplyMode.PASSIVE)
    works(there)
    lan = account.customer("lan")
    answers: list[bytes] = []

    async def lossy(asked: Asked) -> Answer:
        answer = await there.answer(asked)
        answers.append(answer.body)
        if len(answers) < 3:
            raise LineCut
        return answer

    door = HttpServer(lossy)
    await door.start()
    account.callback_url = account.callback_url.replace(there.door.url, door.url)
    await lan.writes("我的订单到哪了")
    await door.stop()

    assert len(answers) == 3
    [line] = lan.received
    assert line.text.endswith(ANSWER)
    assert len(there.desk.bot.asked) == 1
    assert set(states(await ours(there, inbox, lan))) == {"unknown"}


async def test_three_copies_at_once_get_the_same_answer(there: WechatDesk) -> None:
    account, _ = await there.oa(mode="plain", replies=ReplyMode.PASSIVE)
    works(there)

    pushed = await account.customer("lan").writes("我的订单到哪了", copies=3)

    texts = {account.letters.read(each.body, account.customer("lan").openid)["Content"] for each in pushed.tries}  # type: ignore[index]
    assert len(texts) == 1
    assert len(there.desk.bot.asked) == 1


async def test_a_bot_that_is_slower_than_the_platforms_patience_is_heard_with_the_next_message(
    there: WechatDesk,
) -> None:
    account, inbox = await there.oa(replies=ReplyMode.PASSIVE)
    works(there, bot_takes=60)
    lan = account.customer("lan")

    await lan.writes("我的订单到哪了")
    assert [answer.body for answer in there.answers] == [b"success"]
    await there.settle()
    assert set(states(await ours(there, inbox, lan))) == {"pending"}, "the platform may still ask again"
    await there.later(seconds=15)

    # The greeting comes too late by then; the answer does not.
    lines = await ours(there, inbox, lan)
    assert {(line.delivery, line.delivery_reason) for line in lines} == {("parked", NO_API)}
    works(there)
    there.desk.bot.script["在吗"] = turn(reply("在的，请您继续说明。"))
    await lan.writes("在吗")
    assert lan.texts == [f"{ANSWER}\n在的，请您继续说明。"]
    assert states(await ours(there, inbox, lan)) == ["withdrawn", "unknown", "unknown"]


async def test_a_repeat_of_the_callback_fetches_what_came_after_the_first_try(there: WechatDesk) -> None:
    account, inbox = await there.oa(mode="plain", replies=ReplyMode.PASSIVE)
    works(there, bot_takes=6)
    lan = account.customer("lan")
    answers: list[bytes] = []

    async def unheard(asked: Asked) -> Answer:
        """The platform has hung up by the time of the first answer."""
        answer = await there.answer(asked)
        answers.append(answer.body)
        if len(answers) == 1:
            raise LineCut
        return answer

    door = HttpServer(unheard)
    await door.start()
    account.callback_url = account.callback_url.replace(there.door.url, door.url)
    await lan.writes("我的订单到哪了")
    await door.stop()

    assert answers[0] == b"success"
    [line] = lan.received
    assert line.text.endswith(ANSWER)
    assert set(states(await ours(there, inbox, lan))) == {"unknown"}


async def test_what_the_agent_says_reaches_the_customer_with_their_next_message(there: WechatDesk) -> None:
    serving = await served_passively(there)
    for text in ("您好，已为您核实。", "您的退款已提交银行。"):
        await serving.says(text)
    lines = (await serving.ours())[-2:]
    assert {(line.delivery, line.delivery_reason) for line in lines} == {("parked", NO_API)}

    await serving.customer.writes("在吗")

    assert serving.customer.texts[-1] == "您好，已为您核实。\n您的退款已提交银行。"
    assert states(await serving.ours())[-2:] == ["unknown", "unknown"]
    await serving.customer.writes("好的")
    assert states(await serving.ours())[-2:] == ["sent", "sent"]
    assert not there.platform.count("message/custom/send")


async def test_what_waited_is_not_parked_again_while_a_slow_bot_thinks(there: WechatDesk) -> None:
    account, inbox = await there.oa(replies=ReplyMode.PASSIVE)
    works(there, bot_takes=60)
    lan = account.customer("lan")
    await lan.writes("我的订单到哪了")
    await there.settle()
    await there.later(minutes=10)
    works(there, bot_takes=60)

    await lan.writes("还在吗")

    assert lan.texts == [ANSWER]
    assert states(await ours(there, inbox, lan))[-1] == "unknown"


async def test_a_long_line_takes_several_messages_and_nothing_of_it_is_lost(there: WechatDesk) -> None:
    serving = await served_passively(there)
    text = "您的退款已于今天10:00提交银行。" * 100
    await serving.says(text)
    await serving.says("请您查收。")
    before = len(serving.customer.texts)

    for _ in range(4):
        await serving.customer.writes("请继续")
        there.desk.now.pass_(seconds=20)
        await there.settle()

    *parts, last = serving.customer.texts[before:]
    assert len(parts) == 3
    assert all(len(part.encode()) <= 2048 for part in parts)
    assert "".join(parts) == text
    assert last == "请您查收。"
    await serving.customer.writes("好的")
    assert set(states(await serving.ours())[-2:]) == {"sent"}


async def test_a_repeat_hears_the_same_part_of_a_long_line(there: WechatDesk) -> None:
    serving = await served_passively(there)
    await serving.says("您的退款已于今天10:00提交银行。" * 100)
    account = serving.customer.account
    assert isinstance(account, OaAccount)

    pushed = await serving.customer.writes("请继续", copies=3)  # type: ignore[call-arg]

    texts = [account.letters.read(each.body, account.customer("lan").openid) for each in pushed.tries]  # type: ignore[union-attr]
    assert len({each["Content"] for each in texts if each}) == 1
    assert len(texts) == 3


async def test_an_image_cannot_go_out_and_the_agent_is_told_at_once(there: WechatDesk) -> None:
    serving = await served_passively(there)

    await serving.says("", (await serving.image(a_photo()),))
    await serving.says("型号在机身背面。", (await serving.image(a_photo(colour="navy")),))
    alone = (await serving.ours())[-2]
    await serving.customer.writes("在哪里")

    reason = "该公众号以被动回复方式发送，不能发送图片，请改用文字说明。"
    assert (alone.delivery, alone.delivery_reason) == ("failed", reason)
    assert serving.customer.texts[-1] == "型号在机身背面。"
    [line] = (await serving.ours())[-1:]
    assert line.delivery == "failed"
    assert line.delivery_reason == "文字已随被动回复发出；该公众号以被动回复方式发送，图片没有发出。"


async def test_a_promise_that_ends_the_episode_ends_it_in_a_callback_too(there: WechatDesk) -> None:
    account, inbox = await there.oa(replies=ReplyMode.PASSIVE)
    works(there)
    there.desk.bot.script["转人工"] = turn(of=parse("human_request"), handoff={"reason": "asked"})
    await nobody_is_there(there)
    lan = account.customer("lan")

    await lan.writes("转人工")

    # Nothing can be sent here unless the customer writes first.
    assert "前通过电话答复您" in lan.texts[-1]
    assert (await there.episode(inbox, lan.openid)).status == "resolved"


async def test_the_desk_knows_that_lines_go_out_with_the_next_message_only(there: WechatDesk) -> None:
    serving = await served_passively(there)

    assert (await serving.quota())["passive"] is True


async def test_a_mere_event_is_answered_at_once_and_takes_nothing_that_waits(there: WechatDesk) -> None:
    serving = await served_passively(there)
    await serving.says("您的退款已提交银行。")
    heard, before, lan = len(serving.customer.texts), there.desk.now(), serving.customer
    assert isinstance(lan, OaCustomer)

    await lan.subscribes()
    await lan.scans("shelf")
    await lan.views("https://example.com")
    await lan.clicks("nothing-set-for-it")
    await lan.event("LOCATION", Latitude=31.2, Longitude=121.5)
    await lan.event("TEMPLATESENDJOBFINISH", Status="success")
    await lan.unsubscribes()

    assert [answer.body for answer in there.answers[-7:]] == [b"success"] * 7
    assert there.desk.now() == before, "the platform was kept waiting"
    assert (len(lan.texts), states(await serving.ours())[-1]) == (heard, "parked")


async def test_a_tap_that_stands_for_words_is_answered_like_words(there: WechatDesk) -> None:
    account, _ = await there.oa(replies=ReplyMode.PASSIVE, menu={"order": "我的订单到哪了"})
    works(there)
    lan = account.customer("lan")

    await lan.clicks("order")

    assert lan.texts[-1].endswith(ANSWER)


async def served_passively(there: WechatDesk) -> Served:
    account, inbox = await there.oa(replies=ReplyMode.PASSIVE)
    account.may_send = False
    works(there)
    serving = await served(there, inbox, account.customer("lan"))
    there.desk.now.pass_(seconds=20)
    return serving
