"""What was taught: a product of two thin matrices to add to each of the base's (LoRA, Hu et al. 2021), and the head."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bot.network.base import Base, Floats
from bot.opinion import Labels

# The matrices of one layer: query, key, value and output of attention, then the two of the inner layer.
MATRICES = ("q", "k", "v", "ao", "fi", "fo")
NORMS = ("aln", "oln")
EMBEDDING_NORM = "emb.ln"
HEAD = "head"
_STEPS = 127


@dataclass(frozen=True)
class Adapter:
    """`tensors`: thin matrices, as `l0.q.down` (rank, columns) and `l0.q.up` (rows, rank), and what replaces the old.

    `pieces`: numbers of the base pieces that our lines are cut into. `blind`: for each line by which the network is
    measured, under the line's `key_of`, the logits it gave before that line was taught, shape (labels,).
    """

    labels: Labels
    pieces: Sequence[int]
    tensors: Mapping[str, Floats]
    blind: Mapping[int, Floats] = field(default_factory=dict)

    def matrix(self, base: Base, layer: int, name: str) -> Floats:
        """The base's weights with what was taught, shape (rows, columns)."""
        key = f"l{layer}.{name}"
        up, down = self.tensors[f"{key}.up"], self.tensors[f"{key}.down"]
        return base.matrix(f"{key}.w", len(up), down.shape[1]) + up @ down

    def save(self, path: Path) -> None:
        """Matrices with eight bits a number: beside the base's four that is fine enough."""
        arrays: dict[str, object] = {"pieces": np.asarray(self.pieces, dtype=np.int32)}
        arrays["blind:lines"] = np.array(list(self.blind), dtype=np.uint64)
        arrays["blind:logits"] = np.array(list(self.blind.values()), dtype=np.float16).reshape(-1, self.labels.count)
        for name, tensor in self.tensors.items():
            if tensor.ndim == 1:
                arrays[name] = tensor.astype(np.float16)
                continue
            scale = np.maximum(np.abs(tensor).max(axis=1, keepdims=True), 1e-12) / _STEPS
            arrays[f"{name}:steps"] = np.rint(tensor / scale).astype(np.int8)
            arrays[f"{name}:scale"] = scale.astype(np.float32)
        labels = {"intents": self.labels.intents, "moods": self.labels.moods, "signals": self.labels.signals}
        arrays["labels"] = np.frombuffer(json.dumps(labels).encode(), dtype=np.uint8)
        np.savez_compressed(path, **arrays)  # type: ignore[arg-type]  # its stubs take `allow_pickle` for an array

    @classmethod
    def load(cls, path: Path) -> "Adapter":
        """Raises OSError where there is none."""
        with np.load(path, allow_pickle=False) as kept:
            labels = json.loads(kept["labels"].tobytes())
            tensors: dict[str, Floats] = {}
            for name in kept.files:
                bare, _, part = name.partition(":")
                if not part and kept[name].dtype == np.float16:
                    tensors[name] = kept[name].astype(np.float32)
                elif part == "steps":
                    tensors[bare] = kept[name].astype(np.float32) * kept[f"{bare}:scale"]
            return cls(
                Labels(tuple(labels["intents"]), tuple(labels["moods"]), tuple(labels["signals"])),
                kept["pieces"].tolist(),
                tensors,
                dict(zip(kept["blind:lines"].tolist(), kept["blind:logits"].astype(np.float32), strict=True)),
            )


def key_of(line: str) -> int:
    return int.from_bytes(hashlib.blake2b(line.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def digest_of(*paths: Path) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:16]
