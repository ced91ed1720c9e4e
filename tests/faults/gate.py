"""A gate before one of our own servers: every exchange passes, until a test holds one at an exact point."""

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

# Longer than anybody in the product waits for an answer; only so that no thread hangs for ever.
_LONGEST = 60.0

Point = Literal["request", "answer"]


@dataclass
class Hold:
    """One exchange held: before the server hears the request, or after it gave its whole answer."""

    point: Point
    words: str
    _reached: threading.Event = field(default_factory=threading.Event)
    _decided: threading.Event = field(default_factory=threading.Event)
    _read: threading.Event = field(default_factory=threading.Event)
    _cut: bool = False

    def wait_reached(self, within: float = 30.0) -> None:
        assert self._reached.wait(within), f"no exchange with “{self.words}” came to the gate within {within:g} s"

    def let_go(self) -> None:
        self._decided.set()

    def cut(self) -> None:
        """The caller gets nothing more: its connection ends as if the server had died."""
        self._cut = True
        self._decided.set()

    def wait_read(self, within: float = 10.0) -> None:
        """Until the caller has read the whole answer and closed its connection."""
        assert self._read.wait(within), "the answer was not read"

    def stop_here(self) -> bool:
        """In the exchange's thread: wait for the test's decision; False when the exchange is cut."""
        self._reached.set()
        self._decided.wait(_LONGEST)
        return not self._cut

    def was_read(self) -> None:
        self._read.set()


@dataclass(frozen=True)
class Exchange:
    """What went through: the request's path and body, and the body of the server's answer."""

    path: str
    request: str
    answer: str


class Gate:
    """Listens on `port` and passes everything on to `target`, another port of loopback."""

    def __init__(self) -> None:
        gate = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                gate.pass_on(self)

            def do_POST(self) -> None:
                gate.pass_on(self)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
                """Nothing to tell."""

        self._server = _Quiet(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        self.target = 0
        self.passed: list[Exchange] = []
        self.knocks = 0
        self._is_shut = False
        self._holds: list[Hold] = []
        self._lock = threading.Lock()
        threading.Thread(target=self._server.serve_forever, name=f"gate-{self.port}", daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @contextmanager
    def holding(self, point: Point, words: str) -> Iterator[Hold]:
        """Hold the first exchange whose request has these words; later ones pass. At the end it is let go."""
        hold = Hold(point, words)
        with self._lock:
            self._holds.append(hold)
        try:
            yield hold
        finally:
            with self._lock, suppress(ValueError):
                self._holds.remove(hold)
            hold.let_go()

    @contextmanager
    def shut(self) -> Iterator[None]:
        """As if nobody were behind it; `knocks` counts who came meanwhile."""
        self.knocks, self._is_shut = 0, True
        try:
            yield
        finally:
            self._is_shut = False

    def answers_to(self, words: str) -> list[dict[str, Any]]:
        """The JSON answers to all requests with these words, in the order they came."""
        return [json.loads(each.answer) for each in list(self.passed) if words in each.request]

    def pass_on(self, caller: BaseHTTPRequestHandler) -> None:
        body = caller.rfile.read(int(caller.headers.get("Content-Length") or 0))
        text = body.decode("utf-8", "replace")
        if self._is_shut:
            self.knocks += 1
            caller.close_connection = True
            return
        hold = self._hold_for(text)
        if hold and hold.point == "request" and not hold.stop_here():
            caller.close_connection = True
            return
        answer = self._ask(caller, body)
        if answer is not None:
            self.passed.append(Exchange(caller.path, text, answer[2].decode("utf-8", "replace")))
        if (hold and hold.point == "answer" and not hold.stop_here()) or answer is None:
            caller.close_connection = True
            return
        status, kind, content = answer
        caller.send_response(status)
        caller.send_header("Content-Type", kind)
        caller.send_header("Content-Length", str(len(content)))
        # With this the caller closes as soon as it has read everything, which is how we know that it has.
        caller.send_header("Connection", "close")
        caller.end_headers()
        caller.wfile.write(content)
        if hold:
            caller.wfile.flush()
            while caller.connection.recv(1024):
                pass
            hold.was_read()

    def _hold_for(self, text: str) -> Hold | None:
        with self._lock:
            hold = next((hold for hold in self._holds if hold.words in text), None)
            if hold:
                self._holds.remove(hold)
            return hold

    def _ask(self, caller: BaseHTTPRequestHandler, body: bytes) -> tuple[int, str, bytes] | None:
        """Status, content type and body; None when the server is not there or dies over it."""
        headers = {name: value for name, value in caller.headers.items() if name.lower() not in _OF_THE_CONNECTION}
        server = http.client.HTTPConnection("127.0.0.1", self.target, timeout=_LONGEST)
        try:
            server.request(caller.command, caller.path, body, headers)
            response = server.getresponse()
            return response.status, response.headers.get("Content-Type", ""), response.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            server.close()


_OF_THE_CONNECTION = frozenset({"host", "connection", "content-length", "accept-encoding"})


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that was killed leaves a broken connection: that is what these tests are about."""
