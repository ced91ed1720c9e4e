"""What agents report for the studio: the bot answered wrongly, the register's finding is no fault."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from handoff.services.studio.reports import Alarm
from handoff.web.access import user_of
from handoff.web.limits import CHECKS
from handoff.web.schemas import FalseAlarmReport, body
from handoff.web.state import services

reports = Blueprint("reports", url_prefix="/api/desk")


@reports.post("/messages/<message_id:str>/bot-was-wrong", ctx_access="desk")
async def call_wrong(request: Request[Any, Any], message_id: str) -> HTTPResponse:
    await services(request).agent_reports.bot_was_wrong(user_of(request), message_id)
    return json({"called_wrong": True})


@reports.delete("/messages/<message_id:str>/bot-was-wrong", ctx_access="desk")
async def call_right(request: Request[Any, Any], message_id: str) -> HTTPResponse:
    await services(request).agent_reports.bot_was_right(user_of(request), message_id)
    return json({"called_wrong": False})


@reports.post("/findings/false-alarm", ctx_access="desk")
async def false_alarm(request: Request[Any, Any]) -> HTTPResponse:
    """Offsets are of the text as given, so it is not cleaned here."""
    user = user_of(request)
    await request.app.ctx.limits.hit(CHECKS, "alarm", user.id)
    given = body(request, FalseAlarmReport)
    alarm = Alarm(given.episode_id, given.message_id, given.text, given.rule, given.start, given.end)
    await services(request).agent_reports.false_alarm(user, alarm)
    return json({"reported": True})
