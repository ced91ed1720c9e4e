"""Builds the web app: pages, the widget's and the desk's APIs and feeds."""

import asyncio
import json
import os
import secrets
from functools import partial
from typing import Any

import structlog
from sanic import HTTPResponse, Request, Sanic

from handoff.settings import Settings
from handoff.web.access import VisitorTokens, add_access
from handoff.web.auth import auth
from handoff.web.colleagues import colleagues
from handoff.web.desk import desk
from handoff.web.desk_feed import desk_feed
from handoff.web.errors import add_errors
from handoff.web.hub import Hub
from handoff.web.images import images
from handoff.web.inboxes import inboxes
from handoff.web.limits import RateLimits
from handoff.web.pages import add_assets, pages
from handoff.web.rating import rating
from handoff.web.reports import reports
from handoff.web.studio import studio
from handoff.web.studio_data import studio_data
from handoff.web.studio_quality import studio_quality
from handoff.web.tickets import tickets
from handoff.web.webchat import webchat
from handoff.web.wechat import wechat
from handoff.wiring import open_system

_LARGEST_REQUEST = 256 * 1024
# A beat that is lost, and one that is late, must not send an agent who is there away.
_BEATS_BEFORE_SILENT = 6
_log = structlog.get_logger()

_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


def create_app(settings: Settings) -> Sanic[Any, Any]:
    app: Sanic[Any, Any] = Sanic(
        f"heyan-web-{secrets.token_hex(4)}", dumps=partial(json.dumps, ensure_ascii=False), configure_logging=False
    )
    app.config.MOTD = False
    app.config.AUTO_EXTEND = False
    app.config.ACCESS_LOG = False
    app.config.REQUEST_MAX_SIZE = _LARGEST_REQUEST
    app.config.WEBSOCKET_MAX_SIZE = _LARGEST_REQUEST
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 3.0
    app.ctx.settings = settings
    app.ctx.visitor_tokens = VisitorTokens(settings.secret_key.get_secret_value())
    app.ctx.limits = RateLimits()
    of_people = (auth, desk, colleagues, reports, tickets, inboxes, studio, studio_quality, studio_data)
    for blueprint in (pages, webchat, rating, images, *of_people, wechat, desk_feed):
        # A copy, so that a second app in the same process (tests) starts from clean blueprints.
        app.blueprint(blueprint.copy(blueprint.name))
    add_assets(app)
    add_errors(app)
    add_access(app)
    _add_life(app, settings)

    @app.on_response  # type: ignore[untyped-decorator]  # Sanic leaves it untyped
    async def protect(_request: Request[Any, Any], response: HTTPResponse) -> None:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)

    return app


def _add_life(app: Sanic[Any, Any], settings: Settings) -> None:
    @app.before_server_start
    async def open_all(app: Sanic[Any, Any]) -> None:
        app.ctx.system = open_system(settings, holder=f"web-{os.getpid()}")
        app.ctx.hub = Hub(app.ctx.system)
        app.ctx.jobs = [asyncio.create_task(app.ctx.hub.run()), asyncio.create_task(_heartbeats(app))]

    @app.before_server_stop
    async def close_all(app: Sanic[Any, Any]) -> None:
        for job in app.ctx.jobs:
            job.cancel()
        await asyncio.gather(*app.ctx.jobs, return_exceptions=True)
        await app.ctx.system.close()


async def _heartbeats(app: Sanic[Any, Any]) -> None:
    """Say who is connected, several times in the while after which an agent counts as gone."""
    pause = app.ctx.system.enterprise.agent_silent_after / _BEATS_BEFORE_SILENT
    while True:
        try:
            await app.ctx.system.services.presence.heartbeat(app.ctx.hub.connected_users())
        except Exception:  # noqa: BLE001 (one beat that the database did not take must not be the last one)
            _log.exception("heartbeat.failed")
        await asyncio.sleep(pause.total_seconds())
