"""What 微信客服 hands over: the customer's words, our colleagues' words, and what happened."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.adapters.wechat.kf_reading import callback_of, read, refs_of
from handoff.domain.arrival import Arrival, ChannelEvent, ColleagueMessage, CustomerMessage, EventName
from handoff.domain.arrival import MediaKind as Kind
from tests.adapters.wechat.payloads import KF, values_with

AT = 1_800_000_000
SAID: dict[str, Any] = {
    "msgid": "msg1",
    "open_kfid": "wkAccount",
    "external_userid": "wmCustomer",
    "send_time": AT,
    "origin": 3,
}
TYPES = [
    *("text", "image", "voice", "video", "file", "location", "link", "business_card", "miniprogram", "msgmenu"),
    *("channels_shop_product", "channels_shop_order", "merged_msg", "channels", "note", "event"),
]
EVENTS = [
    *("enter_session", "msg_send_fail", "servicer_status_change", "session_status_change", "user_recall_msg"),
    *("servicer_recall_msg", "reject_customer_msg_switch_change"),
]
NAMES = st.sampled_from(
    [
        *("msgid", "external_userid", "send_time", "origin", "msgtype", "content", "media_id", "title", "item", "list"),
        *("event_type", "recall_msgid", "fail_type", "change_type", "scene_param", "msg_content", "sender_name"),
        *TYPES,
    ]
)


def only(item: dict[str, Any]) -> Arrival:
    (arrival,) = read(KF, item)
    return arrival


def message(kind: str, **body: Any) -> CustomerMessage:
    arrival = only(SAID | {"msgtype": kind, kind: body})
    assert isinstance(arrival, CustomerMessage)
    return arrival


def happened(name: str, **fields: Any) -> dict[str, Any]:
    event = {"event_type": name, "open_kfid": "wkAccount", "external_userid": "wmCustomer", **fields}
    return {"msgid": "evt1", "send_time": AT, "origin": 4, "msgtype": "event", "event": event}


def event(name: str, **fields: Any) -> ChannelEvent:
    arrival = only(happened(name, **fields))
    assert isinstance(arrival, ChannelEvent)
    return arrival


def test_the_customers_words_are_the_customers() -> None:
    tapped = only(SAID | {"msgtype": "text", "text": {"content": "转人工 ", "menu_id": "101"}})

    at = datetime.fromtimestamp(AT, UTC)
    assert tapped == CustomerMessage("m:msg1", "wmCustomer", at, "转人工 ", menu_id="101")


def test_a_colleagues_words_are_the_colleagues() -> None:
    item = SAID | {"origin": 5, "servicer_userid": "lihua", "msgtype": "text", "text": {"content": "已为您登记"}}

    at = datetime.fromtimestamp(AT, UTC)
    assert only(item) == ColleagueMessage("m:msg1", "wmCustomer", at, "lihua", "已为您登记")


@pytest.mark.parametrize("fields", [*({"origin": each} for each in (None, 0, 4, 6, "robot")), {"external_userid": ""}])
def test_words_of_or_to_somebody_we_do_not_know_are_nobodys(fields: dict[str, Any]) -> None:
    arrival = only(SAID | {"msgtype": "text", "text": {"content": "您好"}} | fields)

    assert isinstance(arrival, ChannelEvent)
    assert arrival.name is EventName.OTHER


@pytest.mark.parametrize("kind", [Kind.IMAGE, Kind.VOICE, Kind.VIDEO, Kind.FILE])
def test_media_keep_what_they_are_fetched_by(kind: Kind) -> None:
    bare, lost = message(kind.value, media_id="m1"), message(kind.value)

    assert [(each.kind, each.media_id) for each in bare.media] == [(kind, "m1")]
    assert (bare.text, lost.text, lost.media) == ("", kind.in_words, ())


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("location", {"name": "平江路", "address": "苏州市姑苏区", "latitude": 31.3}, "[位置] 平江路 苏州市姑苏区"),
        ("location", {"latitude": 31.3, "longitude": 120.6}, "[位置] 31.3 120.6"),
        ("link", {"title": "退货说明", "desc": "d", "url": "https://a.example"}, "[链接] 退货说明 https://a.example"),
        ("business_card", {"userid": "lihua"}, "[名片] lihua"),
        ("miniprogram", {"title": "订单详情", "appid": "wx1"}, "[小程序] 订单详情"),
        ("channels", {"sub_type": 1, "nickname": "小店", "title": "开箱"}, "[视频号] 小店 开箱"),
        ("channels_shop_product", {"title": "水杯", "shop_nickname": "小店"}, "[视频号商品] 水杯 小店"),
        (
            "channels_shop_order",
            {"order_id": "123", "product_titles": "水杯", "price_wording": "¥39.00", "state": "已发货"},
            "[视频号订单] 123 水杯 ¥39.00 已发货",
        ),
        ("note", {}, "[笔记]"),
        ("meeting", {"title": "周会"}, "[暂不支持的消息类型：meeting]"),
        ("text", {"content": " \n"}, "[空白消息]"),
        (
            "msgmenu",
            {
                "head_content": "请您评价：",
                "list": [
                    {"type": "click", "click": {"id": "1", "content": "满意"}},
                    {"type": "view", "view": {"url": "https://a.example", "content": "查看进度"}},
                    "broken",
                ],
                "tail_content": "",
            },
            "[菜单] 请您评价：\n满意\n查看进度",
        ),
    ],
)
def test_what_is_neither_text_nor_media_stands_in_words(kind: str, body: dict[str, Any], text: str) -> None:
    assert (message(kind, **body).text, message(kind, **body).media) == (text, ())


def test_a_chat_record_says_who_said_what() -> None:
    said = {
        "text": {"text": {"content": "什么时候发货"}},
        "image": {"image": {"media_id": "m1"}},
        "merged_msg": {"merged_msg": {"title": "更早的记录"}},
        "link": {"title": "退货说明", "url": "https://a.example"},
    }
    items = [{"msgtype": kind, "sender_name": "王女士", "msg_content": json.dumps(body)} for kind, body in said.items()]

    assert message("merged_msg", title="王女士的聊天记录", item=[*items, {"msg_content": "[" * 100_000}]).text == (
        "[聊天记录] 王女士的聊天记录\n王女士：什么时候发货\n王女士：[图片]\n王女士：[聊天记录]\n"
        "王女士：[链接] 退货说明 https://a.example\n：[暂不支持的消息类型：]"
    )


@pytest.mark.parametrize(
    ("name", "fields", "ours", "detail"),
    [
        pytest.param(
            "enter_session",
            {"scene": "menu", "scene_param": "%E8%AE%A2%E5%8D%95%00", "welcome_code": "code"},
            EventName.ENTERED,
            {"scene": "menu", "scene_param": "订单", "welcome_code": "code"},
            id="entered",
        ),
        pytest.param(
            "session_status_change",
            {"change_type": 1, "new_servicer_userid": "lihua", "msg_code": "code"},
            EventName.SESSION_CHANGED,
            {"change": "taken", "code": "code", "servicer": "lihua"},
            id="taken",
        ),
        pytest.param(
            "session_status_change",
            {"change_type": 2, "old_servicer_userid": "lihua", "new_servicer_userid": "wangfang"},
            EventName.SESSION_CHANGED,
            {"change": "transferred", "code": "", "servicer": "wangfang"},
            id="transferred",
        ),
        pytest.param(
            "session_status_change",
            {"change_type": 3, "old_servicer_userid": "lihua", "msg_code": "code"},
            EventName.SESSION_CHANGED,
            {"change": "ended", "code": "code", "servicer": "lihua"},
            id="ended",
        ),
        pytest.param(
            "session_status_change",
            {"change_type": 4, "new_servicer_userid": "lihua"},
            EventName.SESSION_CHANGED,
            {"change": "reopened", "code": "", "servicer": "lihua"},
            id="reopened",
        ),
        pytest.param(
            "session_status_change",
            {"change_type": 9},
            EventName.OTHER,
            {"event": "session_status_change"},
            id="a change we do not know",
        ),
        pytest.param(
            "reject_customer_msg_switch_change",
            {"reject_switch": 1},
            EventName.REJECT_SWITCHED,
            {"rejects": "yes"},
            id="rejects",
        ),
        pytest.param(
            "reject_customer_msg_switch_change",
            {"reject_switch": 0},
            EventName.REJECT_SWITCHED,
            {"rejects": "no"},
            id="rejects no more",
        ),
        pytest.param(
            "servicer_status_change", {"status": 2}, EventName.OTHER, {"event": "servicer_status_change"}, id="another"
        ),
    ],
)
def test_events_are_named_in_our_words(
    name: str, fields: dict[str, Any], ours: EventName, detail: dict[str, str]
) -> None:
    arrival = event(name, **fields)

    assert (arrival.name, arrival.detail, arrival.sender_ref) == (ours, detail, "wmCustomer")


@pytest.mark.parametrize(
    ("fail_type", "says"),
    [(0, "未说明原因"), (4, "48 小时"), (5, "已结束"), (6, "5 条"), (10, "拒收"), (13, "安全限制"), (99, "未说明原因")],
)
def test_a_failed_line_tells_the_desk_why(fail_type: int, says: str) -> None:
    arrival = event("msg_send_fail", fail_msgid="parcel1", fail_type=fail_type)

    assert (arrival.name, arrival.detail["message"]) == (EventName.SEND_FAILED, "parcel1")
    assert says in arrival.detail["reason"]


def test_a_recall_names_the_message_and_comes_once() -> None:
    first = happened("user_recall_msg", recall_msgid="msg1")
    second = first | {"msgid": "evt2", "send_time": AT + 2}

    assert refs_of(first) == refs_of(second) == ("r:msg1", "wmCustomer")
    (recalled,) = read(KF, first)
    assert isinstance(recalled, ChannelEvent)
    assert recalled.detail == {"message": message("text", content="好").ref}
    assert refs_of(happened("user_recall_msg", recall_msgid="msg2")) != refs_of(first)


def test_an_event_without_an_id_is_known_by_all_it_says() -> None:
    entered = {name: value for name, value in happened("enter_session", scene="a").items() if name != "msgid"}

    assert refs_of(entered) == refs_of(dict(reversed(entered.items())))
    assert refs_of(entered)[0] != refs_of(entered | {"send_time": AT + 1})[0]
    assert refs_of(entered)[1] == "wmCustomer"


def test_an_event_is_never_the_customers_message_whatever_its_origin() -> None:
    assert isinstance(only(happened("enter_session") | {"origin": 3}), ChannelEvent)


def test_the_bell_tells_its_token_and_its_account() -> None:
    bell = {"ToUserName": "ww1", "MsgType": "event", "Event": "kf_msg_or_event", "Token": "t1", "OpenKfId": "wk1"}

    assert callback_of(bell) == ("t1", "wk1")
    assert callback_of(bell | {"Event": "kf_account_auth_change"}) is None
    assert callback_of({}) is None


_CLOSE = st.fixed_dictionaries(
    {
        "msgtype": st.sampled_from(TYPES),
        "origin": st.sampled_from([3, 4, 5]),
        "external_userid": st.just("wmCustomer"),
        "event": st.fixed_dictionaries({"event_type": st.sampled_from(EVENTS)}, optional={"fail_type": st.integers()}),
    },
    optional={kind: values_with(NAMES) for kind in TYPES if kind != "event"},
)


@given(st.dictionaries(NAMES, values_with(NAMES), max_size=8) | _CLOSE)
def test_any_item_is_read_as_one_arrival_that_a_database_takes(item: dict[str, Any]) -> None:
    arrival = only(item)

    assert (arrival.ref, arrival.sender_ref) == refs_of(item)
    assert len(arrival.ref) <= 200
    assert len(arrival.sender_ref) <= 128
    repr(arrival).encode()
