"""The studio's figures, and the adjudication of answers that differ."""

from typing import Annotated, Any

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from handoff.domain.errors import BadInput
from handoff.domain.text import clean
from handoff.services.studio.adjudication import Settlement
from handoff.web.access import user_of
from handoff.web.schemas import whole_number
from handoff.web.state import services
from handoff.web.studio_schemas import AnnotationEdit, made, parsed

studio_quality = Blueprint("studio_quality", url_prefix="/api/studio")

_CONFUSIONS = 20
_MOST_CONFUSIONS = 200
_MOST_ANSWERS = 100


class SettlementEdit(AnnotationEdit):
    """A save of the labelling page, and the answers that it rests on, each with the revision that was shown."""

    seen: Annotated[dict[str, Annotated[int, Field(ge=0, lt=2**31, strict=True)]], Field(max_length=_MOST_ANSWERS)]


@studio_quality.get("/quality", ctx_access="studio")
async def agreement(request: Request[Any, Any]) -> HTTPResponse:
    given = request.args.get("blind", "0")
    if given not in {"0", "1"}:
        raise BadInput("“blind”须为0或1。")
    return json(await services(request).quality.agreement(blind=given == "1"))


@studio_quality.get("/quality/confusions", ctx_access="studio")
async def confusions(request: Request[Any, Any]) -> HTTPResponse:
    limit = whole_number(request, "limit", None) or _CONFUSIONS
    return json(await services(request).quality.confusions(min(limit, _MOST_CONFUSIONS)))


@studio_quality.get("/adjudication", ctx_access="studio")
async def differing(request: Request[Any, Any]) -> HTTPResponse:
    after = clean(request.args.get("after", ""))[:40]
    return json(await services(request).adjudication.page(user_of(request), after or None))


@studio_quality.put("/adjudication/<annotation_id:str>", ctx_access="studio")
async def settle(request: Request[Any, Any], annotation_id: str) -> HTTPResponse:
    given = parsed(request, SettlementEdit)
    save = given.made()
    settlement = Settlement(made(annotation_id, "标注编号"), save.change_id, given.seen, save.content)
    settled = await services(request).adjudication.settle(user_of(request), save.example_id, settlement)
    return json(settled)
