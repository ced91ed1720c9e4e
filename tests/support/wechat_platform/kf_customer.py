"""Somebody who writes to a 微信客服 account: what they do, what they see, and the state of their session."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.support.wechat_platform.allowance import WINDOW, Allowance
from tests.support.wechat_platform.errors import Refused
from tests.support.wechat_platform.kf_codes import Kind
from tests.support.wechat_platform.lines import By, Line, Reader
from tests.support.wechat_platform.media import Media

if TYPE_CHECKING:
    from tests.support.wechat_platform.kf_account import KfAccount

NEW, BOT, QUEUEING, SERVED, ENDED = range(5)
_A_MESSAGE_ALLOWS = 5
# fail_type of a message to somebody who switched receiving off.
_REFUSED = 10


class KfCustomer(Reader):
    """Whatever they do returns the msgid it has in the log; `rings=False` loses the bell."""

    def __init__(self, account: "KfAccount", name: str) -> None:
        super().__init__()
        self.account = account
        self.name = name
        digest = hashlib.sha256(f"{account.open_kfid}/{name}".encode()).digest()
        self.external_userid = "wm" + base64.urlsafe_b64encode(digest).decode()[:30]
        self.allowance: Allowance | None = None
        self.servicer = ""
        self.refuses_messages = False
        self.welcomed_at: datetime | None = None
        self.wrote_at: datetime | None = None
        self._state = ENDED

    @property
    def state(self) -> int:
        """0 new, 1 bot, 2 queueing, 3 a servicer has it, 4 ended or none yet; a session ends by itself after 48 h."""
        return self._state if self.wrote_at is not None and self._now() - self.wrote_at < WINDOW else ENDED

    def move(self, state: int, servicer: str = "") -> None:
        self._state, self.servicer = state, servicer

    async def writes(self, text: str, rings: bool = True) -> str:
        return await self._message("text", {"content": text}, text, rings=rings)

    async def taps(self, choice: str, rings: bool = True) -> str:
        """A menu item that arrived before, by id or title."""
        item = self.item(choice)
        return await self._message("text", {"content": item.title, "menu_id": item.id}, item.title, rings=rings)

    async def sends_image(self, content: bytes, rings: bool = True) -> str:
        return await self.sends_file("image", content, rings)

    async def sends_file(self, kind: str, content: bytes, rings: bool = True) -> str:
        """`kind`: image, voice, video or file."""
        media = self.account.world.media.keep(self.account.corp.corp_id, kind, content)
        return await self._message(kind, {"media_id": media.id}, media=media, rings=rings)

    async def sends_location(self, latitude: float, longitude: float, name: str, address: str) -> str:
        place = {"latitude": latitude, "longitude": longitude, "name": name, "address": address}
        return await self._message("location", place, name)

    async def sends_link(self, title: str, description: str, url: str) -> str:
        return await self._message("link", {"title": title, "desc": description, "url": url, "pic_url": ""}, title)

    async def sends(self, kind: str, fields: Mapping[str, Any], rings: bool = True) -> str:
        """A message of any other kind."""
        return await self._message(kind, fields, rings=rings)

    async def enters(self, scene: str = "", scene_param: str = "", rings: bool = True) -> str:
        """Open the conversation; a welcome code comes along when nothing was said within 48 hours."""
        fields: dict[str, object] = {"external_userid": self.external_userid, "scene": scene}
        if scene_param:
            fields["scene_param"] = scene_param
        if not self._is_recent(self.wrote_at) and not self._is_recent(self.welcomed_at):
            fields["welcome_code"] = self.account.corp.codes.issue(Kind.WELCOME, self)
        return await self.account.event("enter_session", fields, rings)

    async def recalls(self, msgid: str, times: int = 1, rings: bool = True) -> str:
        """Take a message back; the platform was seen to tell it several times."""
        fields = {"external_userid": self.external_userid, "recall_msgid": msgid}
        return await self.account.event("user_recall_msg", fields, rings, times)

    async def rejects(self, rejects: bool = True, rings: bool = True) -> str:
        """Switch receiving off, or on again; what is sent meanwhile fails with type 10."""
        self.refuses_messages = rejects
        fields = {"external_userid": self.external_userid, "reject_switch": int(rejects)}
        return await self.account.event("reject_customer_msg_switch_change", fields, rings)

    def check_may_get(self) -> Allowance:
        """Raises Refused when a message by the API would be refused now."""
        if self.allowance is None or self._now() >= self.allowance.until:
            raise Refused(95002)
        if self.state not in {NEW, BOT}:
            raise Refused(95018)
        if not self.allowance.left:
            raise Refused(95001)
        return self.allowance

    def gets(self, line: Line) -> None:
        """Unless it fails on its way, which an event tells later."""
        fail_type = _REFUSED if self.refuses_messages else 0
        if self.account.undelivered:
            fail_type = self.account.undelivered.pop(0)
        if not fail_type:
            self.thread.add(line)
            return
        fields = {"external_userid": self.external_userid, "fail_msgid": line.ref, "fail_type": fail_type}
        self.account.world.spawn(self.account.event("msg_send_fail", fields))

    async def _message(
        self, kind: str, fields: Mapping[str, Any], text: str = "", media: Media | None = None, rings: bool = True
    ) -> str:
        if self.state == ENDED:
            self.move(self.account.new_state)
        self.wrote_at = self._now()
        self.allowance = Allowance(_A_MESSAGE_ALLOWS, self.wrote_at + WINDOW)
        self.thread.add(Line(By.CUSTOMER, kind, self.wrote_at, text, media=media))
        ids = {"open_kfid": self.account.open_kfid, "external_userid": self.external_userid}
        return await self.account.tells({**ids, "origin": 3, "msgtype": kind, kind: fields}, rings)

    def _is_recent(self, at: datetime | None) -> bool:
        return at is not None and self._now() - at < WINDOW

    def _now(self) -> datetime:
        return self.account.world.now()
