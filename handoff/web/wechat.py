"""Where WeChat calls: verified, kept, answered at once. Nobody signs in here; the platform's signature is the key."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw, text

from handoff.web.state import services

wechat = Blueprint("wechat", url_prefix="/wechat")


@wechat.get("/<inbox_id:str>", ctx_access="public")
async def verify(request: Request[Any, Any], inbox_id: str) -> HTTPResponse:
    """The console tries the address once, when it is saved there."""
    return text(await services(request).callbacks.verify(inbox_id, _args(request)))


@wechat.post("/<inbox_id:str>", ctx_access="public", stream=False)
async def receive(request: Request[Any, Any], inbox_id: str) -> HTTPResponse:
    answer = await services(request).callbacks.receive(inbox_id, _args(request), request.body)
    return raw(answer, content_type="application/xml; charset=utf-8" if answer.startswith(b"<") else "text/plain")


def _args(request: Request[Any, Any]) -> dict[str, str]:
    """The first of each name; the address of a callback never repeats one."""
    return {name: values[0] for name, values in request.args.items() if values}
