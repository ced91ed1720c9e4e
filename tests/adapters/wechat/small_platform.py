"""A small platform on a real port: answers each path as a test scripted it, or hangs, or breaks the line."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from handoff.adapters.wechat.access import Access
from handoff.adapters.wechat.api import PlatformApi
from handoff.adapters.wechat.error_codes import OFFICIAL_ACCOUNT, OFFICIAL_ACCOUNT_TOKEN
from handoff.adapters.wechat.official_account import token_request
from handoff.domain.image import Picture
from handoff.domain.inbox import ChannelKind, Inbox, KfAccount, OfficialAccount, Secrets
from handoff.domain.parcel import MenuItem, Parcel, ParcelKind
from handoff.services.channel_port import StoredToken

OA_TOKEN, KF_TOKEN = "/cgi-bin/stable_token", "/cgi-bin/gettoken"
TOKEN = "90_token-of-this-test"
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
SECRET = "0123456789abcdef0123456789abcdef"
# Far shorter than a test's patience, far longer than an answer over loopback takes.
_SILENT_AFTER_S = 1.0


@dataclass(frozen=True)
class Asked:
    """A request as it came over the wire."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)


@dataclass(frozen=True)
class Reply:
    content: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


HANG = Reply(status=-1)
BREAK = Reply(status=-2)
OK = {"errcode": 0, "errmsg": "ok"}
Answering = Reply | Mapping[str, Any] | Callable[[Asked], Awaitable[Any]]


class SmallPlatform:
    """`script(path, a, b)`: the first request gets a, every later one b. Unscripted paths answer with 404."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.url = ""
        self._scripts: dict[str, list[Answering]] = {}

    def script(self, path: str, *answers: Answering) -> None:
        self._scripts[path] = list(answers)

    def at(self, path: str) -> list[Asked]:
        return [one for one in self.asked if one.path == path]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (asked := await _read(reader)) is not None:
                self.asked.append(asked)
                reply = await self._reply(asked)
                if reply == BREAK:
                    return
                if reply == HANG:
                    await reader.read()
                    return
                lines = [f"HTTP/1.1 {reply.status} X", f"Content-Length: {len(reply.content)}"]
                lines += [f"{name}: {value}" for name, value in reply.headers.items()]
                writer.write("\r\n".join([*lines, "", ""]).encode() + reply.content)
                await writer.drain()
        except ConnectionError:
            # The client would not hear the end of it, which is what some tests are about.
            return
        finally:
            writer.close()

    async def _reply(self, asked: Asked) -> Reply:
        script = self._scripts.get(asked.path)
        if not script:
            return Reply(b"not scripted", 404)
        answer: Any = script.pop(0) if len(script) > 1 else script[0]
        if callable(answer):
            answer = await answer(asked)
        if isinstance(answer, Reply):
            return answer
        return Reply(json.dumps(answer, ensure_ascii=False).encode(), headers={"Content-Type": "application/json"})


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, _version = first.split(" ")
    headers = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}
    raw = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    return Asked(method, parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)), headers, raw)


@asynccontextmanager
async def small_platform() -> AsyncIterator[SmallPlatform]:
    platform = SmallPlatform()
    talks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        talks.add(task)
        await platform.serve(reader, writer)

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    platform.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield platform
    for task in talks:
        task.cancel()
    await asyncio.gather(*talks, return_exceptions=True)


def impatient_http() -> httpx.AsyncClient:
    # No certificates are read, which takes longer than most tests: loopback has none.
    return httpx.AsyncClient(timeout=_SILENT_AFTER_S, trust_env=False, verify=False)


class RowOfTokens:
    """The table of tokens in memory, with the same rules: one row per inbox, compare and delete."""

    def __init__(self) -> None:
        self.rows: dict[str, StoredToken] = {}
        self.fetching: dict[str, datetime] = {}
        self.refused = asyncio.Event()

    async def current(self, inbox_id: str, now: datetime) -> StoredToken | None:
        row = self.rows.get(inbox_id)
        return row if row and row.expires_at > now else None

    async def may_fetch(self, inbox_id: str, now: datetime, until: datetime) -> bool:
        if inbox_id in self.fetching and self.fetching[inbox_id] > now:
            self.refused.set()
            return False
        self.fetching[inbox_id] = until
        return True

    async def keep(self, inbox_id: str, token: StoredToken) -> None:
        self.rows[inbox_id] = token
        self.fetching.pop(inbox_id, None)

    async def drop(self, inbox_id: str, token: str) -> None:
        if inbox_id in self.rows and self.rows[inbox_id].token == token:
            del self.rows[inbox_id]
        if not token:
            self.fetching.pop(inbox_id, None)


def given_token(token: str, expires_in: int = 7200) -> dict[str, Any]:
    return {"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": expires_in}


def error(code: int, errmsg: str = "refused") -> dict[str, Any]:
    return {"errcode": code, "errmsg": errmsg}


TEXT = Parcel("p1", ParcelKind.TEXT, ("l1",), text="您好，订单已发货。🚚")
MENU = Parcel("p2", ParcelKind.MENU, ("l2",), text="请选择：", items=(MenuItem("m1", "查物流"), MenuItem("m2", "退货")))
IMAGE = Parcel("p3", ParcelKind.IMAGE, ("l3",), picture=Picture("i1", "image/webp", 64, 48))


def an_inbox(token: str = "callback7", aes_key: str = "k" * 43, **account: Any) -> Inbox:
    secrets = Secrets(token=token, aes_key=aes_key, secret=SECRET)
    return Inbox("oa", ChannelKind.WECHAT_OA, "服务号", account=OfficialAccount("wx-app", **account), secrets=secrets)


def a_kf_inbox(api_base: str) -> Inbox:
    secrets = Secrets(token="callback7", aes_key="k" * 43, secret=SECRET)
    account = KfAccount("corp", "wk1", api_base=api_base)
    return Inbox("kf", ChannelKind.WECHAT_KF, "客服", account=account, secrets=secrets)


def open_api(http: httpx.AsyncClient, tokens: RowOfTokens) -> PlatformApi:
    access = Access(http, tokens, lambda: NOW, token_request, OFFICIAL_ACCOUNT_TOKEN)
    return PlatformApi(http, access, OFFICIAL_ACCOUNT, pauses=(0.0, 0.0))
