"""Posting to the callback under test: cut off after five seconds, at most three tries."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx

TRIES = 3


@dataclass(frozen=True)
class Letter:
    """One callback, signed."""

    query: Mapping[str, str]
    body: bytes
    media_type: str = "text/xml"


@dataclass(frozen=True)
class Try:
    """`status` is None where there was no answer in time, or no connection."""

    status: int | None
    body: bytes = b""


@dataclass(frozen=True)
class Pushed:
    """How a push went; `answer` is that of the first try that was taken."""

    tries: tuple[Try, ...]

    @property
    def is_taken(self) -> bool:
        return any(each.status == 200 for each in self.tries)

    @property
    def answer(self) -> bytes:
        return next((each.body for each in self.tries if each.status == 200), b"")


class Pusher:
    """`signs_again`: whether a repeated try has a new timestamp and nonce, which nobody has told about the real one."""

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self.signs_again = True
        self._client = httpx.AsyncClient(timeout=None, trust_env=False)

    async def push(self, url: str, letter: Callable[[], Letter], copies: int = 1) -> Pushed:
        """`copies`: the same letter so many times at once."""
        assert url, "the account has no callback_url yet"
        first = letter()
        runs = await asyncio.gather(*(self._tries(url, first, letter) for _ in range(copies)))
        return Pushed(tuple(each for run in runs for each in run))

    async def get(self, url: str, query: Mapping[str, str], within: float) -> Try:
        """As the console does when a callback address is saved."""
        return await self._one("GET", url, Letter(query, b""), within)

    async def close(self) -> None:
        await self._client.aclose()

    async def _tries(self, url: str, first: Letter, letter: Callable[[], Letter]) -> list[Try]:
        tries: list[Try] = []
        while len(tries) < TRIES and not (tries and tries[-1].status == 200):
            sent = letter() if tries and self.signs_again else first
            tries.append(await self._one("POST", url, sent, self.patience))
        return tries

    async def _one(self, method: str, url: str, letter: Letter, within: float) -> Try:
        headers = {"Content-Type": letter.media_type, "User-Agent": "Mozilla/4.0"}
        address = httpx.URL(url).copy_merge_params(dict(letter.query))
        try:
            async with asyncio.timeout(within):
                answer = await self._client.request(method, address, content=letter.body, headers=headers)
        except (TimeoutError, httpx.TransportError):
            return Try(None)
        return Try(answer.status_code, answer.content)
