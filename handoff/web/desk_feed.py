"""The desk's WebSocket: events one may see, typing, and the presence of whoever holds it open."""

import asyncio
import contextlib
from typing import Any

from sanic import Blueprint, Request
from sanic.server.websockets.impl import WebsocketImplProtocol

from handoff.domain.agent import User
from handoff.domain.errors import NotSignedIn
from handoff.services.ports import Typing
from handoff.web.access import COOKIE, user_of
from handoff.web.hub import Subscriber
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
            await _tell_typing(request, user, episode_id)

    with request.app.ctx.hub.subscribed(Subscriber(None, user.id)) as subscriber:
        await until_first(_push(request, socket, subscriber, position_of(hello)), listen(socket, received))


async def _push(
    request: Request[Any, Any], socket: WebsocketImplProtocol, subscriber: Subscriber, position: int
) -> None:
    view, accounts = services(request).desk_view, services(request).accounts
    token = request.cookies.get(COOKIE) or ""

    async def events(after: int) -> tuple[int, list[dict[str, Any]]]:
        # The login is read again each time: who signed out, or changed roles, sees nothing more.
        return await view.events((await accounts.login_of(token)).user, after)

    newest = await system(request).feed.position()
    await send(socket, {"type": "ready", "position": newest})
    position = await push_events(socket, position, newest, events)
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(subscriber.woken.wait(), _REFRESH_SECONDS)
        subscriber.woken.clear()
        try:
            position = await push_events(socket, position, position, events)
            await _push_typing(request, socket, subscriber, token)
        except NotSignedIn:
            await socket.close(4401)
            return


async def _push_typing(
    request: Request[Any, Any], socket: WebsocketImplProtocol, subscriber: Subscriber, token: str
) -> None:
    while subscriber.typing:
        conversation_id, _who = subscriber.typing.pop(0)
        user = (await services(request).accounts.login_of(token)).user
        episode_id = await services(request).desk_view.open_episode_id(user, conversation_id)
        if episode_id:
            await send(socket, {"type": "typing", "episode_id": episode_id})


async def _tell_typing(request: Request[Any, Any], user: User, episode_id: str) -> None:
    conversation_id = await services(request).desk_view.own_conversation_id(user, episode_id)
    if conversation_id:
        await system(request).typing.tell(Typing(conversation_id, "agent"))
