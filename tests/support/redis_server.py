"""A Redis of the test's own, on a Unix socket in a folder of its own."""

import os
import signal
import socket
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType

from handoff.running import redis_server
from tests.support.processes import wait_for


class RedisServer:
    """`with RedisServer() as redis: … redis.url …`; `kill()` and `start()` play a crash."""

    def __init__(self) -> None:
        # Not pytest's tmp_path: it is often too long for a Unix socket.
        self._folder = tempfile.TemporaryDirectory(prefix="heyan-redis-")
        self._socket = Path(self._folder.name) / "redis.sock"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self._socket}"

    @property
    def pid(self) -> int:
        assert self._process, "the server is not running"
        return self._process.pid

    def start(self) -> None:
        command = redis_server.command(redis_server.find_server(), self._socket)
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: self._ask(b"PING\r\n") == b"+PONG", within=10, what="Redis answers")

    def flush(self) -> None:
        assert self._ask(b"FLUSHALL\r\n") == b"+OK"

    def kill(self) -> None:
        """The sudden end: nothing is said to anyone."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def __enter__(self) -> "RedisServer":
        self.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()
        self._folder.cleanup()

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        os.kill(self._process.pid, how)
        self._process.wait(timeout=10)
        self._process = None

    def _ask(self, request: bytes) -> bytes | None:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            try:
                client.connect(str(self._socket))
                client.sendall(request)
                return client.recv(64).strip()
            except OSError:
                return None
