"""Sentence vectors from an OpenAI-compatible endpoint, asked so that no customer waits for a silent one."""

import asyncio
import atexit
import base64
import binascii
import json
import logging
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent import futures
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import aiohttp
import numpy as np

from bot.vectors import Vectors, VectorsUnavailable

logger = logging.getLogger(__name__)

# Text Embeddings Inference takes no more in one request unless it is told to.
_BATCH = 32
# Of numbers written out, the widest vectors in use need less.
_MOST_BYTES_A_ROW = 200_000
_BETWEEN_TRIES_S = 1.0


@dataclass(frozen=True)
class Patience:
    """How long one request may take in all, how often it is tried, and for how long a failure is remembered."""

    answer_s: float
    tries: int = 1
    pause_s: float = 0.0


# A line may be read twice; both times and the wording alone must fit into 200 ms.
READING = Patience(0.08, pause_s=2.0)
SCRIPT = Patience(20.0, pause_s=2.0)
TRAINING = Patience(120.0, tries=3)


class EndpointVectors:
    """`url` ends before `/embeddings`. After a failure no line waits again until the pause is over."""

    def __init__(
        self, url: str, token: str, model: str, patience: Patience, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._url = f"{url.rstrip('/').removesuffix('/embeddings')}/embeddings"
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._model = model
        self._patience = patience
        self._clock = clock
        self._asked_again_at = 0.0
        self._width: int | None = None
        self._session: aiohttp.ClientSession | None = None

    def encode(self, texts: list[str]) -> Vectors:
        """Raises VectorsUnavailable. An empty text, which endpoints refuse or answer each in its own way, is zero."""
        asked = {place: text for place, text in enumerate(texts) if text.strip()}
        lines = list(asked.values())
        rows = [self._rows(lines[start : start + _BATCH]) for start in range(0, len(lines), _BATCH)]
        if rows:
            self._width = rows[0].shape[1]
        if self._width is None or any(one.shape[1] != self._width for one in rows):
            raise VectorsUnavailable("the width of the vectors is not known")
        found = np.zeros((len(texts), self._width), dtype=np.float32)
        if rows:
            found[list(asked)] = np.concatenate(rows)
        return found

    def close(self) -> None:
        """Let the connection go; done by itself when the process ends."""
        session, self._session = self._session, None
        if session is not None:
            with suppress(futures.TimeoutError):
                _done(session.close(), self._patience.answer_s)

    def _rows(self, lines: list[str]) -> Vectors:
        if self._clock() < self._asked_again_at:
            raise VectorsUnavailable("the encoder failed a moment ago")
        for left in reversed(range(self._patience.tries)):
            try:
                return unit_rows(_done(self._answer(lines), self._patience.answer_s), len(lines))
            except _FAILURES as error:
                reason = VectorsUnavailable(f"{self._url}: {error or type(error).__name__}")
                if not left:
                    self._asked_again_at = self._clock() + self._patience.pause_s
                    raise reason from error
                time.sleep(_BETWEEN_TRIES_S)
        raise AssertionError("tries are at least one")

    async def _answer(self, lines: list[str]) -> Any:
        # In all: a server that sends a byte now and then does not stretch it.
        return await asyncio.wait_for(self._posted(lines), self._patience.answer_s)

    async def _posted(self, lines: list[str]) -> Any:
        body = {"model": self._model, "input": lines, "encoding_format": "base64"}
        try:
            return await self._post(body, len(lines))
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            # The connection was kept from before the endpoint's restart, perhaps; asking twice changes nothing there.
            return await self._post(body, len(lines))

    async def _post(self, body: dict[str, Any], count: int) -> Any:
        if self._session is None:
            self._session = aiohttp.ClientSession(headers=self._headers)
            # Else aiohttp complains at the end of every training.
            atexit.register(self.close)
        async with self._session.post(self._url, json=body, allow_redirects=False) as response:
            said = bytearray()
            async for part in response.content.iter_any():
                said += part
                if len(said) > (count + 1) * _MOST_BYTES_A_ROW:
                    raise ValueError("its answer does not end")
        if response.status != 200:
            raise ValueError(f"it answered {response.status}: {said[:200].decode('utf-8', 'replace')}")
        return json.loads(said)


_FAILURES = (
    aiohttp.ClientError,
    asyncio.TimeoutError,
    futures.TimeoutError,
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
)


def unit_rows(answer: Any, count: int) -> Vectors:
    """The vectors of an answer in OpenAI's form, each of length one, in the order asked.

    Raises ValueError, KeyError, TypeError or AttributeError where it is none.
    """
    data = sorted(answer["data"], key=lambda one: int(one["index"]))
    if [one["index"] for one in data] != list(range(count)):
        raise ValueError(f"{len(data)} vectors for {count} texts")
    rows = np.array([_row(one["embedding"]) for one in data], dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    if rows.ndim != 2 or not np.isfinite(lengths).all():
        raise ValueError("its vectors are none")
    # Of a line in which it knows no sign, a static encoder says nothing: zero.
    return np.asarray(rows / np.where(lengths == 0, 1.0, lengths), dtype=np.float32)


def _row(embedding: Any) -> Vectors:
    """As numbers, or as little-endian floats in base64; endpoints that do not know the latter send numbers."""
    if not isinstance(embedding, str):
        return np.array(embedding, dtype=np.float32)
    try:
        return np.frombuffer(base64.b64decode(embedding, validate=True), dtype="<f4")
    except binascii.Error as error:
        raise ValueError(str(error)) from error


def _done(work: Coroutine[Any, Any, Any], within: float) -> Any:
    """Run in the loop of our own thread: Rasa's own stands still while a line is read."""
    running = asyncio.run_coroutine_threadsafe(work, _loop())
    try:
        # Should the thread not get its turn, the caller gets its own all the same.
        return running.result(within * 1.25)
    except futures.TimeoutError:
        running.cancel()
        raise


@lru_cache(maxsize=1)
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="embeddings", daemon=True).start()
    return loop
