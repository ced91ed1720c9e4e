"""What passes between colleagues: an episode handed on, and notes the customer never sees."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from handoff.domain.text import clean
from handoff.services.views import note_view
from handoff.web.access import user_of
from handoff.web.schemas import Handover, NewNote, body
from handoff.web.state import services

colleagues = Blueprint("colleagues", url_prefix="/api/desk")


@colleagues.post("/episodes/<episode_id:str>/transfer", ctx_access="desk")
async def transfer(request: Request[Any, Any], episode_id: str) -> HTTPResponse:
    given = body(request, Handover)
    summary = await services(request).transfer.transfer(
        episode_id, user_of(request), given.user_id, clean(given.reason), consented=given.consented
    )
    return json({"summary": summary.as_json()})


@colleagues.post("/episodes/<episode_id:str>/notes", ctx_access="desk")
async def add_note(request: Request[Any, Any], episode_id: str) -> HTTPResponse:
    given, user = body(request, NewNote), user_of(request)
    note = await services(request).notes.add(episode_id, user, given.client_id, clean(given.text))
    return json({"note": note_view(note, user)})
