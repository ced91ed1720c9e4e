"""The route of embeddings alone, served over HTTP on loopback."""

import socket
from collections.abc import AsyncIterator
from typing import Any

import httpx
import numpy as np
import pytest
import pytest_asyncio
from sanic import Sanic

from handoff.adapters.encoder_usem3 import Usem3
from handoff.worker.embeddings import embeddings

TOKEN = "s3cret"


class Served:
    """What the test may change while the route is served."""

    is_ready = True
    failure: Exception | None = None

    def __init__(self) -> None:
        self.usem3 = Usem3()

    def encode(self, texts: list[str]) -> Any:
        if self.failure:
            raise self.failure
        return np.asarray(self.usem3.encode(texts))


@pytest.fixture(scope="session")
def usem3() -> Usem3:
    return Usem3()


@pytest.fixture
def served(usem3: Usem3) -> Served:
    served = Served()
    served.usem3 = usem3
    return served


@pytest_asyncio.fixture
async def endpoint(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    app: Sanic[Any, Any] = Sanic(f"embeddings-{id(served)}", configure_logging=False)
    # It rewrites Sanic's own code, which can be done only once in a process.
    app.config.TOUCHUP = False
    app.blueprint(embeddings(served, "usem3", TOKEN, is_ready=lambda: served.is_ready))  # type: ignore[arg-type]
    listening = socket.create_server(("127.0.0.1", 0))
    server: Any = await app.create_server(sock=listening, return_asyncio_server=True)
    await server.startup()
    await server.start_serving()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1/"
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False) as client:
        yield client
    await server.close()
    await server.after_stop()
