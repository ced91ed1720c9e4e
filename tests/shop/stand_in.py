"""A stand-in for an enterprise's shop: a real HTTP server that keeps docs/shop-api.yaml, until it is told not to."""

import json
import socket
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from shop.errors import ShopError
from shop.http_wire import to_wire
from shop.port import Shop
from tests.shop.document import Asked, Document, Operation, the_document
from tests.shop.stand_in_answers import ANSWERS, Call, Locked, error_answer

TOKEN = "token-of-the-enterprise"
_HELD_AT_MOST_S = 20


@dataclass(frozen=True)
class Misdeed:
    """What goes wrong with one request. Whatever is not named goes right."""

    # Answered with this instead of being done.
    status: int | None = None
    # Done, but answered with this.
    garbage: bytes | None = None
    # Done, but told wrongly.
    edit: Callable[[Any], Any] | None = None
    # Nothing is answered as long as the server runs.
    is_slow: bool = False
    # Done, and the connection cut before the answer.
    loses_answer: bool = False
    # The answer comes in pieces this far apart, without end.
    drips_every: float | None = None


@dataclass(frozen=True)
class Seen:
    """One request that arrived."""

    operation: str
    key: str | None


@dataclass
class StandIn:
    """Answers from `shop` what is asked at `url`. `misfits` says who broke the document, and how."""

    shop: Shop
    document: Document = field(default_factory=the_document)
    seen: list[Seen] = field(default_factory=list)
    misfits: list[str] = field(default_factory=list)
    _planned: deque[Misdeed] = field(default_factory=deque)
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "StandIn":
        stand_in = self

        class Handler(_Handler):
            owner = stand_in

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._server.shutdown()
        self._thread.join()
        # Waits for the handlers as well: none may touch the database that the test takes away.
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{urlsplit(self.document.base).path}"

    def misbehaves(self, *misdeeds: Misdeed) -> None:
        """The next requests, one each."""
        self._planned.extend(misdeeds)

    def count(self, operation: str) -> int:
        return sum(seen.operation == operation for seen in self.seen)

    def next_misdeed(self) -> Misdeed:
        return self._planned.popleft() if self._planned else Misdeed()

    def hold(self, seconds: float = _HELD_AT_MOST_S) -> bool:
        """False once the server goes down."""
        return not self._over.wait(seconds)

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """Status and body as the document has them."""
        operation = self.document.operation_of(asked)
        if operation is None:
            return 404, {"code": "no_such_path"}
        self.seen.append(Seen(operation.id, asked.headers.get("Idempotency-Key")))
        if asked.headers.get("Authorization") != f"Bearer {TOKEN}":
            return 401, {"code": "unauthorised"}
        faults = self.document.faults_of_request(asked)
        if faults:
            self.misfits += [f"request {operation.id}: {fault}" for fault in faults]
            return 400, {"code": "bad_request"}
        return self._done(operation, asked)

    def _done(self, operation: Operation, asked: Asked) -> tuple[int, Any]:
        body = json.loads(asked.body) if asked.body else None
        try:
            return 200, to_wire(ANSWERS[operation.id](Call(self.shop, operation.given, asked.headers, body)))
        except (ShopError, Locked) as error:
            return error_answer(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must see it at its end
            self.misfits.append(f"answer {operation.id}: {error!r}")
            return 500, {"code": "broken"}

    def check(self, asked: Asked, status: int, body: bytes) -> None:
        self.misfits += [f"answer {asked.path} {status}: {each}" for each in self._faults(asked, status, body)]

    def _faults(self, asked: Asked, status: int, body: bytes) -> list[str]:
        if self.document.operation_of(asked) is None:
            return []
        return self.document.faults_of_answer(asked, status, body)


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 64


class _Handler(BaseHTTPRequestHandler):
    owner: StandIn

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server calls it so
        """Keeps quiet."""

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        headers = {_CANONICAL.get(name.lower(), name): value for name, value in headers.items()}
        asked = Asked(self.command, self.path, headers, self.rfile.read(length))
        misdeed = self.owner.next_misdeed()
        if misdeed.status is not None:
            self._note(asked)
            self._send(misdeed.status, b'{"code": "misbehaves"}')
            return
        status, body = self.owner.answer(asked)
        content = json.dumps(body, ensure_ascii=False).encode()
        self.owner.check(asked, status, content)
        if misdeed.edit is not None:
            content = json.dumps(misdeed.edit(body)).encode()
        if misdeed.is_slow:
            self.owner.hold()
            self._cut()
        elif misdeed.loses_answer:
            self._cut()
        elif misdeed.drips_every is not None:
            self._drip(misdeed.drips_every)
        else:
            self._send(status, content if misdeed.garbage is None else misdeed.garbage)

    def _note(self, asked: Asked) -> None:
        operation = self.owner.document.operation_of(asked)
        if operation is not None:
            self.owner.seen.append(Seen(operation.id, asked.headers.get("Idempotency-Key")))

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _drip(self, every: float) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while self.owner.hold(every):
                self.wfile.write(b" ")
        except OSError:
            # The other side has had enough.
            self._cut()

    def _cut(self) -> None:
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            # Gone already.
            return


_CANONICAL = {name.lower(): name for name in ("Authorization", "Idempotency-Key", "Asked-At")}
