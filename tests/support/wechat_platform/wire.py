"""HTTP on loopback, as small as can be: it also falls silent and cuts lines, which no framework does for us."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import h11

_AT_ONCE = 65_536


@dataclass(frozen=True)
class Asked:
    """One request that arrived; names of headers are in small letters."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    ip: str


@dataclass(frozen=True)
class Answer:
    body: bytes
    media_type: str = "application/json; encoding=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


class LineCut(Exception):
    """The connection ends without an answer."""


class HttpServer:
    """Serves in the loop it was started in, every connection in a task of its own."""

    def __init__(self, handle: Callable[[Asked], Awaitable[Answer]]) -> None:
        self._handle = handle
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._is_stopping = False
        self.url = ""

    async def start(self, port: int = 0) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", port)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        self._is_stopping = True
        if self._server is not None:
            self._server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._serve(reader, writer)
        except asyncio.CancelledError:
            # asyncio's own callback would report a cancelled connection as an error.
            if not self._is_stopping:
                raise
        except (LineCut, ConnectionError, h11.RemoteProtocolError):
            # Cut by us, or gone.
            pass
        finally:
            self._tasks.discard(task)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER)
        ip = str(writer.get_extra_info("peername")[0])
        while (asked := await _next_request(connection, reader, ip)) is not None:
            writer.write(_rendered(connection, await self._handle(asked)))
            await writer.drain()
            if connection.our_state is h11.MUST_CLOSE:
                return
            connection.start_next_cycle()


async def _next_request(connection: h11.Connection, reader: asyncio.StreamReader, ip: str) -> Asked | None:
    """None once the other side has gone."""
    head: h11.Request | None = None
    body = b""
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(_AT_ONCE))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            return _asked(head, body, ip)
        else:
            return None


def _asked(head: h11.Request, body: bytes, ip: str) -> Asked:
    url = urlsplit(head.target.decode())
    headers = {name.decode().lower(): value.decode("latin-1") for name, value in head.headers}
    query = dict(parse_qsl(url.query, keep_blank_values=True))
    return Asked(head.method.decode(), url.path, query, headers, body, ip)


def _rendered(connection: h11.Connection, answer: Answer) -> bytes:
    headers = [("Content-Type", answer.media_type), ("Content-Length", str(len(answer.body))), *answer.headers]
    parts = (
        connection.send(h11.Response(status_code=answer.status, headers=headers)),
        connection.send(h11.Data(data=answer.body)),
        connection.send(h11.EndOfMessage()),
    )
    return b"".join(part for part in parts if part)
