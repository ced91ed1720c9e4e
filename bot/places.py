"""Names of provinces, cities and counties, by which an address is told from words that merely end in 区 or 市."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("places.txt")
_LONGEST = 9
_ENDS_OF_COUNTIES = frozenset("区县市旗")


@cache
def _names() -> tuple[frozenset[str], frozenset[str]]:
    """Provinces and cities, in full and as usually called; and counties."""
    larger, counties = _FILE.read_text(encoding="utf-8").split("# 县级行政区\n")
    return frozenset(larger.partition("\n")[2].split()), frozenset(counties.split())


def known_starts(line: str) -> dict[int, int]:
    """Where a known place begins, and where the longest one there ends."""
    return dict(_starts(line))


def ends_with_county(name: str) -> bool:
    """Whether these signs end in a county's or district's full name: 成都武侯区."""
    counties = _names()[1]
    return any(name[-length:] in counties for length in range(2, min(_LONGEST, len(name)) + 1))


def _starts(line: str) -> Iterator[tuple[int, int]]:
    larger, counties = _names()
    last = len(line)
    for start in range(last - 1):
        for end in range(min(start + _LONGEST, last), start + 1, -1):
            name = line[start:end]
            if name in larger or (name[-1] in _ENDS_OF_COUNTIES and name in counties):
                yield start, end
                break
