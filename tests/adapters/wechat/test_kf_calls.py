"""微信客服: pages of messages, sessions, the codes of events, and names."""

from typing import Any

import pytest

from handoff.domain.errors import ChannelUnavailable
from handoff.domain.inbox import Inbox
from handoff.domain.parcel import Outcome, Receipt, Toll
from handoff.services.arrival_port import PlatformSession
from handoff.services.channel_port import KfPlatform, PlatformRefused, SyncPage
from tests.adapters.wechat.small_platform import BREAK, HANG, IMAGE, MENU, OK, TEXT, Reply, SmallPlatform, error

STATE, TRANS = "/cgi-bin/kf/service_state/get", "/cgi-bin/kf/service_state/trans"
SYNC, NAMES, ON_EVENT = "/cgi-bin/kf/sync_msg", "/cgi-bin/kf/customer/batchget", "/cgi-bin/kf/send_msg_on_event"


async def test_a_page_is_asked_for_with_the_account_the_cursor_and_the_bells_token(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox
) -> None:
    items = [{"msgid": "a"}, {"msgid": "b"}]
    small.script(SYNC, {**OK, "next_cursor": "c2", "has_more": 1, "msg_list": [*items, None]})

    assert await kf.sync(kf_inbox, "c1", "bell") == SyncPage(items, "c2", has_more=True)
    assert small.at(SYNC)[0].json == {
        "open_kfid": "wk1", "limit": 1000, "voice_format": 0, "cursor": "c1", "token": "bell",
    }  # fmt: skip


async def test_the_first_page_has_neither_cursor_nor_token(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox
) -> None:
    small.script(SYNC, {**OK, "next_cursor": "c1", "has_more": 0})

    assert await kf.sync(kf_inbox, "", "") == SyncPage([], "c1", has_more=False)
    assert small.at(SYNC)[0].json == {"open_kfid": "wk1", "limit": 1000, "voice_format": 0}


async def test_an_empty_page_may_have_more_behind_it_and_a_cursor_that_stands_still_has_not(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox
) -> None:
    more = {**OK, "has_more": 1, "msg_list": []}
    small.script(SYNC, {**more, "next_cursor": "c2"}, {**more, "next_cursor": "c1"}, more)

    pages = [await kf.sync(kf_inbox, "c1", "") for _ in range(3)]

    assert [(page.cursor, page.has_more) for page in pages] == [("c2", True), ("c1", False), ("c1", False)]


async def test_a_bell_that_is_too_old_is_left_out(small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox) -> None:
    small.script(SYNC, error(95007), {**OK, "next_cursor": "c2", "has_more": 0, "msg_list": []})

    assert (await kf.sync(kf_inbox, "c1", "old")).cursor == "c2"
    assert ["token" in asked.json for asked in small.at(SYNC)] == [True, False]


async def test_a_session_has_a_state_and_is_moved(small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox) -> None:
    small.script(STATE, {**OK, "service_state": 3, "servicer_userid": "li"})
    small.script(TRANS, {**OK, "msg_code": "code"}, OK)

    assert await kf.session(kf_inbox, "wm1") == PlatformSession(3, "li")
    assert await kf.move_session(kf_inbox, "wm1", 3, "li") == "code"
    assert await kf.move_session(kf_inbox, "wm1", 4) == ""

    moved = {"open_kfid": "wk1", "external_userid": "wm1"}
    assert [asked.json for asked in small.at(TRANS)] == [
        {**moved, "service_state": 3, "servicer_userid": "li"}, {**moved, "service_state": 4},
    ]  # fmt: skip


async def test_a_move_is_made_once(small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox) -> None:
    small.script(TRANS, Reply(b"", 500))

    with pytest.raises(ChannelUnavailable):
        await kf.move_session(kf_inbox, "wm1", 2)

    assert len(small.at(TRANS)) == 1


async def test_a_servicer_who_cannot_take_it_is_a_refusal(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox
) -> None:
    small.script(TRANS, error(95014))

    with pytest.raises(PlatformRefused, match="其他接待人员") as caught:
        await kf.move_session(kf_inbox, "wm1", 3, "li")

    assert (caught.value.platform_code, caught.value.is_trouble) == ("95014", False)


@pytest.mark.parametrize(("answer", "raises"), [
    (error(95017), PlatformRefused), (error(45009), ChannelUnavailable), (error(-1), ChannelUnavailable),
    (BREAK, ChannelUnavailable), (error(88888), PlatformRefused),
])  # fmt: skip
async def test_calls_for_an_answer_raise(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox, answer: Any, raises: type[Exception]
) -> None:
    for path in (SYNC, STATE, TRANS, NAMES):
        small.script(path, answer)

    with pytest.raises(raises):
        await kf.sync(kf_inbox, "c1", "bell")
    with pytest.raises(raises):
        await kf.session(kf_inbox, "wm1")
    with pytest.raises(raises):
        await kf.move_session(kf_inbox, "wm1", 2)
    with pytest.raises(raises):
        await kf.nicknames(kf_inbox, ["wm1"])


async def test_the_code_of_an_event_costs_no_unit(small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox) -> None:
    small.script(ON_EVENT, {**OK, "msgid": "p1"})

    assert await kf.send_on_event(kf_inbox, "welcome", TEXT) == Receipt(Outcome.SENT, Toll.NONE)
    await kf.send_on_event(kf_inbox, "welcome", MENU)

    first, second = (asked.json for asked in small.at(ON_EVENT))
    assert first == {"code": "welcome", "msgid": "p1", "msgtype": "text", "text": {"content": TEXT.text}}
    assert second["msgmenu"]["list"][0] == {"type": "click", "click": {"id": "m1", "content": "查物流"}}


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (HANG, Outcome.UNKNOWN),
        (BREAK, Outcome.UNKNOWN),
        (error(-1), Outcome.LATER),
        (error(88888, "invalid code"), Outcome.FAILED),
    ],
)
async def test_a_code_is_used_once_whatever_becomes_of_it(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox, answer: Any, outcome: Outcome
) -> None:
    small.script(ON_EVENT, answer)

    receipt = await kf.send_on_event(kf_inbox, "welcome", TEXT)

    assert (receipt.outcome, receipt.toll) == (outcome, Toll.NONE)
    assert len(small.at(ON_EVENT)) == 1


async def test_a_code_carries_no_picture(small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox) -> None:
    assert (await kf.send_on_event(kf_inbox, "welcome", IMAGE)).outcome is Outcome.FAILED
    assert small.asked == []


async def test_names_are_asked_for_a_hundred_at_a_time(small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox) -> None:
    known = {"external_userid": "wm0", "nickname": "张三"}
    nameless = [{"external_userid": "wm1", "nickname": ""}, {"external_userid": "wm2"}, None]
    small.script(
        NAMES,
        {**OK, "customer_list": [known, *nameless], "invalid_external_userid": ["wm3"]},
        {**OK, "customer_list": [{"external_userid": "wm100", "nickname": "李四"}]},
    )
    customers = [f"wm{number}" for number in range(101)]

    assert await kf.nicknames(kf_inbox, customers) == {"wm0": "张三", "wm100": "李四"}

    asked = [one.json["external_userid_list"] for one in small.at(NAMES)]
    assert asked == [customers[:100], ["wm100"]]


async def test_nobody_is_asked_for_no_names(small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox) -> None:
    assert await kf.nicknames(kf_inbox, []) == {}
    assert small.asked == []
