"""What both WebSockets do: hello, catch up from a position, push what is new, answer pings."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from sanic.server.websockets.impl import WebsocketImplProtocol

_HELLO_SECONDS = 10.0
_PAGE = 200
# A browser that was away longer than this many events fetches the state anew instead.
_MOST_MISSED = 2000

Events = Callable[[int], Awaitable[tuple[int, list[dict[str, Any]]]]]
Received = Callable[[dict[str, Any]], Awaitable[None]]


async def receive_hello(socket: WebsocketImplProtocol) -> dict[str, Any] | None:
    """The client's first message, or None when it is no hello."""
    try:
        message = _object(await asyncio.wait_for(socket.recv(), _HELLO_SECONDS))
    except TimeoutError:
        return None
    return message if message and message.get("type") == "hello" else None


def position_of(hello: dict[str, Any]) -> int:
    after = hello.get("after")
    return after if isinstance(after, int) and not isinstance(after, bool) and after >= 0 else 0


def _is_out_of_reach(after: int, newest: int) -> bool:
    """Too far behind to be caught up, or ahead of us: a database put back from a copy counts anew."""
    return not 0 <= newest - after <= _MOST_MISSED


async def send(socket: WebsocketImplProtocol, message: dict[str, Any]) -> None:
    await socket.send(json.dumps(message, ensure_ascii=False))


async def push_events(socket: WebsocketImplProtocol, after: int, newest: int, events: Events) -> int:
    """Send everything after `after`; what is out of reach is answered by a reset. Returns the position reached."""
    if _is_out_of_reach(after, newest):
        await send(socket, {"type": "reset"})
        return newest
    while True:
        reached, page = await events(after)
        for event in page:
            await send(socket, event)
        if reached == after:
            return after
        after = reached


async def listen(socket: WebsocketImplProtocol, received: Received) -> None:
    """Read until the client leaves; pings are answered here."""
    async for raw in socket:
        message = _object(raw)
        if message is None:
            continue
        if message.get("type") == "ping":
            await send(socket, {"type": "pong"})
        else:
            await received(message)


async def until_first(*jobs: Awaitable[None]) -> None:
    """Run the jobs side by side; when one ends or fails the others are cancelled."""
    tasks = [asyncio.ensure_future(job) for job in jobs]
    try:
        done, _running = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _object(raw: str | bytes | None) -> dict[str, Any] | None:
    try:
        message = json.loads(raw or "")
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None
