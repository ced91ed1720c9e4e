"""The desk's API: the list, one episode, the moves, replies, availability."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from handoff.domain.errors import BadInput
from handoff.domain.text import clean
from handoff.services.replies import AgentLine
from handoff.services.views import for_desk
from handoff.web.access import user_of
from handoff.web.auth import user_view
from handoff.web.limits import CHECKS
from handoff.web.schemas import AgentReply, Check, NewAvailability, Read, Result, body, whole_number
from handoff.web.state import services

desk = Blueprint("desk", url_prefix="/api/desk")

_VIEWS = frozenset({"resolved", "all"})


@desk.get("/state", ctx_access="desk")
async def state(request: Request[Any, Any]) -> HTTPResponse:
    user = user_of(request)
    return json({**await services(request).desk_view.state(user), "me": user_view(user)})


@desk.get("/episodes", ctx_access="desk")
async def find_episodes(request: Request[Any, Any]) -> HTTPResponse:
    view = request.args.get("view", "resolved")
    if view not in _VIEWS:
        raise BadInput("“view”须为 resolved 或 all。")
    found = await services(request).desk_view.find(
        user_of(request),
        view=view,
        query=clean(request.args.get("q", ""))[:100],
        before=clean(request.args.get("before", "")),
    )
    return json(found)


@desk.get("/episodes/<episode_id:str>", ctx_access="desk")
async def open_episode(request: Request[Any, Any], episode_id: str) -> HTTPResponse:
    return json(await services(request).desk_view.episode(user_of(request), episode_id))


@desk.get("/episodes/<episode_id:str>/messages", ctx_access="desk")
async def earlier_messages(request: Request[Any, Any], episode_id: str) -> HTTPResponse:
    before = whole_number(request, "before", None)
    if before is None:
        raise BadInput("请提供“before”。")
    return json(await services(request).desk_view.earlier_messages(user_of(request), episode_id, before))


@desk.post("/episodes/<episode_id:str>/accept", ctx_access="desk")
async def accept(request: Request[Any, Any], episode_id: str) -> HTTPResponse:
    summary = await services(request).assignment.accept(episode_id, user_of(request))
    return json({"summary": summary.as_json()})


@desk.post("/episodes/<episode_id:str>/take-over", ctx_access="desk")
async def take_over(request: Request[Any, Any], episode_id: str) -> HTTPResponse:
    summary = await services(request).assignment.take_over(episode_id, user_of(request))
    return json({"summary": summary.as_json()})


@desk.post("/episodes/<episode_id:str>/release", ctx_access="desk")
async def release(request: Request[Any, Any], episode_id: str) -> HTTPResponse:
    summary = await services(request).assignment.release(episode_id, user_of(request))
    return json({"summary": summary.as_json()})


@desk.post("/episodes/<episode_id:str>/hand-back", ctx_access="desk")
async def hand_back(request: Request[Any, Any], episode_id: str) -> HTTPResponse:
    summary = await services(request).assignment.hand_back(episode_id, user_of(request))
    return json({"summary": summary.as_json()})


@desk.post("/episodes/<episode_id:str>/resolve", ctx_access="desk")
async def resolve(request: Request[Any, Any], episode_id: str) -> HTTPResponse:
    result = clean(body(request, Result).result)
    summary = await services(request).assignment.resolve(episode_id, user_of(request), result)
    return json({"summary": summary.as_json()})


@desk.post("/episodes/<episode_id:str>/replies", ctx_access="desk")
async def reply(request: Request[Any, Any], episode_id: str) -> HTTPResponse:
    given = body(request, AgentReply)
    user = user_of(request)
    reason = clean(given.override_reason or "") or None
    line = AgentLine(given.client_id, clean(given.text), given.answers_seq, reason, given.attachments)
    message = await services(request).replies.send(episode_id, user, line)
    return json({"message": for_desk(message, user)})


@desk.post("/register/check", ctx_access="desk")
async def check(request: Request[Any, Any]) -> HTTPResponse:
    """Offsets are of the text as given, so it is not cleaned here."""
    await request.app.ctx.limits.hit(CHECKS, "check", user_of(request).id)
    checked = services(request).replies.check(body(request, Check).text)
    return json({"verdict": checked.verdict, "findings": list(checked.findings), "rewritten": checked.rewritten})


@desk.put("/availability", ctx_access="desk")
async def set_availability(request: Request[Any, Any]) -> HTTPResponse:
    given = body(request, NewAvailability)
    user = await services(request).presence.set_availability(user_of(request), given.availability, given.capacity)
    return json({"user": user_view(user)})


@desk.post("/episodes/<episode_id:str>/read", ctx_access="desk")
async def mark_read(request: Request[Any, Any], episode_id: str) -> HTTPResponse:
    await services(request).desk_view.mark_read(user_of(request), episode_id, body(request, Read).count)
    return json({})
