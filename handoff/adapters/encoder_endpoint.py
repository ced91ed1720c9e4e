"""Any OpenAI-compatible endpoint as the encoder: Text Embeddings Inference, vLLM, or another Heyan's worker."""

from __future__ import annotations

import base64
import binascii
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
_CONNECT_S = 2.0
_READ_S = 30.0


class EndpointEncoder:
    """`url` ends before `/embeddings`, as OpenAI's clients have it; `model` is the name that the endpoint knows."""

    def __init__(self, url: str, token: str, model: str) -> None:
        self._url = f"{url.rstrip('/').removesuffix('/embeddings')}/embeddings"
        self._token = token
        self._model = model

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

    def _rows(self, lines: list[str]) -> NDArray[np.float32]:
        body = {"model": self._model, "input": lines, "encoding_format": "base64"}
        try:
            response = self._http.post(self._url, json=body)
            if not response.is_success:
                raise EncoderUnavailable(f"{self._url} answered {response.status_code}: {response.text[:200]}")
            return unit_rows(response.json(), len(lines))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise EncoderUnavailable(f"{self._url}: {error or type(error).__name__}") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise EncoderUnavailable(f"{self._url}: its answer holds no vectors ({error})") from error

    @cached_property
    def _http(self) -> httpx.Client:
        # A proxy of the machine has no business between two processes on loopback.
        return httpx.Client(
            headers={"Authorization": f"Bearer {self._token}"} if self._token else {},
            timeout=httpx.Timeout(_READ_S, connect=_CONNECT_S),
            trust_env=urlsplit(self._url).hostname not in _LOOPBACK,
        )


def unit_rows(answer: Any, count: int) -> NDArray[np.float32]:
    """The vectors of an answer in OpenAI's form, each of length one, in the order asked.

    Raises ValueError, KeyError, TypeError or AttributeError where it is none.
    """
    data = sorted(answer["data"], key=lambda one: int(one["index"]))
    if [one["index"] for one in data] != list(range(count)):
        raise ValueError(f"{len(data)} vectors for {count} texts")
    rows = np.array([_row(one["embedding"]) for one in data], dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    if rows.ndim != 2 or not np.isfinite(lengths).all() or not lengths.all():
        raise ValueError("no finite vectors")
    unit: NDArray[np.float32] = rows / lengths
    return unit


def _row(embedding: Any) -> NDArray[np.float32]:
    """As numbers, or as little-endian floats in base64; endpoints that do not know the latter send numbers."""
    if not isinstance(embedding, str):
        return np.array(embedding, dtype=np.float32)
    try:
        return np.frombuffer(base64.b64decode(embedding, validate=True), dtype="<f4")
    except binascii.Error as error:
        raise ValueError(str(error)) from error
