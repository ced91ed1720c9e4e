"""The studio's data: exports into the training data, files for other programs, and files of theirs."""

from typing import Annotated, Any

import structlog
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.response import json, raw

from handoff.domain.errors import BadInput, DomainError, TooLarge
from handoff.domain.text import clean
from handoff.services.studio.data_use_cases import StudioData
from handoff.services.studio.exchanging import Upload
from handoff.services.studio.exporting import ExportWish
from handoff.web.access import user_of
from handoff.web.limits import UPLOADS
from handoff.web.long_bodies import FORM_BYTES, long_body
from handoff.web.state import system

studio_data = Blueprint("studio_data", url_prefix="/api/studio")

_MOST_BYTES = 10 * 1024 * 1024
_TOO_LARGE = "文件不能超过10MB，请拆分后分次导入。"
_LONGEST_NAME = 255
_FILES = {
    "jsonl": ("application/x-ndjson; charset=utf-8", "studio.jsonl"),
    "csv": ("text/csv; charset=utf-8", "studio.csv"),
    "label-studio": ("application/json; charset=utf-8", "label-studio.json"),
}
_log = structlog.get_logger()


def _cleaned(given: object) -> object:
    return clean(given) if isinstance(given, str) else given


_Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
_File = Annotated[str, BeforeValidator(_cleaned), StringConstraints(min_length=1, max_length=_LONGEST_NAME)]


class _Wish(BaseModel):
    """`files`: where single lines shall go, by annotation. `mark`: of the preview that was looked at."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    files: Annotated[dict[_Id, _File], Field(max_length=1000)] = Field(default_factory=dict)
    message: Annotated[str, Field(max_length=10_000)] = ""
    mark: _Id | None = None


@studio_data.after_server_start
async def finish_what_was_killed(app: Sanic[Any, Any]) -> None:
    try:
        await app.ctx.system.studio_data.exporting.catch_up()
    except DomainError as error:
        # It is made up for before the next export at the latest.
        _log.warning("studio.export.unsettled", reason=str(error))


@studio_data.post("/export/preview", ctx_access="studio")
async def preview_export(request: Request[Any, Any]) -> HTTPResponse:
    return json(await _data(request).exporting.preview(user_of(request), _wish(request).files))


@studio_data.post("/export", ctx_access="studio")
async def export(request: Request[Any, Any]) -> HTTPResponse:
    given = _wish(request)
    wish = ExportWish(given.files, given.message, given.mark)
    return json(await _data(request).exporting.export(user_of(request), wish))


@studio_data.get("/export.jsonl", ctx_access="studio")
async def as_json_lines(request: Request[Any, Any]) -> HTTPResponse:
    return await _file(request, "jsonl")


@studio_data.get("/export.csv", ctx_access="studio")
async def as_csv(request: Request[Any, Any]) -> HTTPResponse:
    return await _file(request, "csv")


@studio_data.get("/export.label-studio.json", ctx_access="studio")
async def for_label_studio(request: Request[Any, Any]) -> HTTPResponse:
    return await _file(request, "label-studio")


@studio_data.post("/import/preview", stream=True, ctx_access="studio")
async def preview_import(request: Request[Any, Any]) -> HTTPResponse:
    return json(await _data(request).exchange.preview(await _upload(request)))


@studio_data.post("/import", stream=True, ctx_access="studio")
async def take_import(request: Request[Any, Any]) -> HTTPResponse:
    without_refused = _flag(request, "without_refused")
    return json(await _data(request).exchange.take(await _upload(request), without_refused=without_refused))


def _wish(request: Request[Any, Any]) -> _Wish:
    try:
        return _Wish.model_validate(request.json if request.body else {})
    except ValidationError as error:
        raise BadInput("导出设置的格式不正确，请刷新页面后重试。") from error


async def _file(request: Request[Any, Any], kind: str) -> HTTPResponse:
    content = await _data(request).exchange.written(user_of(request), kind, everything=_flag(request, "everything"))
    media_type, name = _FILES[kind]
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return raw(content, content_type=media_type, headers=headers)


async def _upload(request: Request[Any, Any]) -> Upload:
    """The body itself with its name in the query, or the form's field “file”."""
    await request.app.ctx.limits.hit(UPLOADS, "imports", user_of(request).id)
    is_form = request.content_type.startswith("multipart/form-data")
    request.body = await long_body(request, _MOST_BYTES + FORM_BYTES * is_form, _TOO_LARGE)
    name, content = request.args.get("name", ""), request.body
    if is_form:
        sent = request.files.get("file") if request.files else None
        name, content = (sent.name, sent.body) if sent else ("", b"")
    if len(content) > _MOST_BYTES:
        raise TooLarge(_TOO_LARGE)
    if not content.strip():
        raise BadInput("未收到文件，请重新选择文件。")
    return Upload(content, clean(name)[:_LONGEST_NAME], request.args.get("format"))


def _flag(request: Request[Any, Any], name: str) -> bool:
    given = request.args.get(name, "0")
    if given not in {"0", "1"}:
        raise BadInput(f"“{name}”须为0或1。")
    return bool(given == "1")


def _data(request: Request[Any, Any]) -> StudioData:
    return system(request).studio_data
