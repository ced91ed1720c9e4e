"""An open page, customer's or agent's: takes in what is pushed and comes back after each break, as the browsers do."""

import json
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

_BETWEEN_TRIES = 0.1
_LOOKS_UP_EVERY = 0.2

Hello = Callable[[int], dict[str, Any]]


class Listener:
    """`with Listener(…) as page: page.events` grows meanwhile; each event is taken from the position reached before."""

    def __init__(self, url: str, hello: Hello, headers: dict[str, str] | None = None, after: int = 0) -> None:
        self._url = url.replace("http://", "ws://")
        self._hello = hello
        self._headers = headers or {}
        self.position = after
        self.events: list[dict[str, Any]] = []
        self.connections = 0
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)

    def __enter__(self) -> "Listener":
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._closing.set()
        self._thread.join(10)

    def named(self, name: str) -> list[dict[str, Any]]:
        """The data of every event of this name, oldest first."""
        return [event["data"] for event in list(self.events) if event["name"] == name]

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                self._listen()
            except (OSError, WebSocketException):
                self._closing.wait(_BETWEEN_TRIES)

    def _listen(self) -> None:
        with connect(
            self._url, additional_headers=self._headers, proxy=None, open_timeout=5, close_timeout=1
        ) as socket:
            socket.send(json.dumps(self._hello(self.position)))
            self.connections += 1
            while not self._closing.is_set():
                try:
                    message = json.loads(socket.recv(timeout=_LOOKS_UP_EVERY))
                except TimeoutError:
                    continue
                assert message["type"] not in {"reset", "error"}, message
                if message["type"] == "event":
                    self.position = message["position"]
                    self.events.append(message)
