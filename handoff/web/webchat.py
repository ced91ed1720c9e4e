"""The widget's API: session, history, sending, and the feed of one's own thread."""

import asyncio
import contextlib
import uuid
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json
from sanic.server.websockets.impl import WebsocketImplProtocol

from handoff.domain.errors import BadInput, NotSignedIn
from handoff.domain.message import WEB_INBOX_ID, InboundMessage
from handoff.domain.text import clean
from handoff.services.ports import Typing
from handoff.services.views import for_contact
from handoff.web.hub import Subscriber
from handoff.web.limits import MESSAGES, NEW_SESSION, SOCKETS, TYPING
from handoff.web.schemas import NewMessage, NewSession, body, whole_number
from handoff.web.sockets import listen, position_of, push_events, receive_hello, send, until_first
from handoff.web.state import services, system

webchat = Blueprint("webchat")

_TEXT_LENGTH = 2000
_LINES = 50
_REFRESH_SECONDS = 15.0


@webchat.post("/api/webchat/session", ctx_access="public")
async def open_session(request: Request[Any, Any]) -> HTTPResponse:
    """The thread as it stands; an unknown or expired token starts a new visitor instead of an error."""
    await request.app.ctx.limits.hit(NEW_SESSION, "session", request.client_ip)
    token = body(request, NewSession).visitor_token
    tokens = request.app.ctx.visitor_tokens
    try:
        visitor_id = tokens.read(token or "")
    except NotSignedIn:
        visitor_id = uuid.uuid4().hex
        token = tokens.issue(visitor_id)
    view = services(request).contact_view
    conversation_id = await view.conversation_id(WEB_INBOX_ID, visitor_id)
    return json({"visitor_token": token, **await view.session(conversation_id)})


@webchat.get("/api/webchat/messages", ctx_access="visitor")
async def earlier_messages(request: Request[Any, Any]) -> HTTPResponse:
    before, limit = whole_number(request, "before", None), whole_number(request, "limit", _LINES)
    conversation_id = await _conversation_id(request)
    return json(await services(request).contact_view.messages(conversation_id, before, max(1, limit or _LINES)))


@webchat.post("/api/webchat/messages", ctx_access="visitor")
async def send_message(request: Request[Any, Any]) -> HTTPResponse:
    """202 means committed: from here on nothing can lose it (promise 1)."""
    await request.app.ctx.limits.hit(MESSAGES, "messages", request.ctx.visitor_id)
    sent = body(request, NewMessage)
    text = clean(sent.text)
    if not (text or sent.attachments) or len(text) > _TEXT_LENGTH:
        raise BadInput(f"请输入1至{_TEXT_LENGTH}字的内容。")
    inbound = _inbound(request.ctx.visitor_id, sent.client_id, text, sent.attachments)
    message = await services(request).intake.receive(inbound)
    return json({"message": for_contact(message)}, status=202)


@webchat.websocket("/ws/webchat", ctx_access="public")  # type: ignore[untyped-decorator]  # Sanic leaves it untyped
async def feed(request: Request[Any, Any], socket: WebsocketImplProtocol) -> None:
    """The visitor's token comes in the hello, not in the address, where logs would keep it."""
    limits = request.app.ctx.limits
    if not await limits.allows(SOCKETS, "sockets", request.client_ip):
        await socket.close(4429)
        return
    hello = await receive_hello(socket)
    try:
        visitor_id = request.app.ctx.visitor_tokens.read(str((hello or {}).get("visitor_token") or ""))
    except NotSignedIn:
        await send(socket, {"type": "error", "code": "not_signed_in"})
        await socket.close(4401)
        return
    view = services(request).contact_view
    conversation_id = await view.conversation_id(WEB_INBOX_ID, visitor_id)

    async def received(message: dict[str, Any]) -> None:
        if message.get("type") == "typing" and await limits.allows(TYPING, "typing", visitor_id):
            await system(request).bell.tell(Typing(conversation_id, "contact"))

    with request.app.ctx.hub.subscribed(Subscriber(conversation_id)) as subscriber:
        await until_first(_push(request, socket, subscriber, position_of(hello or {})), listen(socket, received))


async def _push(
    request: Request[Any, Any], socket: WebsocketImplProtocol, subscriber: Subscriber, position: int
) -> None:
    view = services(request).contact_view
    conversation_id = subscriber.conversation_id or ""

    async def events(after: int) -> tuple[int, list[dict[str, Any]]]:
        return await view.events(conversation_id, after)

    state = await view.state(conversation_id)
    newest = await system(request).feed.position()
    await send(socket, {"type": "ready", "position": newest, "state": state})
    position = await push_events(socket, position, newest, events)
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(subscriber.woken.wait(), _REFRESH_SECONDS)
        subscriber.woken.clear()
        position = await push_events(socket, position, position, events)
        fresh = await view.state(conversation_id)
        if fresh != state:
            state = fresh
            await send(socket, {"type": "state", "state": state})
        while subscriber.typing:
            await send(socket, {"type": "typing", "who": subscriber.typing.pop(0)[1]})


def _inbound(visitor_id: str, client_id: str, text: str, attachments: tuple[str, ...]) -> InboundMessage:
    """A client's id counts only for its own visitor: nobody can swallow another's line by guessing it."""
    return InboundMessage(
        inbox_id=WEB_INBOX_ID,
        sender_ref=visitor_id,
        message_ref=f"{visitor_id}:{client_id}",
        text=text,
        client_id=client_id,
        attachments=attachments,
    )


async def _conversation_id(request: Request[Any, Any]) -> str:
    return await services(request).contact_view.conversation_id(WEB_INBOX_ID, request.ctx.visitor_id)
