"""A small OpenAI-compatible endpoint of embeddings: a real process that can fall silent, talk nonsense or die.

`python small_encoder.py PORT MODE_FILE`: the file says how to behave, now. Read on both Pythons, by the library alone.
"""

import base64
import json
import socket
import subprocess
import sys
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

TOKEN = "small-token"
MODEL = "small"
WIDTH = 64
MOST_TEXTS = 32
UNKNOWN = "☃"
_START_S = 20.0
_HANGS_S = 60.0


def vector(text: str, width: int = WIDTH, seed: int = 0) -> list[float]:
    """A bag of characters and pairs, each with a place and a sign of its own."""
    if text == UNKNOWN:
        return [0.0] * width
    row = [0.0] * width
    row[0] = 0.5
    for gram in [*text, *(text[place : place + 2] for place in range(len(text) - 1))]:
        number = int.from_bytes((gram + str(seed)).encode("utf-8", "replace"), "big") * 2654435761 % (2**32)
        row[number % width] += 1.0 if number >> 16 & 1 else -1.0
    return row


class SmallEncoder:
    """The process; `mode` is one of fine, numbers, hang, drip, garbage, error, short, wide, other, redirect."""

    def __init__(self, folder: Path) -> None:
        self._mode = folder / "encoder-mode"
        self.mode = "fine"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}/v1"
        self.environment = {"ENCODER_URL": self.url, "ENCODER_TOKEN": TOKEN, "ENCODER_MODEL": MODEL}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def mode(self) -> str:
        return self._mode.read_text(encoding="ascii")

    @mode.setter
    def mode(self, mode: str) -> None:
        self._mode.write_text(mode, encoding="ascii")

    def start(self) -> None:
        self._process = subprocess.Popen([sys.executable, __file__, str(self.port), str(self._mode)])
        until = time.monotonic() + _START_S
        while time.monotonic() < until:
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError("the small encoder does not listen")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def small_encoder(folder: Path) -> Iterator[SmallEncoder]:
    encoder = SmallEncoder(folder)
    encoder.start()
    try:
        yield encoder
    finally:
        encoder.kill()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    mode_file: Path

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        mode = self.mode_file.read_text(encoding="ascii")
        texts = body["input"]
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._say(401, {"error": {"message": "no token"}})
        elif self.path != "/v1/embeddings" or body["model"] != MODEL:
            self._say(404, {"error": {"message": "no such model"}})
        elif len(texts) > MOST_TEXTS or not all(text.strip() for text in texts):
            self._say(422, {"error": {"message": "too many texts, or an empty one"}})
        else:
            self._behave(mode, texts)

    def _behave(self, mode: str, texts: "list[str]") -> None:
        if mode == "hang":
            time.sleep(_HANGS_S)
        elif mode == "drip":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            for _ in range(int(_HANGS_S / 0.02)):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.02)
        elif mode == "garbage":
            self._say(200, {"data": [{"index": place, "embedding": "Ä"} for place, _ in enumerate(texts)]})
        elif mode == "error":
            self._say(500, {"error": {"message": "broken"}})
        elif mode == "redirect":
            self._say(307, {}, {"Location": f"http://127.0.0.1:{self.server.server_port}/elsewhere"})  # type: ignore[attr-defined]
        else:
            width = WIDTH * 2 if mode == "wide" else WIDTH
            rows = [vector(text, width, seed=int(mode == "other")) for text in texts[: -1 if mode == "short" else None]]
            data = [
                {"object": "embedding", "index": place, "embedding": row if mode == "numbers" else _in_base64(row)}
                for place, row in enumerate(rows)
            ]
            # Nobody promises an order.
            self._say(200, {"object": "list", "data": data[::-1], "model": MODEL})

    def _say(self, status: int, body: "dict[str, Any]", headers: "dict[str, str] | None" = None) -> None:
        said = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(said)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_args: object) -> None:
        """Keep quiet."""


def _in_base64(row: "list[float]") -> str:
    return base64.b64encode(array("f", row).tobytes()).decode("ascii")


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_args: object) -> None:
        """Who has asked has gone."""


if __name__ == "__main__":
    _Handler.mode_file = Path(sys.argv[2])
    _Server(("127.0.0.1", int(sys.argv[1])), _Handler).serve_forever()
