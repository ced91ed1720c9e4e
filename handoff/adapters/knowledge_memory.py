"""What was learnt from the knowledge, kept in one file: a start then takes a second instead of ten."""

import hashlib
import logging
import os
from contextlib import suppress
from dataclasses import fields
from functools import cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from handoff.domain import knowledge_score
from handoff.domain.knowledge import Thresholds
from handoff.domain.knowledge_fit import Chance
from handoff.domain.knowledge_score import Scorer
from handoff.services.knowledge import KnowledgeBase, Learnt

log = logging.getLogger(__name__)

_CHANCES = ("right", "any_right")
_SCORER = tuple(field.name for field in fields(Scorer) if field.name not in _CHANCES)
_CHANCE = tuple(field.name for field in fields(Chance))
# Encoders are told apart by more than this; the same one may differ by less from machine to machine.
_DECIMALS = 3


class FileMemory:
    """One file; another base, encoder or code makes it worthless, and it is written anew."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def recall(self, base: KnowledgeBase, probe: NDArray[np.float32]) -> Learnt | None:
        try:
            # Opened here: numpy leaves a file open that it cannot read.
            with self._file.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                if str(kept["key"]) != _key(base, probe):
                    return None
                return Learnt(
                    kept["line_vectors"],
                    kept["elsewhere_vectors"],
                    Scorer(
                        *(kept[name] for name in _SCORER),
                        *(Chance(*(kept[f"{which}_{name}"] for name in _CHANCE)) for which in _CHANCES),
                    ),
                    Thresholds(*kept["thresholds"].tolist()),
                )
        except FileNotFoundError:
            return None
        except (OSError, BadZipFile, KeyError, ValueError, EOFError) as error:
            log.warning("%s cannot be read and is written anew: %s", self._file, error)
            return None

    def keep(self, base: KnowledgeBase, probe: NDArray[np.float32], learnt: Learnt) -> None:
        # Whole or not at all: another process may read it at any time.
        half = self._file.with_name(f"{self._file.stem}.{os.getpid()}.npz")
        try:
            half.parent.mkdir(parents=True, exist_ok=True)
            np.savez(
                half,
                key=np.array(_key(base, probe)),
                line_vectors=learnt.line_vectors,
                elsewhere_vectors=learnt.elsewhere_vectors,
                thresholds=np.array([learnt.thresholds.answer, learnt.thresholds.confirm]),
                **{name: getattr(learnt.scorer, name) for name in _SCORER},
                **{
                    f"{which}_{name}": getattr(getattr(learnt.scorer, which), name)
                    for which in _CHANCES
                    for name in _CHANCE
                },
            )
            half.replace(self._file)
        except OSError as error:
            log.warning("what was learnt from the knowledge cannot be kept: %s", error)
            with suppress(OSError):
                half.unlink()


def _key(base: KnowledgeBase, probe: NDArray[np.float32]) -> str:
    # Sorted where Python gives no order, so that every process writes the same.
    entries = [
        (*entry.lines, entry.answer, sorted(entry.products), str(entry.valid_from), str(entry.valid_until))
        for entry in base.entries
    ]
    names = [product.names for product in base.products], sorted(base.also_called.items())
    said = repr((_code(), entries, base.elsewhere, names, np.round(probe, _DECIMALS).tolist()))
    return hashlib.sha256(said.encode()).hexdigest()


@cache
def _code() -> str:
    """Other code learns other things."""
    files = sorted(Path(knowledge_score.__file__).parent.glob("knowledge*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
