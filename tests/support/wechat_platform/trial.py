"""A product as small as can be, and a caller of the APIs, for the tests of the stand-in itself."""

import asyncio
import base64
import json
from collections import deque
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self
from xml.etree import ElementTree as ET

import httpx
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from tests.support.wechat_platform.wire import Answer, Asked, HttpServer

NOTHING = Answer(b"success", "text/plain")


class SmallProduct:
    """Keeps every callback; answers what `answers` holds, then `success`. None: no answer at all."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answers: deque[Answer | None] = deque()
        self._server = HttpServer(self._answer)

    async def __aenter__(self) -> Self:
        await self._server.start()
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self._server.stop()

    @property
    def url(self) -> str:
        return f"{self._server.url}/callback?inbox=1"

    def fields(self, place: int = -1) -> dict[str, str]:
        """The outer fields of a callback in XML."""
        return {child.tag: child.text or "" for child in ET.fromstring(self.asked[place].body)}

    def opened(self, aes_key: str, place: int = -1) -> dict[str, str]:
        """The fields inside."""
        message, _receiver = unseal(aes_key, self.fields(place)["Encrypt"])
        return {child.tag: child.text or "" for child in ET.fromstring(message)}

    async def _answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        answer = self.answers.popleft() if self.answers else NOTHING
        if answer is None:
            await asyncio.Event().wait()
        assert answer is not None
        return answer


def unseal(aes_key: str, sealed: str) -> tuple[str, str]:
    """Message and receiver, with nothing of the stand-in's own cipher."""
    key = base64.b64decode(aes_key + "=")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    remover = PKCS7(256).unpadder()
    plain = remover.update(decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()) + remover.finalize()
    end = 20 + int.from_bytes(plain[16:20], "big")
    return plain[20:end].decode(), plain[end:].decode()


class Caller:
    """Calls one of the two APIs with a token."""

    def __init__(self, base: str) -> None:
        self.client = httpx.AsyncClient(base_url=base, timeout=10, trust_env=False)
        self.token = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.client.aclose()

    async def get(self, endpoint: str, **query: str) -> dict[str, Any]:
        return self._read(await self.client.get(f"/cgi-bin/{endpoint}", params=self._with_token(query)))

    async def post(self, endpoint: str, body: Mapping[str, Any] | bytes) -> dict[str, Any]:
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        return self._read(await self.client.post(f"/cgi-bin/{endpoint}", params=self._with_token({}), content=content))

    async def upload(self, kind: str, content: bytes, name: str = "a.png") -> dict[str, Any]:
        files = {"media": (name, content)}
        query = self._with_token({"type": kind})
        return self._read(await self.client.post("/cgi-bin/media/upload", params=query, files=files))

    async def file(self, media_id: str) -> httpx.Response:
        return await self.client.get("/cgi-bin/media/get", params=self._with_token({"media_id": media_id}))

    async def text(self, endpoint: str, to: str, words: str = "您好", **more: str) -> dict[str, Any]:
        return await self.post(endpoint, {"touser": to, "msgtype": "text", "text": {"content": words}, **more})

    def _with_token(self, query: Mapping[str, str]) -> dict[str, str]:
        return {**query, "access_token": self.token} if self.token else dict(query)

    def _read(self, answer: httpx.Response) -> dict[str, Any]:
        read: dict[str, Any] = answer.json()
        return read
