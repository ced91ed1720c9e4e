"""Lines cut into the pieces that the network knows: of all cuts the likeliest (SentencePiece's unigram model)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.network.base import Base

# E5 was taught questions with this before them.
_QUESTION = "query: "
_SPACE = "▁"
# What the graph calls its rows of pieces.
IDS = "ids"
# Pieces of a line that are read; customers' lines have 14 on average, and positions are known for 64.
LONGEST = 62
# A character that no piece has costs more than any piece.
_UNKNOWN_COST = 10.0
_IDEOGRAPHS = ("一", "鿿")


@dataclass(frozen=True)
class Pieces:
    """`rows`: where each kept piece stands among the kept; `scores`: its log probability."""

    rows: Mapping[str, int]
    scores: Mapping[str, float]
    rewritten: Mapping[str, str]
    begin: int
    end: int
    unknown: int
    unknown_score: float
    longest: int

    @classmethod
    def of(cls, base: Base, kept: Sequence[int]) -> "Pieces":
        """`kept`: numbers of base pieces, in the order of their rows."""
        row_of = {number: row for row, number in enumerate(kept)}
        rows = {piece: row_of[number] for piece, number in base.pieces.items() if number in row_of}
        return cls(
            rows,
            {piece: float(base.scores[kept[row]]) for piece, row in rows.items()},
            base.rewritten,
            row_of[base.begin],
            row_of[base.end],
            row_of[base.unknown],
            float(base.scores.min()) - _UNKNOWN_COST,
            max(map(len, rows)),
        )

    def cut(self, line: str) -> list[int]:
        """Rows of the pieces, with those for begin and end."""
        text = "".join(self.rewritten.get(character, character) for character in _QUESTION + line)
        text = _SPACE + _SPACE.join(text.split())
        best, came_from = [0.0] + [float("-inf")] * len(text), [(0, 0)] * (len(text) + 1)
        for start in range(len(text)):
            for stop in range(start + 1, min(len(text), start + self.longest) + 1):
                piece = text[start:stop]
                row = self.rows.get(piece)
                score = self.scores[piece] if row is not None else self.unknown_score
                if row is None and stop > start + 1:
                    continue
                if best[start] + score > best[stop]:
                    best[stop], came_from[stop] = best[start] + score, (start, self.unknown if row is None else row)
        found: list[int] = []
        place = len(text)
        while place:
            place, row = came_from[place]
            found.append(row)
        return [self.begin, *reversed(found[-LONGEST:]), self.end]


def kept_of(base: Base, seen: Collection[int]) -> list[int]:
    """Numbers of the pieces worth keeping: those seen in our lines, and every ideograph by itself."""
    first, last = _IDEOGRAPHS
    single = {number for piece, number in base.pieces.items() if len(piece) == 1 and first <= piece <= last}
    return sorted({base.begin, base.end, base.unknown, *seen, *single})
