"""The one door into Rasa: /health, /parse and /turn over loopback, behind a secret made at each start."""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.lock_store import LockError
from rasa.shared.exceptions import InvalidConfigException
from sanic import Blueprint, Sanic
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.endpoint import ActionFailed
from bot.photos import photos_of
from bot.turn import CHANNEL_NAME, Turn, TurnFault, TurnRunner

logger = logging.getLogger(__name__)

_MAX_ID_CHARS = 200

Handler = Callable[[Request], Awaitable[HTTPResponse]]


class BadRequest(Exception):
    """The caller sent something that is no turn; the message says which field."""


class HeyanChannel(InputChannel):
    """Rasa's input channel for the handoff service (credentials.yml: `bot.channel.HeyanChannel`)."""

    def __init__(self, secret: str) -> None:
        if not secret or secret.startswith("${"):
            raise InvalidConfigException("bot.channel.HeyanChannel needs a secret: set BOT_SECRET.")
        self._secret = secret

    @classmethod
    def name(cls) -> str:
        return CHANNEL_NAME

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "HeyanChannel":
        return cls(str((credentials or {}).get("secret") or ""))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:  # noqa: ARG002
        """The routes. `on_new_message` is not used: its caller gets neither the parse nor the events."""
        routes = Blueprint("heyan_channel")

        @routes.listener("after_server_start")
        async def warm_up(app: Sanic, _loop: object) -> None:
            if app.ctx.agent.is_ready():
                await TurnRunner(app.ctx.agent).warm_up()
            app.ctx.heyan_ready = app.ctx.agent.is_ready()

        @routes.get("/health")
        async def health(request: Request) -> HTTPResponse:
            if getattr(request.app.ctx, "heyan_ready", False):
                return _answer({"status": "ok"})
            return _answer({"status": "starting"}, status=503)

        @routes.post("/parse")
        @self._guarded
        async def parse(request: Request) -> HTTPResponse:
            text = _field(_body(request), "text", str, None)
            return _answer(await TurnRunner(request.app.ctx.agent).parse(text))

        @routes.post("/turn")
        @self._guarded
        async def turn(request: Request) -> HTTPResponse:
            return _answer(await TurnRunner(request.app.ctx.agent).run(_turn(_body(request))))

        return routes

    def _guarded(self, handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(request: Request) -> HTTPResponse:
            if not self._is_ours(request):
                return _answer({"code": "unauthorized"}, status=401)
            try:
                return await handler(request)
            except BadRequest as error:
                return _answer({"code": "bad_request", "message": str(error)}, status=400)
            except (TurnFault, ActionFailed, LockError) as error:
                logger.warning("Turn not answered: %s", error)
                return _answer({"code": "fault", "message": str(error)}, status=500)
            except Exception as error:  # the caller must get a typed fault, whatever broke in the graph
                logger.exception("Turn failed.")
                return _answer({"code": "fault", "message": type(error).__name__}, status=500)

        return guarded

    def _is_ours(self, request: Request) -> bool:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(errors="replace"), f"Bearer {self._secret}".encode())


def _turn(body: dict[str, Any]) -> Turn:
    metadata = _field(body, "metadata", dict, {})
    try:
        photos = photos_of(metadata)
    except ValueError as error:
        raise BadRequest(str(error)) from error
    return Turn(
        message_id=_identifier(body, "message_id"),
        sender_id=_identifier(body, "sender_id"),
        text=_field(body, "text", str, None),
        slots=_field(body, "slots", dict, {}),
        metadata=metadata,
        photos=photos,
    )


def _body(request: Request) -> dict[str, Any]:
    try:
        body = request.json
    except InvalidUsage as error:
        raise BadRequest("The body is not JSON.") from error
    if not isinstance(body, dict):
        raise BadRequest("The body must be a JSON object.")
    return body


def _field(body: dict[str, Any], name: str, kind: type, default: Any) -> Any:
    value = body.get(name)
    value = default if value is None else value
    if not isinstance(value, kind):
        raise BadRequest(f"“{name}” must be a {'string' if kind is str else 'JSON object'}.")
    return value


def _identifier(body: dict[str, Any], name: str) -> str:
    value = _field(body, name, str, None)
    if not 0 < len(value) <= _MAX_ID_CHARS:
        raise BadRequest(f"“{name}” must have 1 to {_MAX_ID_CHARS} characters.")
    return str(value)


def _answer(body: dict[str, Any], status: int = 200) -> HTTPResponse:
    # ASCII: a lone surrogate in a customer's text can be escaped but never encoded.
    return HTTPResponse(json.dumps(body), status=status, content_type="application/json")
