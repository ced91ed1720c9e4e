"""Holding lines, renewals and “somebody is writing” where each send counts."""

import pytest

from handoff.domain.message import LineKind
from handoff.services.ports import Typing
from tests.channels.serving import heard, served, states, told
from tests.support.wechat_desk import WechatDesk

TYPING = "message/custom/typing"
_LAST_UNIT = "平台可发送条数仅余一条（留给正式答复）或已不能发送，无法再发送等候提示，请立即答复客户。"
_ANSWER = "您的退款已于今天10:00提交银行。"


async def watched(there: WechatDesk, minutes: float) -> None:
    """The worker looks at its clocks every half minute."""
    for _ in range(round(minutes * 2)):
        there.desk.now.pass_(seconds=30)
        await there.fire()


async def lead_was_told(there: WechatDesk) -> list[str]:
    return [event["text"] for event in await told(there.desk, "episode.lead_called")]


@pytest.mark.parametrize("platform", ["oa", "kf"])
async def test_the_holding_line_goes_out_after_four_minutes(there: WechatDesk, platform: str) -> None:
    if platform == "oa":
        account, inbox = await there.oa()
        serving = await served(there, inbox, account.customer("lan"))
    else:
        kf, inbox = await there.kf()
        serving = await served(there, inbox, kf.customer("lan"))
    await serving.says("您好。")

    await watched(there, 3.5)
    assert len(heard(serving.customer)) == 2
    await watched(there, 0.5)

    assert len(heard(serving.customer)) == 3
    assert heard(serving.customer)[-1].startswith("非常抱歉让您久等，您的问题正在核实中，我们将在今天10:14前答复您")
    assert (await serving.quota())["left"] == 2


async def test_renewals_stop_at_the_last_unit_and_call_the_lead_and_the_answer_still_goes_out(
    there: WechatDesk,
) -> None:
    account, inbox = await there.oa()
    serving = await served(there, inbox, account.customer("lan"))
    await serving.says("您好。")
    await watched(there, 12.5)
    assert [text[:4] for text in heard(serving.customer)[2:]] == ["非常抱歉", "非常抱歉"]
    assert (await serving.quota())["left"] == 1
    assert _LAST_UNIT not in await lead_was_told(there)

    await watched(there, 9)

    assert len(heard(serving.customer)) == 4
    assert (await lead_was_told(there)).count(_LAST_UNIT) == 1
    await serving.says(_ANSWER)
    assert heard(serving.customer)[-1] == _ANSWER
    assert (await serving.quota())["left"] == 0
    assert set(states(await serving.ours())) == {"sent"}


async def test_words_that_answer_nothing_leave_the_units_of_the_holding_line_and_the_answer(there: WechatDesk) -> None:
    account, inbox = await there.oa()
    lan = account.customer("lan")
    serving = await served(there, inbox, lan)
    await serving.says(_ANSWER)
    await lan.writes("那什么时候到账")
    await there.settle()
    before = len(lan.texts)

    for _ in range(5):
        await serving.says("您好。")

    assert list(lan.texts[before:]) == ["您好。"] * 3
    assert states(await serving.ours())[-2:] == ["parked", "parked"]
    assert (await serving.quota())["left"] == 2
    await watched(there, 4)
    assert lan.texts[-1].startswith("非常抱歉让您久等")
    await serving.says("预计明天10:00前到账。")
    assert lan.texts[-1] == "预计明天10:00前到账。"
    assert (await serving.quota())["left"] == 0


async def test_with_no_unit_left_but_the_answers_the_lead_is_called_in_the_holding_lines_place(
    there: WechatDesk,
) -> None:
    account, inbox = await there.oa()
    lan = account.customer("lan")
    serving = await served(there, inbox, lan)
    for _ in range(3):
        await serving.says("您好。")
    assert (await serving.quota())["left"] == 1

    await watched(there, 4)

    assert await lead_was_told(there) == [_LAST_UNIT]
    assert [line.kind for line in await serving.ours()].count(LineKind.HOLDING) == 0
    await serving.says(_ANSWER)
    assert lan.texts[-1] == _ANSWER


