"""What goes out to Official Accounts and mini-programs, and what becomes of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handoff.domain.inbox import Flavour, Inbox, ReplyMode
from handoff.domain.parcel import Outcome, Receipt, Toll
from handoff.services.channel_port import Platform
from tests.adapters.wechat.small_platform import (
    BREAK,
    HANG,
    MENU,
    OA_TOKEN,
    OK,
    TEXT,
    Reply,
    SmallPlatform,
    an_inbox,
    error,
)
from tests.support.ports import free_port

SEND, TYPING = "/cgi-bin/message/custom/send", "/cgi-bin/message/custom/typing"
MINI_SEND, MINI_TYPING = "/cgi-bin/message/custom/business/send", "/cgi-bin/message/custom/business/typing"


async def test_a_text_goes_out_and_spends_a_unit(small: SmallPlatform, platform: Platform, inbox: Inbox) -> None:
    small.script(SEND, OK)

    assert await platform.send(inbox, "openid", TEXT, None) == Receipt(Outcome.SENT, Toll.SPENT)

    body = {"touser": "openid", "msgtype": "text", "text": {"content": "您好，订单已发货。🚚"}}
    assert [asked.json for asked in small.at(SEND)] == [body]


async def test_control_characters_do_not_go_out_in_the_form_that_is_refused(
    small: SmallPlatform, platform: Platform, inbox: Inbox
) -> None:
    small.script(SEND, OK)

    await platform.send(inbox, "openid", replace(TEXT, text="一\x0b二\x01\n三\\u0001"), None)

    assert small.at(SEND)[0].json["text"]["content"] == "一二\n三\\u0001"


async def test_a_line_may_speak_in_the_name_of_a_customer_service_account(
    small: SmallPlatform, platform: Platform
) -> None:
    small.script(SEND, OK)

    await platform.send(an_inbox(api_base=small.url, kf_account="kf1@shop"), "openid", TEXT, None)

    assert small.at(SEND)[0].json["customservice"] == {"kf_account": "kf1@shop"}


async def test_a_menu_goes_out_with_its_ids(small: SmallPlatform, platform: Platform, inbox: Inbox) -> None:
    small.script(SEND, OK)

    await platform.send(inbox, "openid", MENU, None)

    assert small.at(SEND)[0].json["msgmenu"] == {
        "head_content": "请选择：",
        "list": [{"id": "m1", "content": "查物流"}, {"id": "m2", "content": "退货"}],
        "tail_content": "",
    }


@pytest.mark.parametrize("code", [40200, 48001])
async def test_a_menu_that_is_refused_goes_out_as_text_from_then_on(
    small: SmallPlatform, platform: Platform, inbox: Inbox, code: int
) -> None:
    small.script(SEND, error(code), OK)

    assert (await platform.send(inbox, "openid", MENU, None)).outcome is Outcome.SENT
    assert (await platform.send(inbox, "openid", MENU, None)).outcome is Outcome.SENT
    await platform.send(replace(inbox, id="another"), "openid", MENU, None)

    bodies = [asked.json for asked in small.at(SEND)]
    assert [body["msgtype"] for body in bodies] == ["msgmenu", "text", "text", "msgmenu"]
    assert bodies[1]["text"]["content"] == "请选择：\n您可以直接回复“查物流”或“退货”。"


async def test_where_text_is_refused_as_well_it_was_not_the_menu(
    small: SmallPlatform, platform: Platform, inbox: Inbox
) -> None:
    small.script(SEND, error(48001), error(48001), OK)

    receipt = await platform.send(inbox, "openid", MENU, None)
    await platform.send(inbox, "openid", MENU, None)

    assert (receipt.outcome, receipt.is_trouble, receipt.after) == (Outcome.LATER, True, timedelta(minutes=5))
    assert [asked.json["msgtype"] for asked in small.at(SEND)] == ["msgmenu", "text", "msgmenu"]


async def test_a_mini_program_has_its_own_path_and_no_menus(small: SmallPlatform, platform: Platform) -> None:
    small.script(MINI_SEND, OK)
    small.script(MINI_TYPING, OK)
    inbox = an_inbox(api_base=small.url, flavour=Flavour.MINI, kf_account="kf1@shop")

    await platform.send(inbox, "openid", MENU, None)
    await platform.typing(inbox, "openid")

    text = {"content": "请选择：\n您可以直接回复“查物流”或“退货”。"}
    assert [asked.json for asked in small.at(MINI_SEND)] == [{"touser": "openid", "msgtype": "text", "text": text}]
    assert len(small.at(MINI_TYPING)) == 1


@pytest.mark.parametrize(
    ("answer", "receipt"),
    [
        (error(45015), Receipt(Outcome.PARKED, Toll.EXHAUSTED, code="45015")),
        (error(45047), Receipt(Outcome.PARKED, Toll.EXHAUSTED, code="45047")),
        (error(40003), Receipt(Outcome.FAILED, Toll.NONE, code="40003")),
        (error(43019), Receipt(Outcome.FAILED, Toll.NONE, code="43019")),
        (error(45002), Receipt(Outcome.FAILED, Toll.NONE, code="45002")),
        (error(65414), Receipt(Outcome.FAILED, Toll.NONE, code="65414")),
        (error(77777, "new"), Receipt(Outcome.FAILED, Toll.NONE, code="77777")),
        (error(45009), Receipt(Outcome.LATER, Toll.NONE, code="45009", after=timedelta(hours=6))),
        (error(45011), Receipt(Outcome.LATER, Toll.NONE, code="45011", after=timedelta(seconds=10))),
        (error(40001), Receipt(Outcome.LATER, Toll.NONE, "", "40001", timedelta(minutes=5), is_trouble=True)),
        (error(48001), Receipt(Outcome.LATER, Toll.NONE, "", "48001", timedelta(minutes=5), is_trouble=True)),
        (error(40164), Receipt(Outcome.LATER, Toll.NONE, "", "40164", timedelta(minutes=5), is_trouble=True)),
        (Reply(b"", 404), Receipt(Outcome.LATER, Toll.NONE, "", "http_404", timedelta(minutes=5), is_trouble=True)),
        (error(-1), Receipt(Outcome.LATER, Toll.NONE, code="busy")),
        (Reply(b"", 429), Receipt(Outcome.LATER, Toll.NONE, code="busy")),
        (HANG, Receipt(Outcome.UNKNOWN, Toll.SPENT, code="no_answer")),
        (BREAK, Receipt(Outcome.UNKNOWN, Toll.SPENT, code="no_answer")),
        (Reply(b"", 502), Receipt(Outcome.UNKNOWN, Toll.SPENT, code="no_answer")),
    ],
)
async def test_what_goes_wrong_is_told_by_the_receipt(
    small: SmallPlatform, platform: Platform, inbox: Inbox, answer: Any, receipt: Receipt
) -> None:
    small.script(SEND, answer)

    got = await platform.send(inbox, "openid", TEXT, None)

    assert got.reason.endswith("。")
    assert replace(got, reason="") == receipt
    # Never again on its own, but for a token that was replaced.
    assert len(small.at(SEND)) == (2 if receipt.code == "40001" else 1)


async def test_a_platform_that_is_not_there_has_taken_nothing(platform: Platform) -> None:
    receipt = await platform.send(an_inbox(api_base=f"http://127.0.0.1:{free_port()}"), "openid", TEXT, None)

    assert (receipt.outcome, receipt.toll) == (Outcome.LATER, Toll.NONE)


async def test_a_token_that_does_not_come_leaves_the_line_for_later(
    small: SmallPlatform, platform: Platform, inbox: Inbox
) -> None:
    small.script(OA_TOKEN, HANG)

    assert (await platform.send(inbox, "openid", TEXT, None)).outcome is Outcome.LATER
    assert small.at(SEND) == []


@pytest.mark.parametrize("answer", [OK, error(45080), error(45081), error(48001), BREAK, Reply(b"", 500)])
async def test_typing_is_shown_and_its_failures_are_of_no_consequence(
    small: SmallPlatform, platform: Platform, inbox: Inbox, answer: Any
) -> None:
    small.script(TYPING, answer)

    await platform.typing(inbox, "openid")

    assert [asked.json for asked in small.at(TYPING)] == [{"touser": "openid", "command": "Typing"}]


async def test_an_account_with_passive_replies_shows_no_typing(small: SmallPlatform, platform: Platform) -> None:
    await platform.typing(an_inbox(api_base=small.url, replies=ReplyMode.PASSIVE), "openid")

    assert small.asked == []
