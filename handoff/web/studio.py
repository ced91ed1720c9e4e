"""The studio's API: the queues, one example at a time, saves, undo, many at once, review, history, settings."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from handoff.domain.text import clean
from handoff.services.studio.use_cases import StudioWork
from handoff.services.studio.views import annotation_view
from handoff.web.access import user_of
from handoff.web.schemas import whole_number
from handoff.web.state import services
from handoff.web.studio_schemas import (
    AnnotationEdit,
    BulkAnswer,
    BulkLook,
    Review,
    Seen,
    SettingsEdit,
    Walk,
    made,
    parsed,
)

studio = Blueprint("studio", url_prefix="/api/studio")

_HISTORY = 50
_LONGEST_HISTORY = 200


@studio.get("/state", ctx_access="studio")
async def state(request: Request[Any, Any]) -> HTTPResponse:
    user = user_of(request)
    me = {"id": user.id, "name": user.name, "display_name": user.display_name, "role": user.role.value}
    return json({"me": me, **await _work(request).overview.state(user)})


@studio.post("/queues/<queue:str>/next", ctx_access="studio")
async def next_example(request: Request[Any, Any], queue: str) -> HTTPResponse:
    given = parsed(request, Seen)
    return json({"item": await _work(request).labelling.next(user_of(request), queue, given.skip)})


@studio.post("/examples/<example_id:str>/renew", ctx_access="studio")
async def renew(request: Request[Any, Any], example_id: str) -> HTTPResponse:
    until = await _work(request).labelling.renew(user_of(request), example_id)
    return json({"lease_until": until.isoformat()})


@studio.put("/annotations/<annotation_id:str>", ctx_access="studio")
async def save(request: Request[Any, Any], annotation_id: str) -> HTTPResponse:
    """Answered after the commit: what was answered here is never lost."""
    given = parsed(request, AnnotationEdit).made()
    saved, until = await _work(request).labelling.save(user_of(request), made(annotation_id, "标注编号"), given)
    return json({"annotation": annotation_view(saved), "lease_until": until.isoformat() if until else None})


@studio.post("/annotations/<annotation_id:str>/undo", ctx_access="studio")
async def undo(request: Request[Any, Any], annotation_id: str) -> HTTPResponse:
    change_id, user = parsed(request, Walk).change_id, user_of(request)
    return json(await _work(request).labelling.undo(user, annotation_id, change_id))


@studio.post("/annotations/<annotation_id:str>/redo", ctx_access="studio")
async def redo(request: Request[Any, Any], annotation_id: str) -> HTTPResponse:
    change_id, user = parsed(request, Walk).change_id, user_of(request)
    return json(await _work(request).labelling.redo(user, annotation_id, change_id))


@studio.post("/annotations/<annotation_id:str>/approve", ctx_access="studio")
async def approve(request: Request[Any, Any], annotation_id: str) -> HTTPResponse:
    given, user = parsed(request, Review), user_of(request)
    approved = await _work(request).reviewing.approve(user, annotation_id, given.change_id, given.comment)
    return json({"annotation": annotation_view(approved)})


@studio.post("/annotations/<annotation_id:str>/reject", ctx_access="studio")
async def reject(request: Request[Any, Any], annotation_id: str) -> HTTPResponse:
    given, user = parsed(request, Review), user_of(request)
    rejected = await _work(request).reviewing.reject(user, annotation_id, given.change_id, given.comment)
    return json({"annotation": annotation_view(rejected)})


@studio.get("/review", ctx_access="studio")
async def review(request: Request[Any, Any]) -> HTTPResponse:
    status, after = request.args.get("status", "submitted"), clean(request.args.get("after", ""))[:40]
    return json(await _work(request).reviewing.page(user_of(request), status, after or None))


@studio.post("/bulk/preview", ctx_access="studio")
async def preview(request: Request[Any, Any]) -> HTTPResponse:
    given = parsed(request, BulkLook)
    return json({"items": await _work(request).bulk.preview(user_of(request), given.example_ids, given.answer.made())})


@studio.post("/bulk", ctx_access="studio")
async def label_many(request: Request[Any, Any]) -> HTTPResponse:
    given, user = parsed(request, BulkAnswer), user_of(request)
    return json(await _work(request).bulk.take(user, given.change_id, given.example_ids, given.answer.made()))


@studio.post("/bulk/<batch:str>/undo", ctx_access="studio")
async def undo_many(request: Request[Any, Any], batch: str) -> HTTPResponse:
    return json(await _work(request).bulk.undo(user_of(request), batch))


@studio.post("/bulk/<batch:str>/redo", ctx_access="studio")
async def redo_many(request: Request[Any, Any], batch: str) -> HTTPResponse:
    return json(await _work(request).bulk.redo(user_of(request), batch))


@studio.get("/history", ctx_access="studio")
async def history(request: Request[Any, Any]) -> HTTPResponse:
    limit = min(whole_number(request, "limit", None) or _HISTORY, _LONGEST_HISTORY)
    return json(await _work(request).overview.history(user_of(request), limit))


@studio.put("/settings/me", ctx_access="studio")
async def change_settings(request: Request[Any, Any]) -> HTTPResponse:
    settings = parsed(request, SettingsEdit).made()
    return json({"settings": await _work(request).overview.change_settings(user_of(request), settings)})


def _work(request: Request[Any, Any]) -> StudioWork:
    return services(request).studio
