"""What a platform still takes: kept before it has to refuse, and nothing lost of what is over it."""

from datetime import datetime, timedelta

import pytest

from tests.channels.serving import (
    heard,
    long_line,
    on,
    quota,
    reached_at,
    ref_of,
    served,
    states,
    told,
)
from tests.support.ports import free_port
from tests.support.scripted_bot import parse, turn
from tests.support.wechat_desk import WechatDesk

# No two of these fit into one send.
LINES = [long_line(number) for number in range(1, 9)]
NO_QUOTA = "可发送条数已用完或已超过48小时，将在客户下次来信时送达。"


@pytest.mark.parametrize("platform", ["oa", "kf"])
async def test_five_go_out_for_a_message_and_the_platform_never_has_to_refuse(there: WechatDesk, platform: str) -> None:
    inbox, customer = await on(there, platform)
    serving = await served(there, inbox, customer)

    for line in LINES[:6]:
        await serving.says(line)

    assert heard(customer)[1:] == LINES[:4]
    assert states(await serving.ours())[-6:] == ["sent"] * 4 + ["parked"] * 2
    assert {line.delivery_reason for line in (await serving.ours())[-2:]} == {NO_QUOTA}
    assert not [call for call in there.platform.calls if call.errcode not in {0, None}]


async def test_the_desk_sees_what_is_left_and_until_when_before_anybody_writes(there: WechatDesk) -> None:
    inbox, lan = await on(there, "oa")
    serving = await served(there, inbox, lan)
    wrote = there.desk.now()

    seen = await serving.quota()
    await serving.says(LINES[0])

    until = datetime.fromisoformat(seen["until"])
    assert (seen["left"], seen["free"], seen["per_message"], seen["passive"]) == (4, 4, 5, False)
    assert timedelta(hours=47, minutes=55) < until - wrote <= timedelta(hours=48)
    assert (await serving.quota())["left"] == 3
    events = await told(there.desk, "quota.changed")
    assert [event["quota"]["left"] for event in events] == [4, 3]
    assert {event["episode_id"] for event in events} == {serving.episode.id}


async def test_the_desk_sees_the_inbox_the_name_and_why_a_line_waits(there: WechatDesk) -> None:
    inbox, yu = await on(there, "kf")
    serving = await served(there, inbox, yu)
    for line in LINES[:5]:
        await serving.says(line)
    async with there.desk.work() as work:
        await work.contacts.nickname(inbox.id, ref_of(yu), "小鱼")

    opened = await there.desk.services.desk_view.episode(serving.agent, serving.episode.id)

    assert opened["summary"]["channel"] == "wechat_kf"
    assert opened["summary"]["inbox"] == {"id": inbox.id, "name": inbox.name}
    assert opened["summary"]["contact"]["nickname"] == "小鱼"
    assert opened["messages"][-1]["delivery"] == "parked"
    assert opened["messages"][-1]["delivery_reason"] == NO_QUOTA
    assert opened["quota"]["reach"] == {"way": "phone", "detail": ""}


@pytest.mark.parametrize("platform", ["oa", "kf"])
async def test_parked_lines_go_out_with_the_answer_to_the_next_message(there: WechatDesk, platform: str) -> None:
    inbox, customer = await on(there, platform)
    serving = await served(there, inbox, customer)
    for line in LINES[:4]:
        await serving.says(line)
    await serving.says("您的发票已开具。")
    await serving.says("电子发票已发送至您的邮箱。")
    before = len(heard(customer))

    await customer.writes("发票呢")
    await there.settle()
    assert len(heard(customer)) == before, "they wait for the answer, to go out as one"
    await serving.says("请您查收。")
    await there.later(seconds=3)

    assert heard(customer)[before:] == ["您的发票已开具。\n电子发票已发送至您的邮箱。\n请您查收。"]
    assert set(states(await serving.ours())) == {"sent"}


async def test_of_parked_lines_those_that_the_message_has_overtaken_are_withdrawn(there: WechatDesk) -> None:
    inbox, lan = await on(there, "oa")
    serving = await served(there, inbox, lan)
    for line in LINES[:5]:
        await serving.says(line)
    # Thanks and the question for a grade, for which no unit is left.
    await there.desk.services.assignment.resolve(serving.episode.id, serving.agent, "已处理")
    await there.settle()
    assert states(await serving.ours())[-3:] == ["parked", "parked", "parked"]

    await lan.writes("还有一个问题")
    await there.settle()
    await there.later(seconds=3)

    parked = [line for line in await serving.ours() if line.text == LINES[4] or line.kind == "closing"]
    assert states(parked) == ["sent", "withdrawn", "withdrawn"]
    assert {line.delivery_reason for line in parked[1:]} == {"客户已再次来信，该消息不再适用。"}
    assert not [text for text in lan.texts if "评价" in text]


