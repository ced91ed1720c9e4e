"""What goes out to 微信客服, and what becomes of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from handoff.domain.arrival import MediaKind, MediaRef
from handoff.domain.inbox import Inbox
from handoff.domain.parcel import Outcome, Receipt, Toll
from handoff.services.channel_port import Fetched, KfPlatform
from tests.adapters.wechat.small_platform import BREAK, HANG, IMAGE, MENU, OK, TEXT, Reply, SmallPlatform, error
from tests.support.photos import a_photo

SEND, STATE = "/cgi-bin/kf/send_msg", "/cgi-bin/kf/service_state/get"


async def test_a_text_goes_out_with_our_id(small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox) -> None:
    small.script(SEND, {**OK, "msgid": "p1"})

    assert await kf.send(kf_inbox, "wm1", TEXT, None) == Receipt(Outcome.SENT, Toll.SPENT)

    assert [asked.json for asked in small.at(SEND)] == [
        {"touser": "wm1", "open_kfid": "wk1", "msgid": "p1", "msgtype": "text", "text": {"content": TEXT.text}}
    ]


async def test_a_menu_goes_out_as_items_to_click(small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox) -> None:
    small.script(SEND, OK)

    await kf.send(kf_inbox, "wm1", MENU, None)

    assert small.at(SEND)[0].json["msgmenu"] == {
        "head_content": "请选择：",
        "list": [
            {"type": "click", "click": {"id": "m1", "content": "查物流"}},
            {"type": "click", "click": {"id": "m2", "content": "退货"}},
        ],
    }


async def test_a_picture_is_uploaded_and_sent(small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox) -> None:
    small.script("/cgi-bin/media/upload", {**OK, "type": "image", "media_id": "M1"})
    small.script(SEND, OK)

    assert (await kf.send(kf_inbox, "wm1", IMAGE, a_photo())).outcome is Outcome.SENT
    assert small.at(SEND)[0].json["image"] == {"media_id": "M1"}


@pytest.mark.parametrize(
    ("answer", "receipt"),
    [
        (error(95001), Receipt(Outcome.PARKED, Toll.EXHAUSTED, code="95001")),
        (error(95002), Receipt(Outcome.PARKED, Toll.EXHAUSTED, code="95002")),
        (error(95013), Receipt(Outcome.PARKED, Toll.EXHAUSTED, code="95013")),
        (error(40096), Receipt(Outcome.FAILED, Toll.NONE, code="40096")),
        (error(88888, "new"), Receipt(Outcome.FAILED, Toll.NONE, code="88888")),
        (error(40001), Receipt(Outcome.LATER, Toll.NONE, "", "40001", timedelta(minutes=5), is_trouble=True)),
        (error(60020), Receipt(Outcome.LATER, Toll.NONE, "", "60020", timedelta(minutes=5), is_trouble=True)),
        (error(95017), Receipt(Outcome.LATER, Toll.NONE, "", "95017", timedelta(minutes=5), is_trouble=True)),
        (error(45009), Receipt(Outcome.LATER, Toll.NONE, code="45009", after=timedelta(minutes=1))),
        (error(-1), Receipt(Outcome.LATER, Toll.NONE, code="busy")),
        (HANG, Receipt(Outcome.LATER, Toll.NONE, code="no_answer")),
        (BREAK, Receipt(Outcome.LATER, Toll.NONE, code="no_answer")),
        (Reply(b"", 500), Receipt(Outcome.LATER, Toll.NONE, code="no_answer")),
    ],
)
async def test_what_goes_wrong_is_told_by_the_receipt(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox, answer: Any, receipt: Receipt
) -> None:
    small.script(SEND, answer)

    got = await kf.send(kf_inbox, "wm1", TEXT, None)

    assert got.reason.endswith("。")
    assert replace(got, reason="") == receipt
    assert len(small.at(SEND)) == 1


@pytest.mark.parametrize("words", ["duplicate msgid", "msgid already exists", "msgid 重复, hint: [17]"])
async def test_a_repeat_that_is_refused_as_one_has_arrived(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox, words: str
) -> None:
    small.script(SEND, BREAK, error(95999, words))

    assert (await kf.send(kf_inbox, "wm1", TEXT, None)).outcome is Outcome.LATER
    assert await kf.send(kf_inbox, "wm1", TEXT, None) == Receipt(Outcome.SENT, Toll.SPENT)
    assert [asked.json["msgid"] for asked in small.at(SEND)] == ["p1", "p1"]


async def test_a_repeat_is_known_by_its_words_after_a_restart_too(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox
) -> None:
    small.script(SEND, error(95999, "msgid is repeated"))

    assert (await kf.send(kf_inbox, "wm1", TEXT, None)).outcome is Outcome.SENT


@pytest.mark.parametrize("words", ["invalid msgid", "msgid not exist"])
async def test_a_refusal_that_only_names_the_msgid_is_unknown(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox, words: str
) -> None:
    small.script(SEND, error(95999, words))

    receipt = await kf.send(kf_inbox, "wm1", TEXT, None)

    assert (receipt.outcome, receipt.toll) == (Outcome.UNKNOWN, Toll.SPENT)


@pytest.mark.parametrize(
    ("refused", "toll"), [(error(88888, "new"), Toll.SPENT), (error(95001), Toll.EXHAUSTED), (error(40096), Toll.SPENT)]
)
async def test_a_repeat_that_is_refused_for_something_else_is_unknown(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox, refused: Any, toll: Toll
) -> None:
    small.script(SEND, HANG, refused)
    await kf.send(kf_inbox, "wm1", TEXT, None)

    receipt = await kf.send(kf_inbox, "wm1", TEXT, None)

    assert (receipt.outcome, receipt.toll) == (Outcome.UNKNOWN, toll)
    assert receipt.code == str(refused["errcode"])


async def test_what_was_repeated_and_went_out_is_forgotten(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox
) -> None:
    small.script(SEND, BREAK, OK, error(95001))

    outcomes = [(await kf.send(kf_inbox, "wm1", TEXT, None)).outcome for _ in range(3)]

    assert outcomes == [Outcome.LATER, Outcome.SENT, Outcome.PARKED]


@pytest.mark.parametrize("state", [0, 1])
async def test_a_session_that_is_ours_after_all_is_tried_once_more(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox, state: int
) -> None:
    small.script(SEND, error(95018), OK)
    small.script(STATE, {**OK, "service_state": state})

    assert (await kf.send(kf_inbox, "wm1", TEXT, None)).outcome is Outcome.SENT
    assert small.at(STATE)[0].json == {"open_kfid": "wk1", "external_userid": "wm1"}


async def test_a_session_that_is_ours_and_refused_again_is_a_matter_for_the_operator(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox
) -> None:
    small.script(SEND, error(95018))
    small.script(STATE, {**OK, "service_state": 0})

    receipt = await kf.send(kf_inbox, "wm1", TEXT, None)

    assert (receipt.outcome, receipt.after, receipt.is_trouble) == (Outcome.LATER, timedelta(minutes=1), True)
    assert len(small.at(SEND)) == 2


@pytest.mark.parametrize(
    ("state", "toll", "words"),
    [
        (2, Toll.NONE, "企业微信中的同事"),
        (3, Toll.NONE, "企业微信中的同事"),
        (4, Toll.EXHAUSTED, "已结束"),
    ],
)
async def test_a_session_that_is_not_ours_parks_the_line(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox, state: int, toll: Toll, words: str
) -> None:
    small.script(SEND, error(95018))
    small.script(STATE, {**OK, "service_state": state})

    receipt = await kf.send(kf_inbox, "wm1", TEXT, None)

    assert (receipt.outcome, receipt.toll, receipt.code) == (Outcome.PARKED, toll, "95018")
    assert words in receipt.reason
    assert len(small.at(SEND)) == 1


@pytest.mark.parametrize("answer", [BREAK, {**OK, "service_state": None}, error(-1), error(45009)])
async def test_a_state_that_cannot_be_read_leaves_the_line_for_later(
    small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox, answer: Any
) -> None:
    small.script(SEND, error(95018))
    small.script(STATE, answer)

    receipt = await kf.send(kf_inbox, "wm1", TEXT, None)

    assert receipt.outcome is Outcome.LATER
    # The message itself was refused, so that its repeat is none.
    assert receipt.code != "no_answer"


async def test_typing_asks_nothing_of_the_platform(small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox) -> None:
    await kf.typing(kf_inbox, "wm1")

    assert small.asked == []


async def test_a_file_is_fetched_by_its_id(small: SmallPlatform, kf: KfPlatform, kf_inbox: Inbox) -> None:
    small.script("/cgi-bin/media/get", Reply(b"%PDF", headers={"Content-Type": "application/pdf"}))

    assert await kf.fetch(kf_inbox, MediaRef(MediaKind.FILE, "M1")) == Fetched(b"%PDF", "application/pdf")
