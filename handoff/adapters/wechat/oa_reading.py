"""What an Official Account or a mini-program pushes, read into our words."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from handoff.adapters.wechat.fields import MOST_NAME, digest, instant, labelled, ref_of, unsupported, words
from handoff.domain.arrival import Arrival, ChannelEvent, CustomerMessage, EventName, MediaKind, MediaRef
from handoff.domain.inbox import Inbox, OfficialAccount

_MEDIA = {
    "image": MediaKind.IMAGE,
    "voice": MediaKind.VOICE,
    "video": MediaKind.VIDEO,
    "shortvideo": MediaKind.VIDEO,
}
# What stands for it in words, and the fields that follow.
_WORDED = {
    "location": ("位置", ("Poiname", "Label")),
    "link": ("链接", ("Title", "Url")),
    "miniprogrampage": ("小程序", ("Title",)),
    "file": ("文件", ("Title",)),
}
_EMPTY = "[空白消息]"


def refs_of(payload: Mapping[str, Any]) -> tuple[str, str]:
    """What drops the platform's repeats, and who sent it.

    Events have no id. Two of them may share a second, as a subscription and the first tap on the menu do.
    """
    sender = words(payload, "FromUserName", MOST_NAME)
    message = words(payload, "MsgId") or words(payload, "MsgID")
    if _kind(payload) == "event":
        parts = [words(payload, name) for name in ("FromUserName", "CreateTime", "Event", "EventKey")]
        return (ref_of("e", *parts) if all(parts[:3]) else ref_of("h", digest(payload))), sender
    return (ref_of("m", message) if message else ref_of("h", digest(payload))), sender


def read(inbox: Inbox, payload: Mapping[str, Any]) -> Sequence[Arrival]:
    """Never raises; what is nobody's is an event of the name OTHER, so that it never becomes a conversation."""
    ref, sender = refs_of(payload)
    at, kind = instant(payload, "CreateTime"), _kind(payload)
    if kind == "event":
        name, detail = _event(inbox, payload)
        return [ChannelEvent(ref, sender, at, name, detail)]
    if not sender or not kind:
        return [ChannelEvent(ref, sender, at, EventName.OTHER, {"event": kind})]
    return [_message(ref, sender, at, kind, payload)]


def _kind(payload: Mapping[str, Any]) -> str:
    """The type of message in lower case, since recordings spell it in both; empty where there is none."""
    kind = words(payload, "MsgType", 64).strip().lower()
    return kind or ("event" if words(payload, "Event") else "")


def _message(ref: str, sender: str, at: datetime | None, kind: str, payload: Mapping[str, Any]) -> CustomerMessage:
    if kind == "text":
        text = words(payload, "Content")
        menu_id = words(payload, "bizmsgmenuid", MOST_NAME)
        return CustomerMessage(ref, sender, at, text if text.strip() else _EMPTY, menu_id=menu_id)
    if kind in _MEDIA:
        media = MediaRef(_MEDIA[kind], words(payload, "MediaId"), words(payload, "PicUrl"))
        text = words(payload, "Recognition")
        if media.media_id or media.url:
            return CustomerMessage(ref, sender, at, text, (media,))
        return CustomerMessage(ref, sender, at, text or media.kind.in_words)
    return CustomerMessage(ref, sender, at, _in_words(kind, payload))


def _in_words(kind: str, payload: Mapping[str, Any]) -> str:
    if kind not in _WORDED:
        return unsupported(kind)
    label, names = _WORDED[kind]
    parts = [words(payload, name) for name in names]
    if kind == "location" and not any(parts):
        parts = [words(payload, name) for name in ("Location_X", "Location_Y")]
    return labelled(label, *parts)


def _event(inbox: Inbox, payload: Mapping[str, Any]) -> tuple[EventName, Mapping[str, str]]:
    key = words(payload, "EventKey")
    match event := words(payload, "Event", 64).strip().lower():
        case "subscribe":
            return EventName.SUBSCRIBED, {"scene": key.removeprefix("qrscene_")}
        case "unsubscribe":
            return EventName.UNSUBSCRIBED, {}
        case "scan":
            return EventName.SCANNED, {"key": key}
        case "click":
            menu = inbox.account.menu if isinstance(inbox.account, OfficialAccount) else {}
            return EventName.MENU, {"key": key, "text": menu.get(key, "")}
        case "user_enter_tempsession":
            # Where in the mini-program the customer comes from, as its page says it.
            return EventName.ENTERED, {"scene": "", "scene_param": words(payload, "SessionFrom"), "welcome_code": ""}
        case _:
            return EventName.OTHER, {"event": event}
