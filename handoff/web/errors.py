"""The one place where our refusals become HTTP."""

from typing import Any

import structlog
from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import json

from handoff.domain import errors
from handoff.services.channel_port import CallbackRefused

_STATUS: dict[type[errors.DomainError], int] = {
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Forbidden: 403,
    CallbackRefused: 403,
    errors.NotSignedIn: 401,
    errors.TooManyRequests: 429,
    errors.RegisterBlocked: 422,
    errors.TooLarge: 413,
    errors.UnsupportedMedia: 415,
    errors.Incomplete: 422,
    errors.ChannelUnavailable: 503,
    errors.BotFault: 503,
    errors.BadInput: 400,
}
_OF_THE_FRAMEWORK = {
    400: "请求内容格式不正确，请检查后重试。",
    404: "未找到该页面或接口。",
    405: "该接口不支持此操作。",
    413: "内容过长，请分多次发送。",
    503: "服务暂时繁忙，请稍后重试。",
}

_log = structlog.get_logger()


def status_of(error: errors.DomainError) -> int:
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 400)


def add_errors(app: Sanic[Any, Any]) -> None:
    @app.exception(errors.DomainError)
    async def domain_error(_request: Request[Any, Any], error: errors.DomainError) -> HTTPResponse:
        body: dict[str, object] = {"code": error.code, "message": str(error)}
        if isinstance(error, errors.RegisterBlocked):
            body |= {"findings": error.findings, "rewritten": error.rewritten}
        if isinstance(error, errors.StaleRevision):
            body |= {"annotation": error.present}
        return json(body, status=status_of(error))

    @app.exception(SanicException)
    async def framework_error(_request: Request[Any, Any], error: SanicException) -> HTTPResponse:
        status = error.status_code
        message = _OF_THE_FRAMEWORK.get(status, "请求未能完成，请稍后重试。")
        return json({"code": f"http_{status}", "message": message}, status=status, headers=error.headers)

    @app.exception(Exception)
    async def our_fault(request: Request[Any, Any], error: Exception) -> HTTPResponse:
        _log.error("web.fault", path=request.path, exc_info=error)
        return json({"code": "fault", "message": "系统暂时出现故障，请稍后重试。"}, status=500)
