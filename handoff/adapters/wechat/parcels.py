"""Parcels in the words of the two platforms."""

import re
from dataclasses import replace
from typing import Any

from handoff.domain.inbox import Flavour, KfAccount, OfficialAccount
from handoff.domain.parcel import Parcel, ParcelKind
from handoff.domain.parcelling import to_reply

# JSON writes them as `\uXXXX`, which the platforms refuse (40033).
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def as_text(parcel: Parcel) -> Parcel:
    """For those who cannot show it: a menu's items as words to reply with, a page as its address."""
    if parcel.kind is ParcelKind.NEWS:
        return replace(parcel, kind=ParcelKind.TEXT, text=f"{parcel.text}\n{parcel.title}：{parcel.url}")
    words = to_reply([item.title for item in parcel.items])
    return replace(parcel, kind=ParcelKind.TEXT, text="\n".join(filter(None, [parcel.text, words])), items=())


def shows_menus(account: OfficialAccount) -> bool:
    """A mini-program's customer service takes text, images and links only."""
    return account.flavour is Flavour.OA


def for_official_account(account: OfficialAccount, to: str, parcel: Parcel, media_id: str = "") -> dict[str, Any]:
    """`media_id` is that of the parcel's picture, uploaded before."""
    body = {"touser": to, **_content(parcel, media_id)}
    if parcel.kind is ParcelKind.MENU:
        items = [{"id": item.id, "content": _plain(item.title)} for item in parcel.items]
        body["msgmenu"] = {"head_content": _plain(parcel.text), "list": items, "tail_content": ""}
    if account.kf_account and account.flavour is Flavour.OA:
        body["customservice"] = {"kf_account": account.kf_account}
    return body


def for_kf(account: KfAccount, to: str, parcel: Parcel, media_id: str = "") -> dict[str, Any]:
    """With our id as `msgid`: the platform takes each only once."""
    return {"touser": to, "open_kfid": account.open_kfid, **_for_kf(parcel, media_id)}


def on_event(code: str, parcel: Parcel) -> dict[str, Any]:
    """The code stands for the customer and the account."""
    return {"code": code, **_for_kf(parcel, "")}


def _for_kf(parcel: Parcel, media_id: str) -> dict[str, Any]:
    body = {"msgid": parcel.id, **_content(parcel, media_id)}
    if parcel.kind is ParcelKind.MENU:
        items = [{"type": "click", "click": {"id": item.id, "content": _plain(item.title)}} for item in parcel.items]
        body["msgmenu"] = {"head_content": _plain(parcel.text), "list": items}
    return body


def _content(parcel: Parcel, media_id: str) -> dict[str, Any]:
    match parcel.kind:
        case ParcelKind.TEXT:
            return {"msgtype": "text", "text": {"content": _plain(parcel.text)}}
        case ParcelKind.IMAGE:
            return {"msgtype": "image", "image": {"media_id": media_id}}
        case ParcelKind.MENU:
            return {"msgtype": "msgmenu"}
        case ParcelKind.NEWS:
            article = {"title": _plain(parcel.title), "description": _plain(parcel.text), "url": parcel.url}
            return {"msgtype": "news", "news": {"articles": [article]}}


def _plain(text: str) -> str:
    return _CONTROL.sub("", text)
