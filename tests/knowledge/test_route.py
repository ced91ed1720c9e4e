"""POST /knowledge/search of the worker, over HTTP; its loops and its database have no part in it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from pydantic import SecretStr

from handoff.services.knowledge import KnowledgeSearch
from handoff.settings import Settings
from handoff.worker import app as worker_app

SECRET = {"Authorization": "Bearer s3cret"}


class NoSystem:
    async def close(self) -> None:
        pass


def no_system(_settings: Settings, holder: str) -> NoSystem:
    assert holder.startswith("worker-")
    return NoSystem()


async def no_loops(_system: object, _warm: object) -> None:
    await asyncio.Event().wait()


@pytest_asyncio.fixture
async def worker(search: KnowledgeSearch, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setattr(worker_app, "open_system", no_system)
    monkeypatch.setattr(worker_app, "run_worker", no_loops)
    app = worker_app.create_app(Settings(worker_secret=SecretStr("s3cret")), lambda: search, search.encoder)
    # It rewrites Sanic's own code, which can be done only once in a process.
    app.config.TOUCHUP = False
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    server: Any = await app.create_server(sock=listening, return_asyncio_server=True)
    await server.startup()
    await server.before_start()
    await server.start_serving()
    await server.after_start()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        yield client
    await server.before_stop()
    await server.close()
    await server.after_stop()


async def ask(worker: httpx.AsyncClient, body: object, headers: dict[str, str] = SECRET) -> httpx.Response:
    return await worker.post("/knowledge/search", json=body, headers=headers)


async def test_a_question_with_its_topic_and_product_is_answered_with_its_owner(worker: httpx.AsyncClient) -> None:
    response = await ask(worker, {"query": "多久清洗一次", "topics": ["product_usage"], "product": ["加湿器"]})

    body = response.json()
    assert (response.status_code, body["query"]) == (200, "多久清洗一次")
    assert (body["hits"][0]["id"], body["hits"][0]["owner"]) == ("kb-climate-06", "商品部")
    assert body["degraded"] is False


@pytest.mark.parametrize("body", [None, {"query": "滤芯", "limit": 0}, {"query": "滤芯", "topics": "product_usage"}])
async def test_what_is_no_question_is_a_bad_request(worker: httpx.AsyncClient, body: object) -> None:
    response = await ask(worker, body)

    assert (response.status_code, response.json()["code"]) == (400, "bad_request")


async def test_without_the_secret_nothing_is_told(worker: httpx.AsyncClient) -> None:
    response = await ask(worker, {"query": "滤芯"}, {"Authorization": "Bearer wrong"})

    assert (response.status_code, response.json()["code"]) == (401, "unauthorized")