@pytest.mark.parametrize("platform", ["oa", "kf"])
async def test_after_two_days_a_line_is_parked_and_the_desk_is_told(there: WechatDesk, platform: str) -> None:
    inbox, customer = await on(there, platform)
    serving = await served(there, inbox, customer)
    there.desk.now.pass_(hours=48)

    before = len(await told(there.desk, "quota.changed"))
    await serving.says("您的退款已提交银行。")

    assert len(heard(customer)) == 1
    assert states(await serving.ours())[-1] == "parked"
    assert (await serving.quota())["left"] == 0
    assert (await serving.quota())["until"] is None
    assert [event["quota"]["left"] for event in (await told(there.desk, "quota.changed"))[before:]] == [0]
    await customer.writes("有结果了吗")
    await there.settle()
    await there.later(seconds=3)
    assert "您的退款已提交银行。" in heard(customer)[-1]


async def test_an_event_opens_three_for_a_minute(there: WechatDesk) -> None:
    account, inbox = await there.oa(menu={"SERVICE": "转人工"})
    lan = account.customer("lan")
    there.desk.bot.script["转人工"] = turn(of=parse("human_request"), handoff={"reason": "asked"})
    agent = await there.desk.agent()
    await lan.clicks("SERVICE")
    await there.settle()
    episode = await there.episode(inbox, lan.openid)
    await there.desk.services.assignment.accept(episode.id, agent)

    assert (await quota(there, episode, agent))["left"] == 2
    there.desk.now.pass_(seconds=58)

    assert (await quota(there, episode, agent))["left"] == 0
    assert len(lan.texts) == 1


async def test_coming_into_a_mini_program_opens_two(there: WechatDesk) -> None:
    account, inbox = await there.oa(flavour="mini", wire="json")
    lan = account.customer("lan")
    await lan.enters()
    await there.settle()
    conversation = await there.conversation(inbox, lan.openid)
    async with there.desk.work() as work:
        ledger = await work.quotas.of(conversation.id)

    assert ledger.left(there.desk.now()) == 2


@pytest.mark.parametrize(
    ("platform", "endpoint", "code"),
    [
        ("oa", "message/custom/send", 45047),
        ("oa", "message/custom/send", 45015),
        ("kf", "kf/send_msg", 95001),
        ("kf", "kf/send_msg", 95002),
    ],
)
async def test_when_the_platform_counts_otherwise_the_line_is_parked_and_nothing_more_is_tried(
    there: WechatDesk, platform: str, endpoint: str, code: int
) -> None:
    inbox, customer = await on(there, platform)
    serving = await served(there, inbox, customer)
    there.platform.refuses(endpoint, code)
    await serving.says(LINES[0])
    tries = there.platform.count(endpoint)

    await serving.says(LINES[1])

    assert there.platform.count(endpoint) == tries
    assert (await serving.quota())["left"] == 0
    assert states(await serving.ours())[-2:] == ["parked", "parked"]
    assert "待客户再次来信后发送" in str((await serving.ours())[-2].delivery_reason)
    await customer.writes("有结果了吗")
    await there.settle()
    await there.later(seconds=3)
    assert heard(customer)[1:] == LINES[:2]
    assert set(states(await serving.ours())) == {"sent"}


@pytest.mark.parametrize("how", ["busy", "no connection"])
async def test_a_send_that_was_not_taken_costs_nothing(there: WechatDesk, how: str) -> None:
    inbox, lan = await on(there, "oa")
    serving = await served(there, inbox, lan)
    left = (await serving.quota())["left"]
    if how == "busy":
        there.platform.refuses("message/custom/send", -1)
    else:
        admin = await there.desk.agent("管理员二")
        await reached_at(there, inbox, admin, f"http://127.0.0.1:{free_port()}")

    await serving.says("您的退款已提交银行。")

    assert (await serving.quota())["left"] == left
    [line] = (await serving.ours())[-1:]
    assert (line.delivery, line.delivery_reason) == ("pending", "暂时无法使用微信接口，系统稍后会再次发送。")


async def test_a_send_without_an_answer_is_counted(there: WechatDesk) -> None:
    inbox, lan = await on(there, "oa")
    serving = await served(there, inbox, lan)
    left = (await serving.quota())["left"]
    there.platform.drops("message/custom/send", after_doing=False)

    await serving.says("您的退款已提交银行。")

    assert (await serving.quota())["left"] == left - 1
    assert states(await serving.ours())[-1] == "unknown"


async def test_one_customers_lines_cost_another_one_nothing(there: WechatDesk) -> None:
    account, inbox = await there.oa()
    agent = await there.desk.agent()
    lan = await served(there, inbox, account.customer("lan"), agent)
    bo = await served(there, inbox, account.customer("bo"), agent)

    for line in LINES[:5]:
        await lan.says(line)
    await bo.says(LINES[0])

    assert states(await lan.ours())[-1] == "parked"
    assert (await bo.quota())["left"] == 3
    assert ref_of(bo.customer) != ref_of(lan.customer)
