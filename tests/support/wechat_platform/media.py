"""Files at the platform: what kinds and sizes it takes, and that it keeps them for three days."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from tests.support.wechat_platform.errors import Refused
from tests.support.wechat_platform.wire import Answer, Asked

KEPT_FOR = timedelta(days=3)
_MB = 1024 * 1024
_STARTS: Mapping[bytes, str] = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"#!AMR": "audio/amr",
    b"ID3": "audio/mp3",
    b"\xff\xfb": "audio/mp3",
}


@dataclass(frozen=True)
class Rule:
    """What an upload of one kind must be; `too_large` is the code otherwise."""

    most: int
    types: frozenset[str]
    too_large: int = 40006


OA_RULES: Mapping[str, Rule] = {
    "image": Rule(10 * _MB, frozenset({"image/png", "image/jpeg", "image/gif"}), 40009),
    "voice": Rule(2 * _MB, frozenset({"audio/amr", "audio/mp3"}), 40010),
    "video": Rule(10 * _MB, frozenset({"video/mp4"}), 40011),
    "thumb": Rule(64 * 1024, frozenset({"image/jpeg"}), 40012),
}
KF_RULES: Mapping[str, Rule] = {
    "image": Rule(2 * _MB, frozenset({"image/png", "image/jpeg"})),
    "voice": Rule(2 * _MB, frozenset({"audio/amr"})),
    "video": Rule(10 * _MB, frozenset({"video/mp4"})),
    "file": Rule(20 * _MB, frozenset()),
}


@dataclass(frozen=True)
class Media:
    id: str
    owner: str
    kind: str
    content: bytes = field(repr=False)
    media_type: str
    created_at: datetime
    expires_at: datetime


@dataclass
class MediaStore:
    """Files of all accounts; `owner` is an appid or a corpid, and nobody gets another's."""

    now: Callable[[], datetime]
    files: dict[str, Media] = field(default_factory=dict)

    def keep(self, owner: str, kind: str, content: bytes, media_type: str = "") -> Media:
        now = self.now()
        # As long as real ones: longer than a careless column.
        media_id = (uuid4().hex + uuid4().hex)[:64]
        media = Media(media_id, owner, kind, content, media_type or type_of(content), now, now + KEPT_FOR)
        self.files[media_id] = media
        return media

    def of(self, owner: str, media_id: object, kind: str | None = None) -> Media:
        found = self.files.get(str(media_id))
        if found is None or found.owner != owner or self.now() >= found.expires_at or kind not in {None, found.kind}:
            raise Refused(40007)
        return found

    def expire(self, media: Media) -> None:
        """Its three days are over."""
        del self.files[media.id]

    def upload(self, owner: str, kind: str, asked: Asked, rules: Mapping[str, Rule]) -> Media:
        rule = rules.get(kind)
        if rule is None:
            raise Refused(40004)
        content = uploaded_file(asked)
        if not content:
            raise Refused(40006)
        if len(content) > rule.most:
            raise Refused(rule.too_large)
        media_type = type_of(content)
        if rule.types and media_type not in rule.types:
            raise Refused(40005)
        return self.keep(owner, kind, content, media_type)


def file_answer(media: Media) -> Answer:
    """The file itself; an Official Account's video is told by its address instead."""
    name = f'attachment; filename="{media.id}.{media.media_type.rpartition("/")[2]}"'
    return Answer(media.content, media.media_type, headers=(("Content-disposition", name),))


def json_answer(value: Mapping[str, object], media_type: str = "application/json; encoding=utf-8") -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False).encode(), media_type)


def type_of(content: bytes) -> str:
    if content[4:8] == b"ftyp":
        return "video/mp4"
    return next((kind for start, kind in _STARTS.items() if content.startswith(start)), "application/octet-stream")


def uploaded_file(asked: Asked) -> bytes:
    """The part named `media` of multipart/form-data, which must bring a file name."""
    _type, _semicolon, boundary = asked.headers.get("content-type", "").partition("boundary=")
    if not boundary:
        raise Refused(41005)
    for part in asked.body.split(b"--" + boundary.strip('"').encode())[1:]:
        head, _blank, content = part.partition(b"\r\n\r\n")
        if b'name="media"' in head and b"filename=" in head:
            return content.removesuffix(b"\r\n")
    raise Refused(41005)
