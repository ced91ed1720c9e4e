"""From lines to parcels: few sends, nothing lost, the same ids every time."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain.byte_text import byte_length
from handoff.domain.card import Card, CardLink
from handoff.domain.image import Picture
from handoff.domain.message import Button, LineKind, Message, Sender
from handoff.domain.parcel import MenuItem, ParcelKind, Purpose
from handoff.domain.parcelling import is_stale_after_reply, parcels_of, purpose_of, stem_of
from register.checker import check
from register.model import Verdict

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
FIRST, SECOND, THIRD = "a" * 32, "b" * 32, "c" * 32
PERSON, STAY = Button("转人工", "转人工"), Button("继续由智能客服服务", "继续由智能客服服务")
PHOTO = Picture("p1", "image/jpeg", 640, 480)


def line(
    text: str = "您的订单已发货。",
    line_id: str = FIRST,
    *,
    kind: LineKind = LineKind.ANSWER,
    sender: Sender = Sender.BOT,
    buttons: tuple[Button, ...] = (),
    attachments: tuple[Picture, ...] = (),
    card: Card | None = None,
) -> Message:
    return Message(line_id, "c1", "e1", 1, sender, kind, text, AT, buttons=buttons, attachments=attachments, card=card)


BUTTONS = st.lists(st.sampled_from([PERSON, STAY, Button("满意", "rate:e1:4")]), max_size=12).map(tuple) | st.just(())
LINES = st.lists(
    st.builds(
        line,
        st.sampled_from(["", "好的。", "您的订单已发货，预计明天送达。", "请您稍候。" * 30, "您" * 500]),
        st.uuids(version=4).map(lambda made: made.hex),
        kind=st.sampled_from(list(LineKind)),
        sender=st.sampled_from([Sender.BOT, Sender.AGENT, Sender.SYSTEM]),
        buttons=BUTTONS,
        attachments=st.lists(st.just(PHOTO), max_size=3).map(tuple),
    ),
    max_size=8,
    unique_by=lambda each: each.id,
)
SIZES = st.integers(100, 2048)


@given(lines=LINES, menus=st.booleans(), most=SIZES)
def test_every_line_with_something_to_send_is_carried_in_order(lines: list[Message], menus: bool, most: int) -> None:
    parcels = parcels_of(lines, menus=menus, most_bytes=most)

    carried = list(dict.fromkeys(line_id for parcel in parcels for line_id in parcel.line_ids))
    assert carried == [one.id for one in lines if one.text or one.buttons or one.attachments]


@given(lines=LINES, menus=st.booleans(), most=SIZES)
def test_no_parcel_is_larger_than_the_platform_takes(lines: list[Message], menus: bool, most: int) -> None:
    for parcel in parcels_of(lines, menus=menus, most_bytes=most):
        assert byte_length(parcel.text) <= (min(most, 1024) if parcel.items else most)
        assert bool(parcel.text) != (parcel.kind is ParcelKind.IMAGE)
        assert (parcel.kind is ParcelKind.MENU) == bool(parcel.items)
        assert len(parcel.items) <= 10


@given(lines=LINES, menus=st.booleans(), most=SIZES)
def test_every_word_and_image_is_sent_once(lines: list[Message], menus: bool, most: int) -> None:
    plain = [replace(one, buttons=()) for one in lines]

    parcels = parcels_of(plain, menus=menus, most_bytes=most)

    assert "".join(parcel.text for parcel in parcels).replace("\n", "") == "".join(one.text for one in lines)
    assert sum(parcel.picture is not None for parcel in parcels) == sum(len(one.attachments) for one in lines)


@given(lines=LINES, menus=st.booleans(), most=SIZES)
def test_ids_are_unique_short_and_the_same_every_time(lines: list[Message], menus: bool, most: int) -> None:
    ids = [parcel.id for parcel in parcels_of(lines, menus=menus, most_bytes=most)]

    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[0-9a-zA-Z_-]{1,32}", each) for each in ids)
    assert ids == [parcel.id for parcel in parcels_of(lines, menus=menus, most_bytes=most)]


@given(lines=LINES, menus=st.booleans(), most=SIZES, gone=st.integers(0, 8))
def test_images_keep_their_ids_once_the_lines_before_are_gone(
    lines: list[Message], menus: bool, most: int, gone: int
) -> None:
    left = {one.id for one in lines[gone:]}

    before, after = (
        [
            parcel.id
            for parcel in parcels_of(some, menus=menus, most_bytes=most)
            if parcel.picture and left & {*parcel.line_ids}
        ]
        for some in (lines, lines[gone:])
    )

    assert before == after


@given(lines=LINES, menus=st.booleans(), most=SIZES)
def test_a_parcel_counts_as_the_most_important_of_its_lines(lines: list[Message], menus: bool, most: int) -> None:
    purposes = {one.id: purpose_of(one) for one in lines}

    for parcel in parcels_of(lines, menus=menus, most_bytes=most):
        carried = {purposes[line_id] for line_id in parcel.line_ids}
        assert parcel.purpose == next(each for each in Purpose if each in carried)


def test_short_lines_go_out_together() -> None:
    (parcel,) = parcels_of([line("您好。", FIRST), line("订单已发货。", SECOND)], menus=True)

    assert (parcel.id, parcel.kind, parcel.text) == (FIRST, ParcelKind.TEXT, "您好。\n订单已发货。")
    assert parcel.line_ids == (FIRST, SECOND)


def test_buttons_become_a_menu_below_what_was_said_before() -> None:
    lines = [line("您好。", FIRST), line("是否为您转接？", SECOND, buttons=(PERSON, STAY)), line("请您选择。", THIRD)]

    menu, after = parcels_of(lines, menus=True)

    assert (menu.kind, menu.text, menu.line_ids) == (ParcelKind.MENU, "您好。\n是否为您转接？", (FIRST, SECOND))
    assert menu.items == (MenuItem("say:0", "转人工"), MenuItem("say:1", "继续由智能客服服务"))
    assert (after.id, after.text) == (THIRD, "请您选择。")


def test_a_tap_on_a_grade_is_known_by_its_id() -> None:
    (menu,) = parcels_of([line("请您评价。", buttons=(Button("满意", "rate:e1:4"),))], menus=True)

    assert menu.items == (MenuItem("rate:e1:4", "满意"),)


def test_a_menu_without_words_has_a_head() -> None:
    (menu,) = parcels_of([line("", buttons=(PERSON,))], menus=True)

    assert menu.text == "请您选择："


def test_only_the_last_part_of_a_long_line_has_the_menu() -> None:
    *before, last = parcels_of([line("请您稍候。" * 100, buttons=(PERSON,))], menus=True)

    assert [parcel.kind for parcel in before] == [ParcelKind.TEXT]
    assert (last.kind, last.id) == (ParcelKind.MENU, f"{FIRST[:28]}-1")


@pytest.mark.parametrize(
    "buttons",
    [
        pytest.param((PERSON,) * 11, id="too many"),
        pytest.param((Button("您" * 43, "您好"),), id="too long"),
    ],
)
def test_what_no_menu_holds_is_said(buttons: tuple[Button, ...]) -> None:
    (parcel,) = parcels_of([line("请您选择。", buttons=buttons)], menus=True)

    assert parcel.kind is ParcelKind.TEXT
    assert parcel.text.startswith(f"请您选择。\n您可以直接回复“{buttons[0].title}”")


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        (["转人工"], "您可以直接回复“转人工”。"),
        (["转人工", "返回机器人"], "您可以直接回复“转人工”或“返回机器人”。"),
        (["满意", "一般", "不满意"], "您可以直接回复“满意”“一般”或“不满意”。"),
    ],
)
def test_without_menus_the_buttons_are_said(titles: list[str], said: str) -> None:
    buttons = tuple(Button(title, title) for title in titles)

    (parcel,) = parcels_of([line("请您选择。", buttons=buttons)], menus=False)

    assert parcel.text == f"请您选择。\n{said}"
    assert check(said).verdict is Verdict.PASS


def test_a_button_that_the_line_names_is_not_said_again() -> None:
    text = "如需继续由智能客服为您服务，请回复“返回机器人”。"

    (parcel,) = parcels_of([line(text, buttons=(Button("返回机器人", "返回机器人"),))], menus=False)

    assert parcel.text == text


def test_images_follow_their_words_each_on_its_own() -> None:
    lines = [line("请看图片。", FIRST, attachments=(PHOTO, PHOTO)), line("好的。", SECOND)]

    words, *images, after = parcels_of(lines, menus=True)

    assert words.text == "请看图片。"
    assert [(parcel.id, parcel.picture) for parcel in images] == [(f"{FIRST[:28]}-{at}", PHOTO) for at in (1, 2)]
    assert after.line_ids == (SECOND,)


def test_an_image_has_the_same_id_whether_its_words_went_with_the_line_before_or_not() -> None:
    lines = [line("您好。", FIRST), line("请看图片。", SECOND, attachments=(PHOTO,))]

    assert [parcels_of(some, menus=True)[-1].id for some in (lines, lines[1:])] == [f"{SECOND[:28]}-1"] * 2


def test_the_parts_of_a_long_line_are_not_put_together_again() -> None:
    # The first two would fit one parcel, with a line break between them that nobody wrote.
    text = "您" * 9 + "。" + "您" * 19 + "，" + "您" * 40

    parcels = parcels_of([line(text)], menus=True, most_bytes=100)

    assert "".join(parcel.text for parcel in parcels) == text


def test_a_recording_is_no_image() -> None:
    assert parcels_of([line("", attachments=(Picture("v1", "audio/amr", 0, 0),))], menus=True) == []


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://example.cn/i/1", "发票已开具。\n查看发票：https://example.cn/i/1"),
        ("/invoices/1", "发票已开具。"),
    ],
)
def test_of_a_card_only_an_address_of_the_web_is_added(url: str, text: str) -> None:
    card = Card("invoice", "电子发票", link=CardLink("查看发票", url))

    (parcel,) = parcels_of([line("发票已开具。", card=card)], menus=False)

    assert parcel.text == text


def test_a_brief_line_with_a_page_is_a_parcel_of_its_own_that_opens_it() -> None:
    card = Card("invoice", "电子发票", link=CardLink("查看发票", "/invoices/1"))
    lines = [line("您好。"), line("发票已开具。", card=card), line("请问还有其他需要吗？")]

    kinds = [(parcel.kind, parcel.text, parcel.url) for parcel in parcels_of(lines, menus=True, site="https://a.cn/")]

    assert kinds == [
        (ParcelKind.TEXT, "您好。", ""),
        (ParcelKind.NEWS, "发票已开具。", "https://a.cn/invoices/1"),
        (ParcelKind.TEXT, "请问还有其他需要吗？", ""),
    ]


@pytest.mark.parametrize(
    ("said", "purpose"),
    [
        pytest.param(line(sender=Sender.AGENT, kind=LineKind.TEXT), Purpose.ANSWER, id="an agent's answer"),
        pytest.param(line("请您稍等。", sender=Sender.AGENT, kind=LineKind.TEXT), Purpose.OTHER, id="courtesy"),
        pytest.param(
            line("", sender=Sender.AGENT, kind=LineKind.TEXT, attachments=(PHOTO,)), Purpose.ANSWER, id="a picture"
        ),
        *(
            pytest.param(line(kind=kind), Purpose.ANSWER, id=kind.value)
            for kind in (LineKind.ANSWER, LineKind.ASK, LineKind.CLOSING, LineKind.FAULT, LineKind.OFFER)
        ),
        *(pytest.param(line(kind=kind), Purpose.HOLDING, id=kind.value) for kind in (LineKind.HOLDING, LineKind.QUEUE)),
        *(
            pytest.param(line(kind=kind), Purpose.OTHER, id=kind.value)
            for kind in (LineKind.OPENING, LineKind.SOOTHE, LineKind.NOTICE, LineKind.SAFE, LineKind.FALLBACK)
        ),
    ],
)
def test_what_a_line_is_for(said: Message, purpose: Purpose) -> None:
    assert purpose_of(said) is purpose


def test_a_notice_that_ends_the_episode_answers() -> None:
    notice = line("已为您登记。", kind=LineKind.NOTICE, sender=Sender.SYSTEM)

    assert [parcel.purpose for parcel in parcels_of([notice], menus=True)] == [Purpose.OTHER]
    assert [parcel.purpose for parcel in parcels_of([notice], menus=True, ending={FIRST})] == [Purpose.ANSWER]


def test_what_an_agent_wrote_or_what_answers_is_never_stale() -> None:
    stale = {kind for kind in LineKind if is_stale_after_reply(kind)}

    assert stale == {LineKind.HOLDING, LineKind.QUEUE, LineKind.OPENING, LineKind.CLOSING, LineKind.IDLE}


@given(lines=LINES, menus=st.booleans(), most=SIZES)
def test_the_line_of_a_parcel_is_known_by_the_parcels_id(lines: list[Message], menus: bool, most: int) -> None:
    for parcel in parcels_of(lines, menus=menus, most_bytes=most):
        found = [each.id for each in lines if each.id.startswith(stem_of(parcel.id))]
        assert found == [parcel.line_ids[0]]


@pytest.mark.parametrize("foreign", ["", "-1", "4StandIn000001"])
def test_of_what_is_no_parcel_no_line_is_known(foreign: str) -> None:
    assert stem_of(foreign) == ""
