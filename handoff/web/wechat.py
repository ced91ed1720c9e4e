"""Where WeChat calls: verified, kept, answered at once. Nobody signs in here; the platform's signature is the key."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import structlog
from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import PayloadTooLarge
from sanic.http import Http
from sanic.response import raw, text

from handoff.domain.errors import TooLarge
from handoff.services.channel_port import CallbackRefused
from handoff.web.state import services

wechat = Blueprint("wechat", url_prefix="/wechat")

_MOST_BYTES = 1024 * 1024
# A body somewhat too long is read to its end and dropped, for nobody hears an answer while they still send.
_READ_AND_DROPPED = 4 * _MOST_BYTES
_TOO_LARGE = "内容超过1MB，无法接收。"
_REFUSED = "未通过校验，无法接收。"

_log = structlog.get_logger()


@wechat.get("/<inbox_id:str>", ctx_access="public")
async def verify(request: Request[Any, Any], inbox_id: str) -> HTTPResponse:
    """The console tries the address once, when it is saved there."""
    with _nothing_told(inbox_id):
        return text(await services(request).callbacks.verify(inbox_id, _args(request)))


@wechat.post("/<inbox_id:str>", ctx_access="public", stream=True)
async def receive(request: Request[Any, Any], inbox_id: str) -> HTTPResponse:
    body = await _body(request)
    with _nothing_told(inbox_id):
        answer = await services(request).callbacks.receive(inbox_id, _args(request), body)
    return raw(answer, content_type="application/xml; charset=utf-8" if answer.startswith(b"<") else "text/plain")


@contextmanager
def _nothing_told(inbox_id: str) -> Iterator[None]:
    """Why a callback is refused stands in our log; outside it would help whoever tries to forge one."""
    try:
        yield
    except CallbackRefused as refused:
        _log.warning("wechat.callback_refused", inbox=inbox_id, why=str(refused))
        raise CallbackRefused(_REFUSED) from None


async def _body(request: Request[Any, Any]) -> bytes:
    # The only kind of stream Sanic serves over HTTP/1, which is all that we open.
    stream = cast("Http", request.stream)
    # Other routes take less; a callback may be longer.
    stream.request_max_size = _READ_AND_DROPPED
    body, size = bytearray(), 0
    try:
        async for chunk in stream:
            size += len(chunk)
            if size <= _MOST_BYTES:
                body += chunk
    except PayloadTooLarge as error:
        raise TooLarge(_TOO_LARGE) from error
    if size > _MOST_BYTES:
        raise TooLarge(_TOO_LARGE)
    return bytes(body)


def _args(request: Request[Any, Any]) -> dict[str, str]:
    """The first of each name; the address of a callback never repeats one."""
    return {name: values[0] for name, values in request.args.items() if values}
