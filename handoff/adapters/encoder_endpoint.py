"""Any OpenAI-compatible endpoint as the encoder: Text Embeddings Inference, vLLM, or another Heyan's worker."""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
from numpy.typing import NDArray

from handoff.services.encoder_port import EncoderUnavailable

# Text Embeddings Inference takes no more in one request unless it is told to.
_BATCH = 32
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_CONNECT_S = 1.0
# The whole knowledge base may take its time; a customer's question may not, nor may the next ones wait for it again.
_FEW, _FEW_WITHIN_S, _MANY_WITHIN_S = 4, 2.0, 60.0
_PAUSE_S = 5.0


class EndpointEncoder:
    """`url` ends before `/embeddings`, as OpenAI's clients have it; `model` is the name that the endpoint knows."""

    def __init__(self, url: str, token: str, model: str) -> None:
        self._url = f"{url.rstrip('/').removesuffix('/embeddings')}/embeddings"
        self._token = token
        self._model = model
        self._asked_again_at = 0.0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Raises EncoderUnavailable."""
        # Endpoints refuse an empty text, or answer it each in its own way; here it says nothing.
        asked = {place: text for place, text in enumerate(texts) if text.strip()}
        if not asked:
            return np.zeros((len(texts), 1 if texts else 0), dtype=np.float32)
        lines = list(asked.values())
        rows = [self._rows(lines[start : start + _BATCH]) for start in range(0, len(lines), _BATCH)]
        if len({batch.shape[1] for batch in rows}) != 1:
            raise EncoderUnavailable(f"{self._url}: vectors of different widths")
        found = np.zeros((len(texts), rows[0].shape[1]), dtype=np.float32)
        found[list(asked)] = np.concatenate(rows)
        return found

    def close(self) -> None:
        """Let the connection go; a process that ends need not."""
        self._http.close()

    def _rows(self, lines: list[str]) -> NDArray[np.float32]:
        if time.monotonic() < self._asked_again_at:
            raise EncoderUnavailable(f"{self._url} failed a moment ago")
        try:
            return unit_rows(self._answer(lines), len(lines))
        except _FAILURES as error:
            self._asked_again_at = time.monotonic() + _PAUSE_S
            raise EncoderUnavailable(f"{self._url}: {error or type(error).__name__}") from error

    def _answer(self, lines: list[str]) -> Any:
        within = httpx.Timeout(_FEW_WITHIN_S if len(lines) <= _FEW else _MANY_WITHIN_S, connect=_CONNECT_S)
        body = {"model": self._model, "input": lines, "encoding_format": "base64"}
        response = self._http.post(self._url, json=body, timeout=within)
        if response.status_code != httpx.codes.OK:
            raise ValueError(f"it answered {response.status_code}: {response.text[:200]}")
        return response.json()

    @cached_property
    def _http(self) -> httpx.Client:
        # A proxy of the machine has no business between two processes on loopback.
        return httpx.Client(
            headers={"Authorization": f"Bearer {self._token}"} if self._token else {},
            trust_env=urlsplit(self._url).hostname not in _LOOPBACK,
        )


_FAILURES = (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError, AttributeError)


def unit_rows(answer: Any, count: int) -> NDArray[np.float32]:
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


def _row(embedding: Any) -> NDArray[np.float32]:
    """As numbers, or as little-endian floats in base64; endpoints that do not know the latter send numbers."""
    if not isinstance(embedding, str):
        return np.array(embedding, dtype=np.float32)
    try:
        return np.frombuffer(base64.b64decode(embedding, validate=True), dtype="<f4")
    except binascii.Error as error:
        raise ValueError(str(error)) from error