async def test_a_customer_who_takes_no_lines_any_more_is_not_held_off_in_words(there: WechatDesk) -> None:
    """A promise stands already, and the customer has written once more before leaving."""
    account, inbox = await there.oa()
    lan = account.customer("lan")
    serving = await served(there, inbox, lan)
    await serving.says("您好。")
    await watched(there, 4)
    await lan.writes("请尽快")
    await lan.unsubscribes()
    await there.settle()
    lines = len(await serving.ours())

    await watched(there, 5)

    assert _LAST_UNIT in await lead_was_told(there)
    assert len(await serving.ours()) == lines
    await serving.says(_ANSWER)
    [line] = (await serving.ours())[-1:]
    assert line.delivery == "parked"
    assert line.delivery_reason == "客户已取消关注或关闭了消息接收，将在客户下次来信时送达。"


@pytest.mark.parametrize("after_bot", [True, False])
async def test_whatever_was_said_before_the_agents_answer_gets_through(there: WechatDesk, *, after_bot: bool) -> None:
    account, inbox = await there.oa()
    lan = account.customer("lan")
    if after_bot:
        await lan.writes("我的订单到哪了")
        await there.settle()
    serving = await served(there, inbox, lan)
    await serving.says("您好。")
    await serving.says("您好，我是人工客服。")
    await watched(there, 25)

    await serving.says(_ANSWER)

    assert lan.texts[-1] == _ANSWER
    assert states(await serving.ours())[-1] == "sent"
    assert not [call for call in there.platform.calls if call.errcode not in {0, None}]


async def test_an_agent_who_writes_is_seen_writing_and_the_platform_asked_every_twelve_seconds_at_most(
    there: WechatDesk,
) -> None:
    account, inbox = await there.oa()
    lan = account.customer("lan")
    await served(there, inbox, lan)
    conversation = await there.conversation(inbox, lan.openid)
    writes = Typing(conversation.id, "agent")
    before = there.platform.count(TYPING)

    for _ in range(3):
        await there.desk.services.typing.tell(writes)
    assert lan.sees_typing
    there.desk.now.pass_(seconds=11)
    await there.desk.services.typing.tell(writes)
    assert there.platform.count(TYPING) == before + 1
    there.desk.now.pass_(seconds=1)
    await there.desk.services.typing.tell(writes)

    assert there.platform.count(TYPING) == before + 2
    await there.desk.services.typing.tell(Typing(conversation.id, "contact"))
    assert there.platform.count(TYPING) == before + 2


async def test_what_the_platform_says_to_writing_is_of_no_consequence(there: WechatDesk) -> None:
    account, inbox = await there.oa()
    lan = account.customer("lan")
    await served(there, inbox, lan)
    writes = Typing((await there.conversation(inbox, lan.openid)).id, "agent")
    codes = []

    for errcode in (45080, 45081, 45072, 48001, -1):
        there.desk.now.pass_(seconds=12)
        there.platform.refuses(TYPING, errcode)
        await there.desk.services.typing.tell(writes)
        codes.append(there.platform.calls[-1].errcode)
    there.desk.now.pass_(seconds=12)
    there.platform.drops(TYPING)
    await there.desk.services.typing.tell(writes)

    assert codes == [45080, 45081, 45072, 48001, -1]
    assert (await there.desk.services.inboxes.get(inbox.id)).trouble is None


async def test_a_mini_program_has_an_address_of_its_own_for_it_and_kf_has_none(there: WechatDesk) -> None:
    mini, mini_inbox = await there.oa(flavour="mini", wire="json")
    kf, kf_inbox = await there.kf()
    agent = await there.desk.agent()
    lan, yu = mini.customer("lan"), kf.customer("yu")
    await served(there, mini_inbox, lan, agent)
    await served(there, kf_inbox, yu, agent)
    before = len(there.platform.calls)

    for inbox, ref in ((mini_inbox, lan.openid), (kf_inbox, yu.external_userid)):
        conversation = await there.conversation(inbox, ref)
        await there.desk.services.typing.tell(Typing(conversation.id, "agent"))

    assert [call.endpoint for call in there.platform.calls[before:]] == ["message/custom/business/typing"]
    assert lan.sees_typing
