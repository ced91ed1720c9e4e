"""The worker as a small Sanic app on loopback: its loops, its health, knowledge for the action server, embeddings."""

import asyncio
import hmac
import json
import os
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json as answer

from handoff.domain.errors import BadInput
from handoff.services.encoder_port import EncoderUnavailable
from handoff.services.knowledge import Encoder, KnowledgeSearch
from handoff.settings import Settings
from handoff.wiring import System, open_system
from handoff.worker.embeddings import embeddings
from handoff.worker.knowledge import read_question, told
from handoff.worker.loading import Loading
from handoff.worker.loops import run_worker

_dumps = partial(json.dumps, ensure_ascii=False)


def create_app(
    settings: Settings,
    open_knowledge: Callable[[], KnowledgeSearch],
    encoder: Encoder,
    open_wording: Callable[[], KnowledgeSearch] | None = None,
) -> Sanic[Any, Any]:
    """`encoder` is the one that the knowledge is searched with; here it is served to others too.

    `open_wording`: what to search with while that encoder is away; None = it never is.
    """
    app: Sanic[Any, Any] = Sanic(f"heyan-worker-{secrets.token_hex(4)}", dumps=_dumps, configure_logging=False)
    app.config.MOTD = False
    app.config.AUTO_EXTEND = False
    app.config.ACCESS_LOG = False
    knowledge = Loading(open_knowledge, open_wording)
    warm = asyncio.Event()

    @app.before_server_start
    async def open_all(app: Sanic[Any, Any]) -> None:
        app.ctx.system = open_system(settings, holder=f"worker-{os.getpid()}")
        app.ctx.loops = asyncio.create_task(run_worker(app.ctx.system, warm))
        app.ctx.loops.add_done_callback(_die_with)

    @app.after_server_start
    async def load_knowledge(app: Sanic[Any, Any]) -> None:
        # Seconds of work, in which a question about a product would get a fault for an answer.
        if not await knowledge.load():
            app.ctx.knowledge = asyncio.create_task(knowledge.load_later())
        # Without the encoder all else goes on.
        warm.set()

    @app.before_server_stop
    async def close_all(app: Sanic[Any, Any]) -> None:
        app.ctx.loops.remove_done_callback(_die_with)
        app.ctx.loops.cancel()
        await asyncio.gather(app.ctx.loops, return_exceptions=True)
        if knowing := getattr(app.ctx, "knowledge", None):
            knowing.cancel()
        system: System = app.ctx.system
        await system.close()

    @app.get("/health")
    async def health(_request: Request[Any, Any]) -> HTTPResponse:
        return answer({"status": "ok", "knowledge": knowledge.search is not None})

    @app.post("/knowledge/search")
    async def search(request: Request[Any, Any]) -> HTTPResponse:
        if not hmac.compare_digest((request.token or "").encode(), settings.worker_secret.get_secret_value().encode()):
            return answer({"code": "unauthorized", "message": "wrong or missing secret"}, status=401)
        try:
            question = read_question(request.json)
        except BadInput as error:
            return answer({"code": "bad_request", "message": str(error)}, status=400)
        if knowledge.search is None:
            return answer({"code": "warming_up", "message": "the encoder is still loading"}, status=503)
        try:
            return answer(told(await asyncio.to_thread(question.asked_of, knowledge.search)))
        except EncoderUnavailable as error:
            return answer({"code": error.code, "message": str(error)}, status=503)

    token = settings.worker_secret.get_secret_value()
    app.blueprint(embeddings(encoder, settings.encoder_model, token, is_ready=lambda: knowledge.has_encoder))
    return app


def _die_with(loops: "asyncio.Task[None]") -> None:
    """The loops run for ever; if they ever end, the process must die so that the runner starts it anew."""
    if not loops.cancelled():
        os._exit(1)
