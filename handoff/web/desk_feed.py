"""The desk's WebSocket: events one may see, typing, and the presence of whoever holds it open."""

import asyncio
import contextlib
from typing import Any

from sanic import Blueprint, Request
from sanic.server.websockets.impl import WebsocketImplProtocol

from handoff.domain.agent import User
from handoff.domain.errors import Forbidden, NotSignedIn
from handoff.domain.text import clean
from handoff.services.ports import Typing
from handoff.web.access import session_token, user_of, works_at_desk
from handoff.web.hub import Subscriber
from handoff.web.limits import TYPING
from handoff.web.sockets import listen, position_of, push_events, receive_hello, send, until_first
from handoff.web.state import services, system

desk_feed = Blueprint("desk_feed")

_REFRESH_SECONDS = 15.0


@desk_feed.websocket("/ws/desk", ctx_access="desk")  # type: ignore[untyped-decorator]  # Sanic leaves it untyped
async def feed(request: Request[Any, Any], socket: WebsocketImplProtocol) -> None:
    user = user_of(request)
    hello = await receive_hello(socket)
    if hello is None:
        await socket.close(4400)
        return
    await services(request).presence.heartbeat([user.id])

    async def received(message: dict[str, Any]) -> None:
        episode_id = message.get("episode_id")
        if message.get("type") == "typing" and isinstance(episode_id, str):
            await _tell_typing(request, clean(episode_id))

    with request.app.ctx.hub.subscribed(Subscriber(None, user.id)) as subscriber:
        try:
            await until_first(_push(request, socket, subscriber, position_of(hello)), listen(socket, received))
        except NotSignedIn:
            await socket.close(4401)
        except Forbidden:
            await socket.close(4403)


async def _push(
    request: Request[Any, Any], socket: WebsocketImplProtocol, subscriber: Subscriber, position: int
) -> None:
    async def events(after: int) -> tuple[int, list[dict[str, Any]]]:
        return await services(request).desk_view.events(await _still(request), after)

    newest = await system(request).feed.position()
    await send(socket, {"type": "ready", "position": newest})
    position = await push_events(socket, position, newest, events)
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(subscriber.woken.wait(), _REFRESH_SECONDS)
        subscriber.woken.clear()
        position = await push_events(socket, position, position, events)
        await _push_typing(request, socket, subscriber)


async def _push_typing(request: Request[Any, Any], socket: WebsocketImplProtocol, subscriber: Subscriber) -> None:
    while subscriber.typing:
        conversation_id, _who = subscriber.typing.pop(0)
        episode_id = await services(request).desk_view.open_episode_id(await _still(request), conversation_id)
        if episode_id:
            await send(socket, {"type": "typing", "episode_id": episode_id})


async def _tell_typing(request: Request[Any, Any], episode_id: str) -> None:
    user = await _still(request)
    if not await request.app.ctx.limits.allows(TYPING, "typing", user.id):
        return
    conversation_id = await services(request).desk_view.own_conversation_id(user, episode_id)
    if conversation_id:
        await system(request).bell.tell(Typing(conversation_id, "agent"))


async def _still(request: Request[Any, Any]) -> User:
    """The socket's user as of now: who signed out, or changed roles, sees and says nothing more."""
    return works_at_desk(await services(request).accounts.login_of(session_token(request)))
