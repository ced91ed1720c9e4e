"""A base of the network small enough for tests, in the very format of the real one; its weights are drawn by lot."""

import itertools
import struct
from pathlib import Path

import numpy as np

WIDTH, LAYERS, HEADS, INNER, POSITIONS = 64, 2, 4, 128, 64
_SPECIAL = ("<s>", "</s>", "<pad>", "<unk>")


def write_base(path: Path, characters: str) -> Path:
    """Pieces: each of `characters` by itself, what E5 puts before a question, and pairs of neighbours."""
    pairs = [first + second for first, second in itertools.pairwise(characters)]
    pieces = [*_SPECIAL, "▁", *"query:", *dict.fromkeys([*characters, *pairs])]
    rng = np.random.default_rng(7)
    tensors = dict(_tensors(rng, len(pieces)))
    head = _header(pieces)
    room = len(head) + 4 + sum(2 + len(name) + 21 for name in tensors)
    directory, body = struct.pack("<i", len(tensors)), b""
    for name, content in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", 0, 0, room + len(body), len(content))
        body += content
    path.write_bytes(head + directory + body)
    return path


def _header(pieces: list[str]) -> bytes:
    encoded = [piece.encode() for piece in pieces]
    starts = np.cumsum([0, *map(len, encoded)]).astype("<u4")
    # A pair is likelier than its characters apart; the special ones never stand in a text.
    scores = np.array([0.0] * len(_SPECIAL) + [-5.0 - (len(piece) == 1) for piece in pieces[len(_SPECIAL) :]], "<f4")
    numbers = struct.pack("<7i", WIDTH, LAYERS, HEADS, INNER, len(pieces), POSITIONS, 1)
    special = struct.pack("<5iQ", len(pieces), 0, 1, 2, 3, sum(map(len, encoded)))
    rewritten = struct.pack("<IBI", ord("Ａ"), 1, ord("A"))
    return (
        b"E5S1\x01\0\0\0"
        + numbers
        + struct.pack("<fi", 1e-12, 32)
        + special
        + starts.tobytes()
        + scores.tobytes()
        + b"".join(encoded)
        + struct.pack("<iI", 1, len(rewritten))
        + rewritten
    )


def _tensors(rng: np.random.Generator, pieces: int) -> list[tuple[str, bytes]]:
    def quantised(rows: int, columns: int) -> bytes:
        blocks = np.zeros((rows, columns // 32), np.dtype([("scale", "<f2"), ("pairs", "u1", 16)]))
        blocks["scale"] = 0.25 / np.sqrt(columns)
        blocks["pairs"] = rng.integers(0, 256, (rows, columns // 32, 16))
        return blocks.tobytes()

    def plain(*shape: int, around: float = 0.0) -> bytes:
        return (around + 0.05 * rng.standard_normal(shape)).astype("<f4").tobytes()

    def norm(name: str) -> list[tuple[str, bytes]]:
        return [(f"{name}.w", plain(WIDTH, around=1.0)), (f"{name}.b", plain(WIDTH))]

    found = [("emb.word", quantised(pieces, WIDTH)), ("emb.pos", plain(POSITIONS, WIDTH)), ("emb.type", plain(WIDTH))]
    found += norm("emb.ln")
    for layer in range(LAYERS):
        for name in ("q", "k", "v", "ao", "fi", "fo"):
            rows, columns = {"fi": (INNER, WIDTH), "fo": (WIDTH, INNER)}.get(name, (WIDTH, WIDTH))
            found += [(f"l{layer}.{name}.w", quantised(rows, columns)), (f"l{layer}.{name}.b", plain(rows))]
        found += [*norm(f"l{layer}.aln"), *norm(f"l{layer}.oln")]
    return found
