"""What a platform hands over, read into our words: a customer's message, an event, a colleague's line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class MediaKind(StrEnum):
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    FILE = "file"

    @property
    def in_words(self) -> str:
        return {"image": "[图片]", "voice": "[语音]", "video": "[视频]", "file": "[文件]"}[self.value]


@dataclass(frozen=True)
class MediaRef:
    """A file that lies with the platform, for three days; `url` where it can be had without the API."""

    kind: MediaKind
    media_id: str = ""
    url: str = ""


@dataclass(frozen=True)
class Arrival:
    """`ref` drops the platform's repeats; `at` is when the platform says it happened, None where it does not."""

    ref: str
    sender_ref: str
    at: datetime | None


@dataclass(frozen=True)
class CustomerMessage(Arrival):
    """`text` is what stands for it in words, a voice message's recognised words included; empty for bare media.

    `menu_id`: the id of the menu item whose tap wrote this.
    """

    text: str = ""
    media: tuple[MediaRef, ...] = ()
    menu_id: str = ""


@dataclass(frozen=True)
class ColleagueMessage(Arrival):
    """What one of our people wrote to the customer in the platform's own client (微信客服, origin 5)."""

    servicer_id: str = ""
    text: str = ""
    media: tuple[MediaRef, ...] = ()


class EventName(StrEnum):
    """Events we act on; every other is OTHER, kept and not acted on."""

    SUBSCRIBED = "subscribed"
    UNSUBSCRIBED = "unsubscribed"
    SCANNED = "scanned"
    MENU = "menu"
    ENTERED = "entered"
    SEND_FAILED = "send_failed"
    SESSION_CHANGED = "session_changed"
    RECALLED = "recalled"
    REJECT_SWITCHED = "reject_switched"
    OTHER = "other"


@dataclass(frozen=True)
class ChannelEvent(Arrival):
    """`detail` by name: MENU `key`; ENTERED `scene`, `scene_param`, `welcome_code`; SCANNED `key`;

    SEND_FAILED `message` (our msgid) and `reason` (what to tell the desk, in Chinese); SESSION_CHANGED `change`
    (taken, transferred, ended, reopened), `code`, `servicer`; RECALLED `message`; REJECT_SWITCHED `rejects` (yes, no);
    SUBSCRIBED `scene`; OTHER `event`.
    """

    name: EventName = EventName.OTHER
    detail: Mapping[str, str] = field(default_factory=dict)
