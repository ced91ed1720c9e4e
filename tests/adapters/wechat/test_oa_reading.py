"""What Official Accounts and mini-programs push: who said what, and what happened."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.adapters.wechat.bodies import fields_of, render_json, render_xml
from handoff.adapters.wechat.oa_reading import read, refs_of
from handoff.domain.arrival import Arrival, ChannelEvent, CustomerMessage, EventName, MediaKind, MediaRef
from tests.adapters.wechat.payloads import KF, OA, values_with

AT = 1_800_000_000
SAID: dict[str, Any] = {
    "ToUserName": "gh_us",
    "FromUserName": "oCustomer",
    "CreateTime": AT,
    "MsgId": 24589654123658741,
}
HAPPENED: dict[str, Any] = {"ToUserName": "gh_us", "FromUserName": "oCustomer", "CreateTime": AT, "MsgType": "event"}
NAMES = st.sampled_from(
    [
        *("MsgType", "MsgId", "FromUserName", "CreateTime", "Event", "EventKey", "Content", "MediaId", "PicUrl"),
        *("Label", "Title", "Url", "Recognition", "bizmsgmenuid", "SessionFrom", "Location_X"),
    ]
)
TYPES = [*("text", "image", "voice", "video", "shortvideo", "location", "link", "miniprogrampage", "file"), "event"]
EVENTS = [
    "subscribe",
    "unsubscribe",
    "SCAN",
    "CLICK",
    "VIEW",
    "LOCATION",
    "user_enter_tempsession",
    "kf_create_session",
]


def only(payload: dict[str, Any]) -> Arrival:
    (arrival,) = read(OA, payload)
    return arrival


def message(**fields: Any) -> CustomerMessage:
    arrival = only(SAID | fields)
    assert isinstance(arrival, CustomerMessage)
    return arrival


def event(**fields: Any) -> ChannelEvent:
    arrival = only(HAPPENED | fields)
    assert isinstance(arrival, ChannelEvent)
    return arrival


@pytest.mark.parametrize("render", [render_xml, render_json])
def test_a_text_is_read_alike_from_xml_and_json(render: Any) -> None:
    arrival = only(fields_of(render(SAID | {"MsgType": "text", "Content": "  你好\n在吗 "})))

    at = datetime.fromtimestamp(AT, UTC)
    assert arrival == CustomerMessage("m:24589654123658741", "oCustomer", at, "  你好\n在吗 ")


def test_a_tap_on_a_menu_in_a_message_tells_which_item() -> None:
    tapped = message(MsgType="text", Content="转人工", bizmsgmenuid="12")

    assert (tapped.text, tapped.menu_id) == ("转人工", "12")


@pytest.mark.parametrize(
    ("fields", "media", "text"),
    [
        pytest.param(
            {"MsgType": "image", "MediaId": "m1", "PicUrl": "http://pic"},
            MediaRef(MediaKind.IMAGE, "m1", "http://pic"),
            "",
            id="image",
        ),
        pytest.param(
            {"MsgType": "voice", "MediaId": "m1", "Format": "amr", "Recognition": "我要退货"},
            MediaRef(MediaKind.VOICE, "m1"),
            "我要退货",
            id="voice with its words",
        ),
        pytest.param({"MsgType": "voice", "MediaId": "m1"}, MediaRef(MediaKind.VOICE, "m1"), "", id="voice"),
        pytest.param({"MsgType": "video", "MediaId": "m1"}, MediaRef(MediaKind.VIDEO, "m1"), "", id="video"),
        pytest.param({"MsgType": "ShortVideo", "MediaId": "m1"}, MediaRef(MediaKind.VIDEO, "m1"), "", id="short video"),
    ],
)
def test_media_keep_what_they_are_fetched_by(fields: dict[str, Any], media: MediaRef, text: str) -> None:
    assert (message(**fields).media, message(**fields).text) == ((media,), text)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"MsgType": "location", "Label": "苏州市姑苏区", "Location_X": "31.2"}, "[位置] 苏州市姑苏区"),
        ({"MsgType": "location", "Poiname": "平江路", "Label": "苏州市姑苏区"}, "[位置] 平江路 苏州市姑苏区"),
        ({"MsgType": "location", "Label": "", "Location_X": 31.25, "Location_Y": "120.5"}, "[位置] 31.25 120.5"),
        ({"MsgType": "link", "Title": "退货说明", "Url": "https://a.example"}, "[链接] 退货说明 https://a.example"),
        ({"MsgType": "miniprogrampage", "Title": "订单详情", "PagePath": "p"}, "[小程序] 订单详情"),
        ({"MsgType": "file", "Title": "发票.pdf"}, "[文件] 发票.pdf"),
        ({"MsgType": "image"}, "[图片]"),
        ({"MsgType": "music"}, "[暂不支持的消息类型：music]"),
        ({"MsgType": "text", "Content": "  "}, "[空白消息]"),
        ({"MsgType": "text"}, "[空白消息]"),
        ({"MsgType": "text", "Content": float("nan")}, "[空白消息]"),
        ({"MsgType": "text", "Content": ["好"]}, "[空白消息]"),
    ],
)
def test_what_is_neither_text_nor_media_stands_in_words(fields: dict[str, Any], text: str) -> None:
    assert (message(**fields).text, message(**fields).media) == (text, ())


@pytest.mark.parametrize(
    ("fields", "name", "detail"),
    [
        ({"Event": "subscribe", "EventKey": "qrscene_12"}, EventName.SUBSCRIBED, {"scene": "12"}),
        ({"Event": "subscribe"}, EventName.SUBSCRIBED, {"scene": ""}),
        ({"Event": "unsubscribe", "EventKey": ""}, EventName.UNSUBSCRIBED, {}),
        ({"Event": "SCAN", "EventKey": "12"}, EventName.SCANNED, {"key": "12"}),
        ({"Event": "scan", "EventKey": "12"}, EventName.SCANNED, {"key": "12"}),
        ({"Event": "CLICK", "EventKey": "HUMAN"}, EventName.MENU, {"key": "HUMAN", "text": "转人工"}),
        ({"Event": "CLICK", "EventKey": "NEWS"}, EventName.MENU, {"key": "NEWS", "text": ""}),
        ({"Event": "VIEW", "EventKey": "https://a.example"}, EventName.OTHER, {"event": "view"}),
        ({"Event": "LOCATION", "Latitude": "23.1"}, EventName.OTHER, {"event": "location"}),
        ({"Event": "kf_create_session", "KfAccount": "a@b"}, EventName.OTHER, {"event": "kf_create_session"}),
        ({"Event": "TEMPLATESENDJOBFINISH", "Status": "success"}, EventName.OTHER, {"event": "templatesendjobfinish"}),
        (
            {"Event": "user_enter_tempsession", "SessionFrom": "order"},
            EventName.ENTERED,
            {"scene": "", "scene_param": "order", "welcome_code": ""},
        ),
    ],
)
def test_events_are_named_in_our_words(fields: dict[str, Any], name: EventName, detail: dict[str, str]) -> None:
    assert (event(**fields).name, event(**fields).detail) == (name, detail)


def test_a_tap_on_a_menu_of_another_kind_of_inbox_says_nothing() -> None:
    (arrival,) = read(KF, HAPPENED | {"Event": "CLICK", "EventKey": "HUMAN"})

    assert isinstance(arrival, ChannelEvent)
    assert arrival.detail == {"key": "HUMAN", "text": ""}


def test_a_message_of_nobody_is_no_customers_message() -> None:
    payload = {name: value for name, value in SAID.items() if name != "FromUserName"} | {"MsgType": "text"}

    assert only(payload) == ChannelEvent(
        "m:24589654123658741", "", datetime.fromtimestamp(AT, UTC), EventName.OTHER, {"event": "text"}
    )


@pytest.mark.parametrize("time", [None, "", "soon", 0, -1, 10**15, 1.5, True])
def test_a_time_that_is_none_is_left_out(time: Any) -> None:
    assert message(MsgType="text", Content="好", CreateTime=time).at is None


def test_long_texts_are_cut() -> None:
    assert len(message(MsgType="text", Content="好" * 9_000).text) == 4_000
    assert len(message(MsgType="link", Title="好" * 4_000, Url="u" * 4_000).text) == 4_000


def test_repeats_have_one_ref_and_two_events_of_a_second_have_two() -> None:
    subscribed, tapped = HAPPENED | {"Event": "subscribe"}, HAPPENED | {"Event": "CLICK", "EventKey": "HUMAN"}

    assert refs_of(subscribed) == refs_of(dict(reversed(subscribed.items())))
    assert refs_of(subscribed) != refs_of(tapped)
    assert refs_of(tapped) == (f"e:oCustomer:{AT}:CLICK:HUMAN", "oCustomer")
    assert refs_of(tapped | {"EventKey": "NEWS"}) != refs_of(tapped)


def test_the_ref_of_a_long_link_is_short_and_its_own() -> None:
    viewed = [HAPPENED | {"Event": "VIEW", "EventKey": "https://a.example/?" + "a" * 500 + end} for end in "12"]
    refs = {refs_of(payload)[0] for payload in viewed}

    assert len(refs) == 2
    assert all(len(ref) < 60 for ref in refs)


def test_what_has_no_id_is_known_by_all_it_says() -> None:
    bare = {"FromUserName": "oCustomer", "MsgType": "text", "Content": "好"}

    assert refs_of(bare) == refs_of(dict(reversed(bare.items())))
    assert refs_of(bare)[0] != refs_of(bare | {"Content": "不"})[0]


_CLOSE = st.fixed_dictionaries(
    {"MsgType": st.sampled_from(TYPES), "Event": st.sampled_from(EVENTS), "FromUserName": st.just("oCustomer")},
    optional=dict.fromkeys(("EventKey", "MediaId", "Label", "CreateTime", "MsgId"), values_with(NAMES)),
)


@given(st.dictionaries(NAMES | st.text(max_size=5), values_with(NAMES), max_size=8) | _CLOSE)
def test_any_payload_is_read_as_one_arrival_that_a_database_takes(payload: dict[str, Any]) -> None:
    arrival = only(payload)

    assert (arrival.ref, arrival.sender_ref) == refs_of(payload)
    assert len(arrival.ref) <= 200
    assert len(arrival.sender_ref) <= 128
    assert "\x00" not in repr(arrival)
    repr(arrival).encode()
