"""The labels that an answer may name: the intents and entities of the bot's domain file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from handoff.domain.studio import titles
from handoff.services.studio.port import Label


@dataclass
class DomainFile:
    """Read when it is first asked for, and again once it has changed."""

    path: Path
    _read: tuple[int, tuple[Label, ...], tuple[Label, ...]] | None = field(default=None, init=False)

    def intents(self) -> tuple[Label, ...]:
        return self._labels()[1]

    def entities(self) -> tuple[Label, ...]:
        return self._labels()[2]

    def _labels(self) -> tuple[int, tuple[Label, ...], tuple[Label, ...]]:
        changed_at = self.path.stat().st_mtime_ns
        if self._read is None or self._read[0] != changed_at:
            # The C parser: this is read while somebody waits for a page.
            data = yaml.load(self.path.read_text("utf-8"), Loader=yaml.CSafeLoader)
            intents = _labels(data["intents"], titles.INTENTS)
            self._read = changed_at, intents, _labels(data["entities"], titles.ENTITIES)
        return self._read


# What the bot says of itself and what stands for an image: neither is anything a trainer finds in a line.
_NO_ANSWERS = frozenset({"nlu_fallback", "photo"})


def _labels(entries: Iterable[Any], titles: Mapping[str, str]) -> tuple[Label, ...]:
    """An entry is a name, or a name with its options."""
    names = [next(iter(entry)) if isinstance(entry, dict) else str(entry) for entry in entries]
    return tuple(Label(name, titles.get(name, name)) for name in names if name not in _NO_ANSWERS)
