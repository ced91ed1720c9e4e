"""What a message to a 微信客服 customer may hold."""

from collections.abc import Mapping
from typing import Any

from tests.support.wechat_platform.errors import Refused
from tests.support.wechat_platform.lines import MenuItem

MOST_TEXT_BYTES = 2048
WITH_MEDIA = frozenset({"image", "voice", "video", "file"})
KINDS = WITH_MEDIA | {"text", "link", "miniprogram", "msgmenu", "location", "ca_link"}


def words_of(kind: str, part: Mapping[str, Any]) -> tuple[str, tuple[MenuItem, ...]]:
    if kind == "text":
        text = part.get("content")
        if not isinstance(text, str) or not text:
            raise Refused(44004)
        if len(text.encode()) > MOST_TEXT_BYTES:
            raise Refused(45002)
        return text, ()
    if kind == "msgmenu":
        words = [str(part[name]) for name in ("head_content", "tail_content") if part.get(name)]
        found = part.get("list")
        return "\n".join(words), tuple(_item(each) for each in (found if isinstance(found, list) else []))
    return str(part.get("title") or part.get("name") or ""), ()


def _item(each: Any) -> MenuItem:
    kind = each.get("type") if isinstance(each, dict) else None
    if kind not in {"click", "view", "miniprogram", "text"} or not isinstance(each.get(kind), dict):
        raise Refused(95009)
    item = each[kind]
    if not item.get("content") or (kind == "click" and not item.get("id")):
        raise Refused(40058)
    return MenuItem(str(item.get("id", "")), str(item["content"]), str(item.get("url", "")))
