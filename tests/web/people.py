"""Who calls: a visitor with a token, somebody with a login, nobody."""

import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from handoff.domain.agent import User
from handoff.web.access import COOKIE


@dataclass
class Caller:
    """Somebody with an HTTP client; nobody when neither token nor login is given."""

    http: httpx.AsyncClient

    @property
    def url(self) -> str:
        return str(self.http.base_url).rstrip("/")

    @property
    def socket_headers(self) -> dict[str, str]:
        return {}

    async def get(self, path: str, **given: Any) -> httpx.Response:
        return await self.http.get(path, **given)

    async def post(self, path: str, body: Any = None, **given: Any) -> httpx.Response:
        return await self.http.post(path, json={} if body is None else body, **given)

    async def put(self, path: str, body: Any, **given: Any) -> httpx.Response:
        return await self.http.put(path, json=body, **given)


@dataclass
class Visitor(Caller):
    id: str = ""
    token: str = ""
    conversation_id: str = ""

    async def say(self, text: str, client_id: str | None = None) -> dict[str, Any]:
        answer = await self.post("/api/webchat/messages", {"client_id": client_id or uuid.uuid4().hex, "text": text})
        assert answer.status_code == 202, answer.text
        message: dict[str, Any] = answer.json()["message"]
        return message

    async def lines(self) -> list[dict[str, Any]]:
        answer = await self.get("/api/webchat/messages")
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found


@dataclass
class Person(Caller):
    user: User = field(kw_only=True)
    token: str = ""
    csrf: str = ""
    password: str = ""

    @property
    def socket_headers(self) -> dict[str, str]:
        return {"Cookie": f"{COOKIE}={self.token}"}

    async def move(self, episode_id: str, verb: str, body: Any = None) -> httpx.Response:
        return await self.post(f"/api/desk/episodes/{episode_id}/{verb}", body)

    async def open(self, episode_id: str) -> dict[str, Any]:
        answer = await self.get(f"/api/desk/episodes/{episode_id}")
        assert answer.status_code == 200, answer.text
        detail: dict[str, Any] = answer.json()
        return detail

    async def state(self) -> dict[str, Any]:
        answer = await self.get("/api/desk/state")
        assert answer.status_code == 200, answer.text
        state: dict[str, Any] = answer.json()
        return state

    async def reply(self, episode_id: str, text: str, **more: Any) -> httpx.Response:
        return await self.move(episode_id, "replies", {"client_id": uuid.uuid4().hex, "text": text, **more})
