"""The customer's grade for an episode that is over."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from handoff.domain.message import WEB_INBOX_ID
from handoff.domain.text import clean
from handoff.web.limits import MESSAGES
from handoff.web.schemas import Grade, body
from handoff.web.state import services

rating = Blueprint("rating")


@rating.post("/api/webchat/rating", ctx_access="visitor")
async def rate(request: Request[Any, Any]) -> HTTPResponse:
    """Only an episode of one's own thread; anything else is not there."""
    visitor_id = request.ctx.visitor_id
    await request.app.ctx.limits.hit(MESSAGES, "rating", visitor_id)
    given = body(request, Grade)
    conversation_id = await services(request).contact_view.conversation_id(WEB_INBOX_ID, visitor_id)
    thanks = await services(request).ratings.rate(conversation_id, given.episode_id, given.grade, clean(given.reason))
    return json({"thanks": thanks})
