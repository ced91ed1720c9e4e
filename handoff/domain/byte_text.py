"""Long text in pieces for platforms that count bytes: cut where a reader pauses, never inside a character."""

from collections.abc import Iterator
from itertools import accumulate, takewhile

import regex  # type: ignore[import-untyped] # it carries no types

from handoff.domain.text import clean

MOST_BYTES = 2048
# No character is longer in UTF-8.
_LONGEST = 4

_CLUSTER = regex.compile(r"\X")
# Where a piece may end, best first. A stop or comma before a Latin letter or digit belongs to an address or a number.
_ENDS = (
    regex.compile(r"[。！？；]+[”’」』）】》]*|[!?;]+[)\]”’」』）】》]*(?![!-~])|\n"),
    regex.compile(r"[，、]|,(?![!-~])|\s"),
    # Not in the middle of an order number, an address or a word.
    regex.compile(r"(?<![!-~])|(?![!-~])"),
    regex.compile(r""),
)


def byte_length(text: str) -> int:
    return len(text.encode())


def split_bytes(text: str, most: int = MOST_BYTES) -> list[str]:
    """Pieces of at most `most` bytes of UTF-8, about equally long, none empty; space at the cuts is left out.

    Raises ValueError for a `most` that not every character fits.
    """
    if most < _LONGEST:
        raise ValueError(f"{most} bytes are fewer than one character may have")
    pieces, rest = [], _trimmed(clean(text))
    while byte_length(rest) > most:
        cut = _cut(rest, most)
        pieces.append(_trimmed(rest[:cut]))
        rest = _trimmed(rest[cut:])
    return [piece for piece in (*pieces, rest) if piece]


def _cut(text: str, most: int) -> int:
    """How many characters of a text longer than `most` bytes the first piece takes."""
    total = byte_length(text)
    pieces = -(-total // most)
    even = total / pieces
    # A piece may be short where the rest fits without it, but each costs a send: otherwise it is at least half full.
    least = min(total - (pieces - 1) * most, most // 2)
    head = text.encode()[:most].decode(errors="ignore")
    sizes = [0, *accumulate(byte_length(letter) for letter in head)]
    whole = set(_places(_CLUSTER, text, len(head)))
    for pattern in _ENDS:
        ends = [end for end in _places(pattern, text, len(head)) if end in whole and sizes[end] >= least]
        if ends:
            return min(ends, key=lambda end: abs(sizes[end] - even))
    # What is left are clusters longer than half a piece; one that no piece holds is cut between its characters.
    return max(whole, default=len(head))


def _places(pattern: regex.Pattern[str], text: str, reach: int) -> Iterator[int]:
    """Ends of matches up to `reach`; what follows it is looked at, so that no match ends there that goes on."""
    return takewhile(lambda end: end <= reach, (match.end() for match in pattern.finditer(text)))


def _trimmed(text: str) -> str:
    """Without the clusters at its ends that are space; a space that carries a combining mark stays."""
    clusters = _CLUSTER.findall(text)
    solid = [place for place, cluster in enumerate(clusters) if not cluster.isspace()]
    return "".join(clusters[solid[0] : solid[-1] + 1]) if solid else ""
