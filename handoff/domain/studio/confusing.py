"""Which intents are taken for each other: by annotators among themselves, and by the model."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from handoff.domain.studio.annotation import Answer


@dataclass(frozen=True)
class Given:
    """What one person answered to one example, before any reviewer told them better."""

    example_id: str
    annotator_id: str
    answer: Answer


@dataclass(frozen=True)
class Confusion:
    """Two intents taken for each other, in the order of their names.

    `disagreed`: examples that annotators answered so differently; `corrected`: examples for which the model suggested
    the one and a person answered the other.
    """

    first: str
    second: str
    disagreed: tuple[str, ...]
    corrected: tuple[str, ...]

    @property
    def count(self) -> int:
        return len({*self.disagreed, *self.corrected})


@dataclass(frozen=True)
class Corrected:
    """An answer beside the intent that the model suggested for its example."""

    given: Given
    suggested: str


def confusions(given: Iterable[Given], corrected: Iterable[Corrected]) -> list[Confusion]:
    """The most frequent first. An intent that the answer accepts too is not confused with its own."""
    by_example: dict[str, list[Answer]] = defaultdict(list)
    for one in given:
        by_example[one.example_id].append(one.answer)
    differ = [(example, _confused(*two)) for example, some in by_example.items() for two in combinations(some, 2)]
    amiss = [(one.given.example_id, _confused(Answer(one.suggested), one.given.answer)) for one in corrected]
    disagreed, mended = _examples_of(differ), _examples_of(amiss)
    found = [
        Confusion(*pair, tuple(disagreed.get(pair, ())), tuple(mended.get(pair, ())))
        for pair in disagreed.keys() | mended.keys()
    ]
    return sorted(found, key=lambda one: (-one.count, one.first, one.second))


_Pair = tuple[str, str]


def _examples_of(found: Iterable[tuple[str, _Pair | None]]) -> dict[_Pair, dict[str, None]]:
    """Pair → its examples, each once, in the order given."""
    examples: dict[_Pair, dict[str, None]] = defaultdict(dict)
    for example_id, pair in found:
        if pair:
            examples[pair][example_id] = None
    return examples


def _confused(one: Answer, other: Answer) -> _Pair | None:
    if one.intent is None or other.intent is None or one.intent == other.intent:
        return None
    if one.intent in other.also or other.intent in one.also:
        return None
    first, second = sorted((one.intent, other.intent))
    return first, second
