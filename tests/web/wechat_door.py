"""WeChat before the running web process: letters as its servers post them, and what was kept of them."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import RowMapping, Table, select

from handoff.adapters.sql.schema import arrivals, kf_cursors, messages
from handoff.domain.agent import Role
from handoff.domain.inbox import ChannelKind, CryptMode, Inbox, KfAccount, OfficialAccount, Secrets
from handoff.wiring import utc_now
from tests.support.wechat_platform.crypt import Seal
from tests.support.wechat_platform.oa_letters import LetterBox, xml_of
from tests.support.wechat_platform.pushing import Letter
from tests.web.office import Office

_numbers = itertools.count(1)
SECRETS = Secrets(token="TokenAtTheDoor", aes_key="D00rKey4TheTests" + "q" * 27, secret="secret-at-the-door")
CORP_ID = "ww00d00r00d00r00aa"
# What the platforms' servers send along, and what they do not: no Origin, no cookie.
HEADERS = {"User-Agent": "Mozilla/4.0", "Content-Type": "text/xml"}


@dataclass
class Door:
    """One inbox, and the platform that calls it."""

    office: Office
    inbox: Inbox
    box: LetterBox

    @property
    def path(self) -> str:
        return f"/wechat/{self.inbox.id}"

    def letter(self, fields: Mapping[str, Any]) -> Letter:
        """Signed anew each time, as a second try may be."""
        return self.box.letter(fields, str(fields.get("FromUserName", "")), utc_now())

    async def posts(self, letter: Letter, http: httpx.AsyncClient | None = None, **more: Any) -> httpx.Response:
        http = http or (await self.office.nobody()).http
        return await http.post(
            more.pop("path", self.path), params=dict(letter.query), content=letter.body, headers=HEADERS, **more
        )

    async def pushes(self, fields: Mapping[str, Any], http: httpx.AsyncClient | None = None) -> httpx.Response:
        return await self.posts(self.letter(fields), http)

    async def kept(self) -> list[RowMapping]:
        return await self.rows(arrivals)

    async def rung(self) -> list[RowMapping]:
        return await self.rows(kf_cursors)

    async def lines(self) -> list[RowMapping]:
        """The thread of this inbox's customers, in the order they stand in it."""
        return sorted(await self.rows(messages), key=lambda line: (line["conversation_id"], line["seq"]))

    async def rows(self, table: Table) -> list[RowMapping]:
        async with self.office.accounts.engine.connect() as connection:
            found = await connection.execute(select(table).where(table.c.inbox_id == self.inbox.id))
            return list(found.mappings())

    async def works(self) -> None:
        """All that the worker does with what was kept."""
        services = self.office.services
        while any([await services.arrivals.work_next(), await services.dispatch.work_next()]):
            pass


async def open_door(
    office: Office, *, mode: str = "safe", wire: str = "xml", secrets: Secrets = SECRETS, **account: Any
) -> Door:
    """An Official Account with an id of its own."""
    app_id = f"wxd00r{next(_numbers):012x}"
    set_up = OfficialAccount(app_id, mode=CryptMode(mode), **account)
    inbox = await _added(office, ChannelKind.WECHAT_OA, set_up, secrets)
    return Door(office, inbox, LetterBox(Seal(secrets.token, secrets.aes_key, app_id), mode, wire, "gh_door"))


async def open_kf_door(office: Office, corp_id: str = CORP_ID) -> Door:
    set_up = KfAccount(corp_id, f"wkDoor{next(_numbers):010d}")
    inbox = await _added(office, ChannelKind.WECHAT_KF, set_up, SECRETS)
    return Door(office, inbox, LetterBox(Seal(SECRETS.token, SECRETS.aes_key, corp_id), "safe", "xml", corp_id))


def text(content: str, number: int = 0, sender: str = "oCustomerAtTheDoor") -> dict[str, Any]:
    """A customer's line, with a number of its own where none is given."""
    return {
        "ToUserName": "gh_door",
        "FromUserName": sender,
        "CreateTime": int(utc_now().timestamp()),
        "MsgType": "text",
        "Content": content,
        "MsgId": number or 24_000_000_000_000_000 + next(_numbers),
    }


def happening(event: str, **fields: Any) -> dict[str, Any]:
    """An event; these have no number."""
    told = {name: value for name, value in text("").items() if name not in {"Content", "MsgId"}}
    return {**told, "MsgType": "event", "Event": event, **fields}


def bell(open_kfid: str, token: str = "ENCtoken", corp_id: str = CORP_ID) -> dict[str, Any]:
    return {
        "ToUserName": corp_id,
        "CreateTime": int(utc_now().timestamp()),
        "MsgType": "event",
        "Event": "kf_msg_or_event",
        "Token": token,
        "OpenKfId": open_kfid,
    }


def kfid(inbox: Inbox) -> str:
    assert isinstance(inbox.account, KfAccount)
    return inbox.account.open_kfid


def plainly(door: Door, body: bytes) -> Letter:
    """Whatever body, under the signature of the plain mode, which does not cover it."""
    return Letter(door.letter(text("")).query, body)


def sealed(door: Door, content: str) -> Letter:
    """Whatever content, sealed and signed."""
    seal = door.box.seal
    encrypted = seal.close(content)
    query = dict(door.letter(text("")).query)
    query["msg_signature"] = seal.sign(query["timestamp"], query["nonce"], encrypted)
    return Letter(query, xml_of({"ToUserName": "gh_door", "Encrypt": encrypted}).encode())


async def _added(office: Office, channel: ChannelKind, account: OfficialAccount | KfAccount, secrets: Secrets) -> Inbox:
    admin = await office.person(Role.ADMIN, online=False)
    return await office.services.inboxes.add(admin.user, channel, "安禾电器", account, secrets)
