"""Products by name or alias and models, from the shop's catalogue; kinds of goods also where it lacks them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from bot.appliances import find_kinds
from bot.spans import Span

# “5升的空气炸锅”: how large it is belongs to no name, though it tells which article is meant.
_MEASURE = re.compile(r"大?(?:\d+(?:\.\d+)?|[一二两三四五六七八九十半]+)(?:匹半?|升|公斤|g|英?寸|套)的?", re.IGNORECASE)
_MODEL = re.compile(
    r"(?<![a-z0-9])(?:ah[ -]?[a-z]{1,3}[ -]?\d{1,4}(?:[a-z]|[ -]?(?:pro|plus|max))?"
    r"|(?:kfr|bcd|xqg|xqb|kf|jsq|cxw)-?\d{2,4}[a-z0-9/()-]*)(?![a-z0-9])"
)
_CALLED = re.compile(r"型号(?:\s|[:：]|是|为|叫)*((?=[a-z/-]*\d)[a-z][a-z0-9/-]{1,15})(?![a-z0-9])")
# E22 behind these is what a display says.
_OF_A_DISPLAY = re.compile(r"(?:代码|故障码?|报警|报错?|显示|提示|错误|出现|跳)(?:是|了|[:：]|\s)*$")
_SEPARATORS = re.compile(r"[ -]")


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
        """Models and products of a folded line, the surer and longer first."""
        line = text.lower()
        # Lower case of a rare letter may be longer; then offsets would lie.
        line = line if len(line) == len(text) else text
        models = self._models(line)
        named = [self._named(match) for match in self._pattern.finditer(line)]
        kinds = [_as_named(span, named) for span in find_kinds(line)]
        return [*models, *sorted([*named, *kinds], key=lambda span: span.start - span.end)]

    def _models(self, line: str) -> list[Span]:
        found = [(match.group(), match.start(), match.end()) for match in _MODEL.finditer(line)]
        found += [(match.group(1), match.start(1), match.end(1)) for match in _CALLED.finditer(line)]
        if self._by_model:
            bare = self._bare_models.finditer(line)
            found += [(match.group(), match.start(), match.end()) for match in bare if not _is_shown(match, line)]
        return [Span("model", self._name_of_model(said), start, end) for said, start, end in found]

    def _name_of_model(self, said: str) -> str:
        """The product's name, so that a model answers which product is meant; one we do not sell stays as it is."""
        return self._by_model.get(_SEPARATORS.sub("", said), said.upper())

    def _named(self, match: re.Match[str]) -> Span:
        measure = _MEASURE.match(match.group())
        start = match.start() + (measure.end() if measure else 0)
        return Span("product", self._by_name[match.group()], start, match.end())

    @cached_property
    def _by_name(self) -> dict[str, str]:
        return {spelling: name for spelling, name in self.names if not spelling.isascii()}

    @cached_property
    def _by_model(self) -> dict[str, str]:
        return {_SEPARATORS.sub("", spelling): name for spelling, name in self.names if spelling.isascii()}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(re.escape(spelling) for spelling in self._by_name) or r"(?!)")

    @cached_property
    def _bare_models(self) -> re.Pattern[str]:
        # A model (X10) must not be found inside another word.
        spellings = "|".join(re.escape(spelling) for spelling, _ in self.names if spelling.isascii())
        return re.compile(rf"(?<![a-z0-9])(?:{spellings})(?![a-z0-9])")


def _as_named(kind: Span, named: Sequence[Span]) -> Span:
    """“智能扫地机器人” is the catalogue's 扫地机器人, with a word more."""
    inside = [span for span in named if kind.start <= span.start and span.end <= kind.end]
    longest = max(inside, key=lambda span: span.end - span.start, default=kind)
    return replace(kind, value=longest.value)


def _is_shown(match: re.Match[str], line: str) -> bool:
    return _OF_A_DISPLAY.search(line[max(0, match.start() - 6) : match.start()]) is not None


def told_by_models(spans: Sequence[Span]) -> tuple[Span, ...]:
    """A kind beside a model of that kind (AH-K35空调) means the model's article."""
    articles = [span.value for span in spans if span.entity == "model"]
    return tuple(
        replace(span, value=next((one for one in articles if one.endswith(span.value)), span.value))
        if span.entity == "product"
        else span
        for span in spans
    )
