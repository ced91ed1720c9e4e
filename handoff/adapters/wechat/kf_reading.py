"""What 微信客服 hands over: the bell that rings, and the messages that are fetched once it has."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from handoff.adapters.wechat.bodies import storable_text
from handoff.adapters.wechat.fields import (
    MOST_NAME,
    MOST_TEXT,
    digest,
    instant,
    labelled,
    number,
    part,
    ref_of,
    unsupported,
    words,
)
from handoff.domain.arrival import (
    Arrival,
    ChannelEvent,
    ColleagueMessage,
    CustomerMessage,
    EventName,
    MediaKind,
    MediaRef,
)
from handoff.domain.inbox import Inbox

_CUSTOMER = 3
_COLLEAGUE = 5
_MEDIA = {
    "image": MediaKind.IMAGE,
    "voice": MediaKind.VOICE,
    "video": MediaKind.VIDEO,
    "file": MediaKind.FILE,
}
# What stands for it in words, and the fields that follow.
_WORDED = {
    "location": ("位置", ("name", "address")),
    "link": ("链接", ("title", "url")),
    "business_card": ("名片", ("userid",)),
    "miniprogram": ("小程序", ("title",)),
    "channels": ("视频号", ("nickname", "title")),
    "channels_shop_product": ("视频号商品", ("title", "shop_nickname")),
    "channels_shop_order": ("视频号订单", ("order_id", "product_titles", "price_wording", "state", "shop_nickname")),
    "note": ("笔记", ()),
}
_MOST_QUOTED = 50
_EMPTY = "[空白消息]"

_CHANGES = {1: "taken", 2: "transferred", 3: "ended", 4: "reopened"}
_UNSENT = {
    1: "微信客服账号已删除，消息未送达。请联系管理员检查接入渠道。",
    2: "企业微信应用已关闭，消息未送达。请联系管理员检查接入渠道。",
    4: "距客户上一条消息已超过 48 小时，消息未送达。请改用其他方式联系客户。",
    5: "本次会话已结束，消息未送达。客户再次来信后即可继续回复。",
    6: "客户上一条消息之后已发送 5 条，消息未送达。客户再次来信后即可继续回复。",
    8: "企业主体尚未验证，消息未送达。请联系管理员完成验证。",
    10: "客户已设置拒收，消息未送达。请改用其他方式联系客户。",
    11: "企业尚无成员登录企业微信，消息未送达。请联系管理员安排成员登录。",
    12: "微信不允许发送此类消息，消息未送达。请改用文字回复。",
    13: "微信出于安全限制未发送此消息。请修改内容后重新发送。",
}
_UNSENT_SOMEHOW = "微信未说明原因，消息未送达。"


def callback_of(payload: Mapping[str, Any]) -> tuple[str, str] | None:
    """The bell's token and account, None for every other callback."""
    if words(payload, "Event", 64).strip().lower() != "kf_msg_or_event":
        return None
    return words(payload, "Token"), words(payload, "OpenKfId", MOST_NAME)


def refs_of(item: Mapping[str, Any]) -> tuple[str, str]:
    """What drops the platform's repeats, and which customer it is about."""
    event = part(item, "event")
    # Only events carry it inside.
    customer = words(item, "external_userid", MOST_NAME) or words(event, "external_userid", MOST_NAME)
    recalled = words(event, "recall_msgid")
    if recalled and words(event, "event_type", 64) == "user_recall_msg":
        # One recall comes several times, each with an id of its own.
        return ref_of("r", recalled), customer
    message = words(item, "msgid")
    if not message:
        return ref_of("h", digest(item)), customer
    return ref_of("e" if _is_event(item) else "m", message), customer


def read(_inbox: Inbox, item: Mapping[str, Any]) -> Sequence[Arrival]:
    """Never raises; what neither the customer nor a colleague wrote is an event."""
    ref, customer = refs_of(item)
    at, origin, kind = instant(item, "send_time"), number(item, "origin"), _kind(item)
    if _is_event(item):
        name, detail = _event(part(item, "event"))
        return [ChannelEvent(ref, customer, at, name, detail)]
    if origin not in {_CUSTOMER, _COLLEAGUE} or not customer or not kind:
        return [ChannelEvent(ref, customer, at, EventName.OTHER, {"event": kind})]
    body = part(item, kind)
    text, media = _said(kind, body)
    if origin == _COLLEAGUE:
        return [ColleagueMessage(ref, customer, at, words(item, "servicer_userid", MOST_NAME), text, media)]
    menu_id = words(body, "menu_id", MOST_NAME) if kind == "text" else ""
    return [CustomerMessage(ref, customer, at, text, media, menu_id)]


