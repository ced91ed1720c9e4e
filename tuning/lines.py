"""The labelled lines of `data/nlu`, as the network is taught them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.normalise import canonical, for_vectors
from bot.opinion import Labels
from bot.signals import SIGNALS

MOODS = ("calm", "anxious", "angry")


@dataclass(frozen=True)
class TaughtLine:
    """`told`: its other readings are noted, so it measures the network before it is taught."""

    text: str
    intent: str
    mood: str
    grievance: bool
    signals: tuple[str, ...]
    told: bool


def read_lines(folder: Path) -> list[TaughtLine]:
    return [line for path in sorted(folder.glob("*.yml")) for line in _lines(path)]


def labels_of(lines: Sequence[TaughtLine]) -> Labels:
    return Labels(tuple(sorted({line.intent for line in lines})), MOODS, SIGNALS)


def _lines(path: Path) -> Iterator[TaughtLine]:
    for block in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
        for text, labels in _examples(block["examples"]):
            yield TaughtLine(
                for_vectors(canonical(text)),
                block["intent"],
                labels.get("emotion", MOODS[0]),
                bool(labels.get("complaint", False)),
                tuple(labels.get("signals") or ()),
                "also" in labels,
            )


def _examples(examples: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(examples, str):
        yield from ((row.removeprefix("- ").strip(), {}) for row in examples.splitlines() if row.strip())
    else:
        yield from ((example["text"].strip(), example.get("metadata") or {}) for example in examples)
