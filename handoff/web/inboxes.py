"""Inboxes, for the admin: the list, a new one, changes, the test of a connection, what failed. Secrets only go in."""

from dataclasses import asdict, fields
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from handoff.domain.inbox import ChannelKind, Inbox, Secrets
from handoff.services.inboxes import InboxChange
from handoff.web.access import user_of
from handoff.web.inbox_schemas import InboxEdit, NewInbox, account_of, parsed
from handoff.web.state import services

inboxes = Blueprint("inboxes", url_prefix="/api/admin/inboxes")


@inboxes.get("", ctx_access="admin")
async def all_inboxes(request: Request[Any, Any]) -> HTTPResponse:
    failed = await services(request).failed_arrivals.counts()
    found = await services(request).inboxes.all()
    return json({"inboxes": [_view(request, inbox, failed.get(inbox.id, 0)) for inbox in found]})


@inboxes.post("", ctx_access="admin")
async def add(request: Request[Any, Any]) -> HTTPResponse:
    given = parsed(request.json if request.body else {}, NewInbox)
    account = account_of(given.channel, given.account)
    made = await services(request).inboxes.add(user_of(request), given.channel, given.name, account, given.secrets)
    return json({"inbox": _view(request, made)}, status=201)


@inboxes.patch("/<inbox_id:str>", ctx_access="admin")
async def change(request: Request[Any, Any], inbox_id: str) -> HTTPResponse:
    given = parsed(request.json if request.body else {}, InboxEdit)
    before = await services(request).inboxes.get(inbox_id)
    account = None if given.account is None else account_of(before.channel, given.account)
    wanted = InboxChange(given.version, given.name, given.enabled, account, given.secrets)
    after = await services(request).inboxes.change(user_of(request), inbox_id, wanted)
    failed = await services(request).failed_arrivals.counts()
    return json({"inbox": _view(request, after, failed.get(inbox_id, 0))})


@inboxes.post("/<inbox_id:str>/check", ctx_access="admin")
async def check(request: Request[Any, Any], inbox_id: str) -> HTTPResponse:
    points = await services(request).inboxes.check(inbox_id)
    return json({"points": [asdict(point) for point in points]})


@inboxes.post("/<inbox_id:str>/arrivals/again", ctx_access="admin")
async def work_again(request: Request[Any, Any], inbox_id: str) -> HTTPResponse:
    inbox = await services(request).inboxes.get(inbox_id)
    taken = await services(request).failed_arrivals.again(user_of(request).name, inbox_id=inbox.id)
    return json({"count": len(taken)})


def _view(request: Request[Any, Any], inbox: Inbox, failed: int = 0) -> dict[str, Any]:
    base: str = request.app.ctx.settings.base_url
    is_called_back = inbox.channel is not ChannelKind.WEB
    trouble = inbox.trouble
    return {
        "id": inbox.id,
        "channel": inbox.channel.value,
        "name": inbox.name,
        "enabled": inbox.enabled,
        "account": asdict(inbox.account) if inbox.account else None,
        "secrets": {each.name: bool(getattr(inbox.secrets, each.name)) for each in fields(Secrets)},
        "trouble": {**asdict(trouble), "at": trouble.at.isoformat()} if trouble else None,
        "callback_url": f"{base.rstrip('/')}/wechat/{inbox.id}" if is_called_back else None,
        "failed": failed,
        "created_at": inbox.created_at.isoformat() if inbox.created_at else None,
        "version": inbox.version,
    }
