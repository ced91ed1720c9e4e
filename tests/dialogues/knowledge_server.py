"""The knowledge half of the worker alone, as a process: `python -m tests.dialogues.knowledge_server PORT`."""

import os
import sys
from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from handoff.adapters.encoder import choose_encoder
from handoff.adapters.knowledge_files import read_knowledge
from handoff.adapters.simplified import simplify
from handoff.services.knowledge import KnowledgeSearch
from handoff.settings import ROOT
from handoff.worker.knowledge import read_question, told


def create_app(secret: str) -> Sanic[Any, Any]:
    app: Sanic[Any, Any] = Sanic("knowledge-for-dialogues")
    app.config.MOTD = False
    base = read_knowledge(ROOT / "data" / "knowledge", ROOT / "data" / "shop" / "products.yml")
    knowledge = KnowledgeSearch.of(base, choose_encoder(), simplify)

    @app.get("/health")
    async def health(_request: Request[Any, Any]) -> HTTPResponse:
        return json({"status": "ok"})

    @app.post("/knowledge/search")
    async def search(request: Request[Any, Any]) -> HTTPResponse:
        if request.token != secret:
            return json({"code": "unauthorized"}, status=401)
        return json(told(read_question(request.json).asked_of(knowledge)))

    return app


if __name__ == "__main__":
    create_app(os.environ["WORKER_SECRET"]).run("127.0.0.1", int(sys.argv[1]), single_process=True, access_log=False)
