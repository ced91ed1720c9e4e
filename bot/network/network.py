"""The taught network at work: what it makes of lines."""

import logging
import os
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from bot.calibration import probabilities
from bot.network.adapter import Adapter, digest_of, key_of
from bot.network.base import BaseMissing, Floats, base_file, read_base
from bot.network.pieces import IDS, Pieces, kept_of
from bot.opinion import Labels, Opinion
from bot.shares import Shares
from bot.signals import SIGNALS
from bot.vectors import VectorsUnavailable

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).parents[2]
ADAPTER_FILE = _ROOT / "data" / "network" / "adapter.npz"
_BUILDER = Path(__file__).with_name("graph.py")
_BUILT = _ROOT / "build" / "network"


class Network:
    """Loaded at the first line; built before that where this adapter has not been built here yet."""

    def __init__(self, adapter: Path = ADAPTER_FILE, built: Path = _BUILT) -> None:
        self._adapter_file = adapter
        self._built = built

    def opinion(self, lines: Sequence[str]) -> Opinion:
        """Raises VectorsUnavailable."""
        return self._opinion(lines, {})

    def blind_opinion(self, lines: Sequence[str]) -> Opinion:
        """As it was before these lines were taught, where they were. Raises VectorsUnavailable."""
        adapter, _, _ = _opened(self._adapter_file, self._built)
        return self._opinion(lines, adapter.blind)

    def _opinion(self, lines: Sequence[str], known: Mapping[int, Floats]) -> Opinion:
        adapter, pieces, session = _opened(self._adapter_file, self._built)
        rows = np.empty((len(lines), adapter.labels.count), dtype=np.float32)
        # One by one: eight bits are spread over all that is read together, and a line must not hang on its neighbours.
        for row, line in enumerate(lines):
            before = known.get(key_of(line)) if known else None
            if before is None:
                before = session.run(None, {IDS: np.array([pieces.cut(line)], dtype=np.int64)})[0][0]
            rows[row] = before
        return Opinion(adapter.labels, _shares(adapter.labels, rows))


@lru_cache(maxsize=2)
def _opened(adapter_file: Path, built: Path) -> tuple[Adapter, Pieces, Any]:
    try:
        import onnxruntime  # noqa: PLC0415 - without the package everything else of the bot still works

        adapter = Adapter.load(adapter_file)
        base = read_base(base_file())
        kept = kept_of(base, adapter.pieces)
        graph = built / f"{digest_of(adapter_file, _BUILDER)}.onnx"
        if not graph.exists():
            logger.info("Building the network (once) …")
            _build(base, adapter, kept, graph)
    except (ImportError, OSError, BaseMissing) as error:
        raise VectorsUnavailable(f"the network cannot be loaded: {error}") from error
    options = onnxruntime.SessionOptions()
    # One thread: the cores belong to the other processes too.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    return adapter, Pieces.of(base, kept), session


def _build(base: Any, adapter: Adapter, kept: list[int], graph: Path) -> None:
    from bot.network.graph import write_graph  # noqa: PLC0415 - seconds to import, needed once

    graph.parent.mkdir(parents=True, exist_ok=True)
    unfinished = graph.with_suffix(f".{os.getpid()}")
    try:
        write_graph(base, adapter, kept, unfinished)
        for old in graph.parent.glob("*.onnx"):
            old.unlink()
        unfinished.replace(graph)
    finally:
        unfinished.unlink(missing_ok=True)


def _shares(labels: Labels, rows: Floats) -> Shares:
    ends = np.cumsum([len(labels.intents), len(labels.moods), 1])
    intents, moods, grievance, signals = np.split(rows.astype(np.float64), ends, axis=1)
    yes = 1 / (1 + np.exp(-grievance))
    heard = dict(zip(labels.signals, (1 / (1 + np.exp(-signals))).T, strict=True))
    return Shares(
        probabilities(intents, 1.0),
        probabilities(moods, 1.0),
        np.hstack([1 - yes, yes]),
        np.stack([heard.get(name, np.zeros(len(rows))) for name in SIGNALS], axis=1),
    )
