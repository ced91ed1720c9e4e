"""The way to the worker's knowledge, against a real HTTP server."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from actions.knowledge import NOTHING, Entry, Found, KnowledgeUnavailable, WorkerKnowledge

HIT = {"id": "kb-1", "question": "多久更换？", "answer": "12个月。", "score": 0.9}


class Worker(HTTPServer):
    """Gives one fixed answer and keeps what it was asked."""

    answer: tuple[int, bytes] = (200, b"{}")

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, str, dict[str, Any]]] = []

    def gives(self, body: object, status: int = 200) -> WorkerKnowledge:
        self.answer = (status, json.dumps(body).encode())
        return WorkerKnowledge(f"http://127.0.0.1:{self.server_port}", "s3cret")


class _Handler(BaseHTTPRequestHandler):
    server: Worker

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers["Authorization"], body))
        status, answer = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the library
        pass


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker()
    thread = threading.Thread(target=worker.serve_forever)
    thread.start()
    yield worker
    worker.shutdown()
    thread.join()
    worker.server_close()


async def test_the_question_is_asked_with_the_secret(worker: Worker) -> None:
    found = await worker.gives({"hits": [HIT], "decision": "answer"}).search("滤芯", "product_info")

    assert found == Found("answer", Entry("多久更换？", "12个月。", "kb-1"))
    asked = {"query": "滤芯", "limit": 3, "topics": ["product_info"]}
    assert worker.asked == [("/knowledge/search", "Bearer s3cret", asked)]


async def test_none_is_nothing_even_with_hits(worker: Worker) -> None:
    assert await worker.gives({"hits": [HIT], "decision": "none"}).search("滤芯", "product_info") == NOTHING


async def test_an_answer_without_hits_is_nothing(worker: Worker) -> None:
    assert await worker.gives({"hits": [], "decision": "answer"}).search("滤芯", "product_info") == NOTHING


@pytest.mark.parametrize(
    ("body", "status"),
    [({"code": "warming_up"}, 503), ({"code": "unauthorized"}, 401), ({"hits": []}, 200), ([], 200)],
)
async def test_anything_else_is_unavailable(worker: Worker, body: object, status: int) -> None:
    with pytest.raises(KnowledgeUnavailable):
        await worker.gives(body, status).search("滤芯", "product_info")


async def test_a_worker_that_is_not_there_is_unavailable(worker: Worker) -> None:
    with pytest.raises(KnowledgeUnavailable):
        await WorkerKnowledge("http://127.0.0.1:1", "s3cret").search("滤芯", "product_info")
