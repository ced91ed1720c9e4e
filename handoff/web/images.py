"""Images over HTTP: uploads read no further than they may be long, and nothing is served that a page could run."""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json, raw

from handoff.domain.errors import BadInput
from handoff.domain.image import MOST_BYTES, StoredImage
from handoff.domain.message import WEB_INBOX_ID
from handoff.services.uploads import ShownImage
from handoff.services.views import CONTACT_IMAGES, DESK_IMAGES
from handoff.web.access import user_of
from handoff.web.limits import UPLOADS, UPLOADS_OF_ADDRESS
from handoff.web.long_bodies import FORM_BYTES, long_body
from handoff.web.state import services

images = Blueprint("images")

_TOO_LARGE = "图片不能超过10MB，请压缩后重新上传。"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "Content-Disposition": "inline",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The bytes behind an id never change; who may have them does, so only the browser that had them keeps them.
    "Cache-Control": "private, max-age=86400",
    "Vary": "Authorization, Cookie",
}


@images.post("/api/webchat/attachments", stream=True, ctx_access="visitor")
async def upload(request: Request[Any, Any]) -> HTTPResponse:
    await request.app.ctx.limits.hit(UPLOADS, "uploads", request.ctx.visitor_id)
    await request.app.ctx.limits.hit(UPLOADS_OF_ADDRESS, "uploads-address", request.client_ip)
    body = await _image_in(request)
    conversation_id = await _conversation_id(request)
    image = await services(request).uploads.from_contact(conversation_id, body)
    return json({"attachment": _view(image, CONTACT_IMAGES)}, status=201)


@images.get("/api/webchat/attachments/<image_id:str>", ctx_access="visitor")
async def show(request: Request[Any, Any], image_id: str) -> HTTPResponse:
    conversation_id = await _conversation_id(request)
    return _served(await services(request).uploads.for_contact(conversation_id, image_id))


@images.post("/api/desk/episodes/<episode_id:str>/attachments", stream=True, ctx_access="desk")
async def upload_at_desk(request: Request[Any, Any], episode_id: str) -> HTTPResponse:
    user = user_of(request)
    await request.app.ctx.limits.hit(UPLOADS, "uploads", user.id)
    await services(request).uploads.may_upload(episode_id, user)
    image = await services(request).uploads.from_agent(episode_id, user, await _image_in(request))
    return json({"attachment": _view(image, DESK_IMAGES)}, status=201)


@images.get("/api/desk/attachments/<image_id:str>", ctx_access="desk")
async def show_at_desk(request: Request[Any, Any], image_id: str) -> HTTPResponse:
    return _served(await services(request).uploads.for_desk(user_of(request), image_id))


async def _image_in(request: Request[Any, Any]) -> bytes:
    """The bytes of the image: the body itself, or the form's field “file”."""
    is_form = request.content_type.startswith("multipart/form-data")
    request.body = await long_body(request, MOST_BYTES + FORM_BYTES * is_form, _TOO_LARGE)
    if not is_form:
        content = request.body
    else:
        sent = request.files.get("file") if request.files else None
        content = sent.body if sent else b""
    if not content:
        raise BadInput("未收到图片，请重新选择图片。")
    return content


def _view(image: StoredImage, at: str) -> dict[str, object]:
    return {
        "id": image.id,
        "url": at + image.id,
        "width": image.width,
        "height": image.height,
        "media_type": image.media_type,
        "size": image.size,
    }


def _served(shown: ShownImage) -> HTTPResponse:
    return raw(shown.content, content_type=shown.image.media_type, headers=_HEADERS)


async def _conversation_id(request: Request[Any, Any]) -> str:
    return await services(request).contact_view.conversation_id(WEB_INBOX_ID, request.ctx.visitor_id)
