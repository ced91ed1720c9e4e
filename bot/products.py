"""Products by name, model or alias, from the shop's catalogue."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.spans import Span


@dataclass(frozen=True)
class Catalogue:
    """Every way to call a product (lower case) and the product's name; longer ways come first."""

    names: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, path: Path) -> "Catalogue":
        """The catalogue of this file; none at all if there is no such file."""
        if not path.is_file():
            return cls(())
        return cls.of(yaml.safe_load(path.read_text(encoding="utf-8")) or [])

    @classmethod
    def of(cls, products: Sequence[Mapping[str, Any]]) -> "Catalogue":
        names: dict[str, str] = {}
        for product in products:
            for spelling in (product["name"], product.get("model"), *product.get("aliases", ())):
                if spelling:
                    names.setdefault(str(spelling).lower(), str(product["name"]))
        for product in products:
            # A kind of goods (洗衣机) names no product, but says what the question is about.
            if product.get("category"):
                names.setdefault(str(product["category"]).lower(), str(product["category"]))
        return cls(tuple(sorted(names.items(), key=lambda item: (-len(item[0]), item[0]))))

    @classmethod
    def from_json(cls, names: Sequence[Sequence[str]]) -> "Catalogue":
        return cls(tuple((spelling, name) for spelling, name in names))

    def as_json(self) -> list[list[str]]:
        return [[spelling, name] for spelling, name in self.names]

    def find(self, text: str) -> list[Span]:
        """Products in a folded line, longest spelling first."""
        line = text.lower()
        # Lower case of a rare letter may be longer; then offsets would lie.
        line = line if len(line) == len(text) else text
        return [
            Span("product", name, match.start(), match.end())
            for spelling, name in self.names
            if spelling in line
            for match in re.finditer(_pattern(spelling), line)
        ]


def _pattern(spelling: str) -> str:
    # A model (X10) must not be found inside another word; a Chinese name has no word boundaries.
    bare = re.escape(spelling)
    return rf"(?<![a-z0-9]){bare}(?![a-z0-9])" if spelling.isascii() else bare