def _kind(item: Mapping[str, Any]) -> str:
    return words(item, "msgtype", 64).strip().lower()


def _is_event(item: Mapping[str, Any]) -> bool:
    return _kind(item) == "event"


# What was said --------------------------------------------------------------------------------------------------------


def _said(kind: str, body: Mapping[str, Any]) -> tuple[str, tuple[MediaRef, ...]]:
    if kind in _MEDIA:
        media = MediaRef(_MEDIA[kind], words(body, "media_id"))
        return ("", (media,)) if media.media_id else (media.kind.in_words, ())
    if kind == "merged_msg":
        return _quoted(body), ()
    return _in_words(kind, body), ()


def _in_words(kind: str, body: Mapping[str, Any]) -> str:
    if kind == "text":
        text = words(body, "content")
        return text if text.strip() else _EMPTY
    if kind == "msgmenu":
        return _menu(body)
    if kind in _MEDIA:
        return _MEDIA[kind].in_words
    if kind not in _WORDED:
        return unsupported(kind)
    label, names = _WORDED[kind]
    parts = [words(body, name) for name in names]
    if kind == "location" and not any(parts):
        parts = [words(body, name) for name in ("latitude", "longitude")]
    return labelled(label, *parts)


def _menu(body: Mapping[str, Any]) -> str:
    items = [words(part(each, words(each, "type", 64)), "content") for each in _mappings(body.get("list"))]
    parts = (words(body, "head_content"), *items, words(body, "tail_content"))
    return labelled("菜单", "\n".join(filter(None, (each.strip() for each in parts))))


def _quoted(body: Mapping[str, Any]) -> str:
    """A chat record that was passed on: its title, and who said what; records inside it by their name only."""
    lines = [labelled("聊天记录", words(body, "title"))]
    for each in _mappings(body.get("item"))[:_MOST_QUOTED]:
        content, kind = _parsed(each.get("msg_content")), _kind(each)
        text = "[聊天记录]" if kind == "merged_msg" else _in_words(kind, part(content, kind) or content)
        lines.append(f"{words(each, 'sender_name', MOST_NAME)}：{text}")
    return "\n".join(lines)[:MOST_TEXT]


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _parsed(text: Any) -> Mapping[str, Any]:
    try:
        content = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, Mapping) else {}


# What happened --------------------------------------------------------------------------------------------------------


def _event(event: Mapping[str, Any]) -> tuple[EventName, Mapping[str, str]]:
    match name := words(event, "event_type", 64).strip().lower():
        case "enter_session":
            # Sent as it stands in the link, where it has to be escaped.
            scene_param = storable_text(unquote(words(event, "scene_param")))
            detail = {name: words(event, name) for name in ("scene", "welcome_code")}
            return EventName.ENTERED, {**detail, "scene_param": scene_param}
        case "msg_send_fail":
            reason = _UNSENT.get(number(event, "fail_type") or 0, _UNSENT_SOMEHOW)
            return EventName.SEND_FAILED, {"message": words(event, "fail_msgid"), "reason": reason}
        case "session_status_change" if change := _CHANGES.get(number(event, "change_type") or 0):
            servicer = words(event, "new_servicer_userid") or words(event, "old_servicer_userid")
            return EventName.SESSION_CHANGED, {"change": change, "code": words(event, "msg_code"), "servicer": servicer}
        case "user_recall_msg":
            # By the ref that the message itself came with.
            return EventName.RECALLED, {"message": ref_of("m", words(event, "recall_msgid"))}
        case "reject_customer_msg_switch_change":
            return EventName.REJECT_SWITCHED, {"rejects": "yes" if number(event, "reject_switch") == 1 else "no"}
        case _:
            return EventName.OTHER, {"event": name}
