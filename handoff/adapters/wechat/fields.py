"""Single fields out of a payload that may hold anything, and the words for what is no text."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from handoff.adapters.wechat.bodies import storable_text

MOST_TEXT = 4_000
# The platform's names of people and messages are a third of this.
MOST_NAME = 128
# The end of the year 2200: what lies beyond is no time in seconds.
_LATEST = 7_289_654_399
_LARGEST = 2**64


def words(payload: Mapping[str, Any], name: str, most: int = MOST_TEXT) -> str:
    """Text, or a number as text; empty where there is neither."""
    value = payload.get(name)
    if isinstance(value, str):
        return storable_text(value[:most])
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGEST:
        return str(value)
    return ""


def number(payload: Mapping[str, Any], name: str) -> int | None:
    text = words(payload, name, 20).strip()
    return int(text) if text.isascii() and text.isdigit() else None


def instant(payload: Mapping[str, Any], name: str) -> datetime | None:
    seconds = number(payload, name)
    return datetime.fromtimestamp(seconds, UTC) if seconds and seconds <= _LATEST else None


def part(payload: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = payload.get(name)
    return value if isinstance(value, Mapping) else {}


def ref_of(kind: str, *parts: str) -> str:
    """Short enough for a column, and another one whenever a part is another."""
    plain = ":".join((kind, *parts))
    return plain if len(plain) <= MOST_NAME else f"{kind}:{digest(parts)}"


def digest(payload: object) -> str:
    """The same for equal payloads, in whichever order their fields stand."""
    canonical = json.dumps(payload, sort_keys=True, default=str).encode()
    return hashlib.sha256(canonical).hexdigest()[:40]


def labelled(label: str, *parts: str) -> str:
    return " ".join((f"[{label}]", *filter(None, (part.strip() for part in parts))))[:MOST_TEXT]


def unsupported(kind: str) -> str:
    return f"[暂不支持的消息类型：{kind}]"
