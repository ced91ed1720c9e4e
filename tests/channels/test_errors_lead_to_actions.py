"""Each error of a platform ends in its stated action: on the line, and on the inbox where its set-up is at fault."""

from datetime import timedelta

import pytest

from tests.channels.serving import (
    heard,
    in_trouble,
    last_of,
    reached_at,
    serving_on,
    states,
    told,
)
from tests.support.photos import a_photo
from tests.support.ports import free_port
from tests.support.wechat_desk import WechatDesk

SEND, KF_SEND = "message/custom/send", "kf/send_msg"
TEXT = "您的退款已于今天10:00提交银行。"


@pytest.mark.parametrize(
    ("platform", "endpoint", "code", "pause"),
    [
        ("oa", SEND, -1, 1),
        ("oa", SEND, 45011, 10),
        ("kf", KF_SEND, -1, 1),
        ("kf", KF_SEND, 45009, 60),
        ("kf", KF_SEND, 45033, 60),
    ],
)
async def test_busy_or_too_fast_is_tried_again_after_a_pause(
    there: WechatDesk, platform: str, endpoint: str, code: int, pause: float
) -> None:
    serving = await serving_on(there, platform)
    there.platform.refuses(endpoint, code)
    await serving.says(TEXT)
    state, reason = await last_of(serving)
    assert state == "pending"
    assert reason

    await there.later(seconds=pause - 0.5)
    assert len(heard(serving.customer)) == 1
    await there.later(seconds=1)

    assert heard(serving.customer)[1:] == [TEXT]
    assert await last_of(serving) == ("sent", None)
    assert await in_trouble(there, serving.inbox) is None


async def test_the_desk_is_told_why_a_line_waits_and_told_once(there: WechatDesk) -> None:
    serving = await serving_on(there)
    there.platform.refuses(SEND, -1, times=3)
    line = await serving.says(TEXT)
    for _ in range(2):
        await there.later(minutes=1)

    shown = [event["message"] for event in await told(there.desk, "message.changed")]
    reasons = [each["delivery_reason"] for each in shown if each["id"] == line.id]
    assert reasons == ["暂时无法使用微信接口，系统稍后会再次发送。"]


async def test_the_days_quota_is_waited_for_until_midnight_in_beijing(there: WechatDesk) -> None:
    # It is ten in the morning there.
    serving = await serving_on(there)
    there.platform.refuses(SEND, 45009)

    await serving.says(TEXT)
    assert (await last_of(serving))[0] == "pending"
    await there.later(hours=13, minutes=59)
    assert len(heard(serving.customer)) == 1
    await there.later(minutes=2)

    assert heard(serving.customer)[1:] == [TEXT]


@pytest.mark.parametrize(
    ("platform", "endpoint", "code", "words"),
    [
        ("oa", SEND, 40003, "查不到该客户的openid"),
        ("oa", SEND, 43004, "没有关注公众号"),
        ("oa", SEND, 43019, "黑名单"),
        ("oa", SEND, 47001, "数据格式"),
        ("oa", SEND, 40033, "字符"),
        ("oa", SEND, 45002, "消息过长"),
        ("oa", SEND, 65413, "没有进行中的微信客服会话"),
        ("oa", SEND, 87009, "错误码87009"),
        ("kf", KF_SEND, 40096, "查不到该客户"),
        ("kf", KF_SEND, 45002, "消息过长"),
        ("kf", KF_SEND, 95999, "错误码95999"),
    ],
)
async def test_what_no_try_can_mend_fails_with_its_reason_and_the_next_line_goes_out(
    there: WechatDesk, platform: str, endpoint: str, code: int, words: str
) -> None:
    serving = await serving_on(there, platform)
    left = (await serving.quota())["left"]
    there.platform.refuses(endpoint, code)

    await serving.says(TEXT)
    state, reason = await last_of(serving)
    await serving.says("请您查收。")

    assert state == "failed"
    assert words in str(reason)
    assert heard(serving.customer)[1:] == ["请您查收。"]
    assert (await serving.quota())["left"] == left - 1
    assert await in_trouble(there, serving.inbox) is None


@pytest.mark.parametrize(
    ("platform", "endpoint", "code"),
    [
        ("oa", SEND, 48002),
        ("oa", SEND, 45015),
        ("oa", SEND, 45047),
        ("kf", KF_SEND, 95001),
        ("kf", KF_SEND, 95002),
        ("kf", KF_SEND, 95013),
    ],
)
async def test_what_the_customers_next_message_mends_is_parked_until_then(
    there: WechatDesk, platform: str, endpoint: str, code: int
) -> None:
    serving = await serving_on(there, platform)
    there.platform.refuses(endpoint, code)

    await serving.says(TEXT)
    state, reason = await last_of(serving)
    await there.later(hours=1)
    tried = there.platform.count(endpoint)
    await serving.customer.writes("您好")
    await there.settle()
    await there.later(seconds=3)

    assert state == "parked"
    assert "待客户再次来信后发送" in str(reason)
    assert tried == 2, "not tried again on its own"
    assert heard(serving.customer)[1:] == [TEXT]


@pytest.mark.parametrize("code", [40001, 40014, 41001, 42001])
async def test_a_token_that_is_refused_is_replaced_and_the_line_goes_out_at_once(there: WechatDesk, code: int) -> None:
    serving = await serving_on(there)
    there.platform.refuses(SEND, code)

    await serving.says(TEXT)

    assert heard(serving.customer)[1:] == [TEXT]
    assert await in_trouble(there, serving.inbox) is None


async def test_a_picture_that_the_platform_has_lost_is_uploaded_once_more(there: WechatDesk) -> None:
    serving = await serving_on(there)
    there.platform.refuses(SEND, 40007)

    await serving.says("", (await serving.image(a_photo()),))

    assert [line.kind for line in serving.customer.received][-1] == "image"
    assert there.platform.count("media/upload") == 2
    assert states(await serving.ours())[-1] == "sent"


@pytest.mark.parametrize(("platform", "endpoint"), [("oa", SEND), ("kf", KF_SEND)])
@pytest.mark.parametrize("status", [500, 502])
async def test_an_answer_that_cannot_be_read_is_no_answer(
    there: WechatDesk, platform: str, endpoint: str, status: int
) -> None:
    serving = await serving_on(there, platform)
    there.platform.breaks(endpoint, status=status)

    await serving.says(TEXT)
    state, reason = await last_of(serving)
    await there.later(minutes=2)

    # Only 微信客服 takes our id, and may therefore be asked again.
    assert state == ("unknown" if platform == "oa" else "pending")
    assert reason
    assert len(heard(serving.customer)) == (1 if platform == "oa" else 2)


async def test_where_nobody_listens_the_line_waits_longer_each_time(there: WechatDesk) -> None:
    serving = await serving_on(there)
    admin = await there.desk.agent("管理员二")
    address = there.platform.oa_url
    await reached_at(there, serving.inbox, admin, f"http://127.0.0.1:{free_port()}")
    await serving.says(TEXT)
    began = there.desk.now()
    for _ in range(3):
        await there.later(minutes=5)
    assert (await last_of(serving))[0] == "pending"

    await reached_at(there, serving.inbox, admin, address)
    await there.later(minutes=5)

    assert heard(serving.customer)[1:] == [TEXT]
    assert there.desk.now() - began == timedelta(minutes=20)
