"""The client's end of a WebSocket: says hello, and waits for what it expects, never longer than a bound."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

Frame = dict[str, Any]
_WITHIN = 5.0


@dataclass
class Wire:
    """`seen` keeps every frame received, in order."""

    socket: ClientConnection
    ready: Frame = field(default_factory=dict)
    seen: list[Frame] = field(default_factory=list)

    @classmethod
    async def open(cls, url: str, headers: dict[str, str], origin: str | None) -> "Wire":
        """Raises InvalidStatus when the server refuses the handshake."""
        given = {**headers, **({"Origin": origin} if origin is not None else {})}
        # The keepalive is the server's part; a test that reads late must not hold up the answers to it.
        address = url.replace("http", "ws", 1)
        return cls(await connect(address, additional_headers=given, ping_interval=None, proxy=None, max_queue=None))

    async def hello(self, **given: Any) -> None:
        await self.send({"type": "hello", **given})
        self.ready = await self.until(lambda frame: frame["type"] in {"ready", "error"})

    async def send(self, frame: Frame) -> None:
        await self.socket.send(json.dumps(frame))

    async def next(self, within: float = _WITHIN) -> Frame:
        raw = await asyncio.wait_for(self.socket.recv(), within)
        frame: Frame = json.loads(raw)
        self.seen.append(frame)
        return frame

    async def until(self, wanted: Callable[[Frame], bool], within: float = _WITHIN) -> Frame:
        """The first frame that is wanted; what came before it is in `seen`."""
        try:
            async with asyncio.timeout(within):
                while not wanted(frame := await self.next(within)):
                    pass
        except TimeoutError as error:
            raise AssertionError(f"not within {within:g} s; seen: {self.seen[-10:]}") from error
        return frame

    async def event(self, name: str, within: float = _WITHIN, **data: Any) -> Frame:
        """The next event of this name whose data holds `data`."""
        return await self.until(
            lambda frame: frame.get("name") == name and data.items() <= frame["data"].items(), within
        )

    async def line(self, text: str, within: float = _WITHIN) -> Frame:
        """The next created message with this text."""
        return await self.until(
            lambda frame: frame.get("name") == "message.created" and frame["data"]["message"]["text"] == text, within
        )

    async def closed(self, within: float = _WITHIN) -> int | None:
        """The code the server closes with; what still arrives before it is in `seen`."""
        try:
            async with asyncio.timeout(within):
                while True:
                    await self.next(within)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None

    async def close(self) -> None:
        await self.socket.close()

    def events(self) -> list[Frame]:
        return [frame for frame in self.seen if frame["type"] == "event"]
