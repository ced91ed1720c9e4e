"""What a request finds in the app's context, typed."""

from typing import Any

from sanic import Request

from handoff.wiring import Services, System


def system(request: Request[Any, Any]) -> System:
    found: System = request.app.ctx.system
    return found


def services(request: Request[Any, Any]) -> Services:
    return system(request).services
