"""The desk's tickets: the list, one of them, taking, assigning, changing, writing to the customer, opening by hand."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from handoff.domain.errors import BadInput
from handoff.domain.text import clean
from handoff.services.replies import AgentLine
from handoff.services.ticket_view import VIEWS
from handoff.services.ticket_work import ByHand, TicketChange
from handoff.services.views import for_desk
from handoff.web.access import user_of
from handoff.web.schemas import Assignment, NewTicket, TicketEdit, TicketLine, body
from handoff.web.state import services

tickets = Blueprint("tickets", url_prefix="/api/desk")


@tickets.get("/tickets", ctx_access="desk")
async def find_tickets(request: Request[Any, Any]) -> HTTPResponse:
    view = request.args.get("view", "open")
    if view not in VIEWS:
        raise BadInput("“view”须为 open、mine、due 或 done。")
    query, after = (clean(request.args.get(name, ""))[:100] for name in ("q", "before"))
    return json(await services(request).ticket_view.find(user_of(request), view, query, after or None))


@tickets.get("/tickets/<ticket_id:str>", ctx_access="desk")
async def open_ticket(request: Request[Any, Any], ticket_id: str) -> HTTPResponse:
    return json(await services(request).ticket_view.ticket(user_of(request), ticket_id))


@tickets.post("/tickets/<ticket_id:str>/take", ctx_access="desk")
async def take(request: Request[Any, Any], ticket_id: str) -> HTTPResponse:
    await services(request).ticket_work.take(ticket_id, user_of(request))
    return await _as_it_is(request, ticket_id)


@tickets.post("/tickets/<ticket_id:str>/assign", ctx_access="desk")
async def assign(request: Request[Any, Any], ticket_id: str) -> HTTPResponse:
    await services(request).ticket_work.assign(ticket_id, user_of(request), body(request, Assignment).user_id)
    return await _as_it_is(request, ticket_id)


@tickets.patch("/tickets/<ticket_id:str>", ctx_access="desk")
async def change(request: Request[Any, Any], ticket_id: str) -> HTTPResponse:
    given = body(request, TicketEdit)
    wanted: dict[str, Any] = {name: clean(value) if type(value) is str else value for name, value in given}
    await services(request).ticket_work.change(ticket_id, user_of(request), TicketChange(**wanted))
    return await _as_it_is(request, ticket_id)


@tickets.post("/tickets/<ticket_id:str>/write", ctx_access="desk")
async def write(request: Request[Any, Any], ticket_id: str) -> HTTPResponse:
    given, user = body(request, TicketLine), user_of(request)
    line = AgentLine(given.client_id, clean(given.text), None, clean(given.override_reason or "") or None)
    message = await services(request).ticket_writing.write(ticket_id, user, line)
    return json({"episode_id": message.episode_id, "message": for_desk(message, user)})


@tickets.post("/episodes/<episode_id:str>/tickets", ctx_access="desk")
async def open_by_hand(request: Request[Any, Any], episode_id: str) -> HTTPResponse:
    given = body(request, NewTicket)
    wanted = ByHand(
        clean(given.category),
        clean(given.demand),
        clean(given.department or "") or None,
        given.priority,
        given.due_at,
    )
    ticket_id = await services(request).ticket_work.open_by_hand(episode_id, user_of(request), wanted)
    return await _as_it_is(request, ticket_id)


async def _as_it_is(request: Request[Any, Any], ticket_id: str) -> HTTPResponse:
    return json({"ticket": await services(request).ticket_view.row(ticket_id)})
