"""Somebody who follows an Official Account, or has opened a mini-program: what they do, and what they see."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.support.wechat_platform.allowance import AFTER_AN_EVENT, AFTER_ENTERING, Allowances
from tests.support.wechat_platform.errors import Refused
from tests.support.wechat_platform.lines import By, Line, Reader, Way
from tests.support.wechat_platform.media import Media
from tests.support.wechat_platform.oa_letters import BadReply
from tests.support.wechat_platform.pushing import Pushed

if TYPE_CHECKING:
    from tests.support.wechat_platform.oa_account import OaAccount

# What WeChat says when a message of the customer got no proper answer.
UNAVAILABLE = "该公众号暂时无法提供服务，请稍后再试"
_FIRST_MSG_ID = 24_000_000_000_000_000
TYPING_LASTS = timedelta(seconds=15)
_TYPING_AFTER = timedelta(seconds=30)
# Events that open three messages within a minute; VIEW opens none.
_OPENING = frozenset({"subscribe", "scan", "click", "scancode_push", "scancode_waitmsg"})
_WITH_MEDIA = frozenset({"image", "voice", "video"})
_SILENT = frozenset({"unsubscribe", "view", "location"})


class OaCustomer(Reader):
    def __init__(self, account: "OaAccount", name: str) -> None:
        super().__init__()
        self.account = account
        self.name = name
        digest = hashlib.sha256(f"{account.app_id}/{name}".encode()).digest()
        self.openid = "o" + base64.urlsafe_b64encode(digest).decode()[:27]
        self.allowances = Allowances()
        self.is_following = True
        self.is_blacklisted = False
        self.refuses_messages = False
        self.wrote_at: datetime | None = None
        self.typing_until: datetime | None = None
        self.pushes: list[Pushed] = []

    @property
    def sees_typing(self) -> bool:
        return self.typing_until is not None and self._now() < self.typing_until

    async def writes(self, text: str, copies: int = 1, **fields: str) -> Pushed:
        """`copies`: the platform posts it so many times at once, as retries that overlap."""
        return await self._message("text", {"Content": text, **fields}, text, copies=copies)

    async def taps(self, choice: str, copies: int = 1) -> Pushed:
        """A menu item that arrived before, by id or title."""
        item = self.item(choice)
        return await self.writes(item.title, copies, bizmsgmenuid=item.id)

    async def sends_image(self, content: bytes) -> Pushed:
        media = self._keep("image", content)
        return await self._message("image", {"PicUrl": self.picture_url(media), "MediaId": media.id}, media=media)

    async def sends_voice(self, content: bytes, recognition: str = "") -> Pushed:
        media = self._keep("voice", content)
        heard = {"Recognition": recognition} if recognition else {}
        return await self._message("voice", {"MediaId": media.id, "Format": "amr", **heard}, recognition, media)

    async def sends_video(self, content: bytes, kind: str = "video") -> Pushed:
        media, thumb = self._keep("video", content), self._keep("thumb", b"\xff\xd8\xff")
        return await self._message(kind, {"MediaId": media.id, "ThumbMediaId": thumb.id}, media=media)

    async def sends_location(self, latitude: float, longitude: float, label: str) -> Pushed:
        place = {"Location_X": latitude, "Location_Y": longitude, "Scale": 16, "Label": label}
        return await self._message("location", place, label)

    async def sends_link(self, title: str, description: str, url: str) -> Pushed:
        return await self._message("link", {"Title": title, "Description": description, "Url": url}, title)

    async def subscribes(self, scene: str = "", copies: int = 1) -> Pushed:
        """`scene`: of the QR code that brought them."""
        self.is_following = True
        code = {"EventKey": f"qrscene_{scene}", "Ticket": "gQFn8DwAAAA"} if scene else {"EventKey": ""}
        return await self.event("subscribe", copies=copies, **code)

    async def unsubscribes(self) -> Pushed:
        self.is_following = False
        self.allowances.close()
        return await self.event("unsubscribe", EventKey="")

    async def scans(self, scene: str) -> Pushed:
        return await self.event("SCAN", EventKey=scene, Ticket="gQFn8DwAAAA")

    async def clicks(self, key: str, copies: int = 1) -> Pushed:
        """An item of the account's own menu, below the conversation."""
        return await self.event("CLICK", copies=copies, EventKey=key)

    async def views(self, url: str) -> Pushed:
        return await self.event("VIEW", EventKey=url)

    async def enters(self, session_from: str = "") -> Pushed:
        """Open the customer service of a mini-program."""
        self.allowances.event_came("enter", AFTER_ENTERING, self._now())
        return await self.event("user_enter_tempsession", SessionFrom=session_from)

    async def event(self, name: str, copies: int = 1, **fields: str | float) -> Pushed:
        """Any event by its name; events have no number of their own."""
        if name.lower() in _OPENING:
            self.allowances.event_came(name.lower(), AFTER_AN_EVENT, self._now())
        return await self._push({**self._head("event"), "Event": name, **fields}, copies)

    def picture_url(self, media: Media) -> str:
        """Where a picture of theirs can be had without the API."""
        return f"{self.account.api_base}/pic/{media.id}/0"

    def shows_typing(self, command: object) -> None:
        now = self._now()
        if command not in {"Typing", "CancelTyping"}:
            raise Refused(45072)
        if self.wrote_at is None or now - self.wrote_at > _TYPING_AFTER:
            raise Refused(45080)
        if command == "Typing" and self.sees_typing:
            raise Refused(45081)
        self.typing_until = now + TYPING_LASTS if command == "Typing" else None

    def gets(self, line: Line) -> None:
        self.typing_until = None
        self.thread.add(line)

    def _keep(self, kind: str, content: bytes) -> Media:
        return self.account.world.media.keep(self.account.app_id, kind, content)

    async def _message(
        self, kind: str, fields: Mapping[str, Any], text: str = "", media: Media | None = None, copies: int = 1
    ) -> Pushed:
        number = _FIRST_MSG_ID + self.account.world.number()
        self.wrote_at = self._now()
        self.allowances.customer_wrote(self.wrote_at)
        self.thread.add(Line(By.CUSTOMER, kind, self.wrote_at, text, str(number), media=media))
        return await self._push({**self._head(kind), **fields, "MsgId": number}, copies)

    def _head(self, kind: str) -> dict[str, str | int | float]:
        return {
            "ToUserName": self.account.original_id,
            "FromUserName": self.openid,
            "CreateTime": int(self._now().timestamp()),
            "MsgType": kind,
        }

    async def _push(self, fields: Mapping[str, Any], copies: int) -> Pushed:
        pushed = await self.account.push(fields, self.openid, copies)
        self.pushes.append(pushed)
        if str(fields.get("Event", "")).lower() not in _SILENT:
            self._read_answer(pushed)
        return pushed

    def _read_answer(self, pushed: Pushed) -> None:
        if not pushed.is_taken:
            self._fails("no answer in any try")
            return
        try:
            reply = self.account.letters.read(pushed.answer, self.openid)
            if reply is not None:
                self.gets(self._passive(reply))
        except (BadReply, Refused) as bad:
            self._fails(str(bad))

    def _fails(self, why: str) -> None:
        self.gets(Line(By.PLATFORM, "failure", self._now(), UNAVAILABLE, raw={"why": why}))

    def _passive(self, reply: Mapping[str, Any]) -> Line:
        kind = str(reply["MsgType"])
        part = reply.get(kind.capitalize(), {})
        media = None
        if kind in _WITH_MEDIA:
            media_id = part.get("MediaId") if isinstance(part, dict) else None
            media = self.account.world.media.of(self.account.app_id, media_id, kind)
        text = str(reply.get("Content", ""))
        return Line(By.ACCOUNT, kind, self._now(), text, way=Way.PASSIVE, media=media, raw=reply)

    def _now(self) -> datetime:
        return self.account.world.now()
