"""Reads data/knowledge and the product list; a mistake is named by file, line and reason."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from handoff.domain.errors import BadInput
from handoff.domain.knowledge import Entry, Product
from handoff.domain.knowledge_terms import OWNERS, TOPICS
from handoff.domain.knowledge_text import bare
from handoff.services.knowledge import KnowledgeBase

_ENTRY_KEYS = {
    "id", "question", "variants", "answer", "category", "products", "owner", "valid_from", "valid_until", "topics"
}  # fmt: skip
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
# With fewer, leaving one out to measure leaves too little.
_FEWEST_VARIANTS = 3


def read_knowledge(folder: Path, products_file: Path) -> KnowledgeBase:
    """Every `*.yml` of the folder, every `elsewhere*.txt`, and `names.txt` where there is one; raises BadInput."""
    products = read_products(products_file)
    known = {product.id for product in products}
    entries = [
        (place, _entry(place, item, known)) for path in sorted(folder.glob("*.yml")) for place, item in _items(path)
    ]
    if not entries:
        raise BadInput(f"{folder}: no knowledge entries found in *.yml")
    _refuse_repeats(entries)
    also_called = _also_called(folder / "names.txt", products)
    return KnowledgeBase(tuple(entry for _, entry in entries), products, _elsewhere(folder), also_called)


def _refuse_repeats(entries: list[tuple[str, Entry]]) -> None:
    """Ids are single for ever; a line is single on every day, so a new rule may follow an old one word for word."""
    ids: dict[str, str] = {}
    lines: dict[str, list[tuple[str, Entry]]] = {}
    for place, entry in entries:
        if entry.id in ids:
            raise BadInput(f"{place}: {entry.id!r} is already at {ids[entry.id]}")
        ids[entry.id] = place
        for line in map(bare, entry.lines):
            for earlier_place, earlier in lines.setdefault(line, []):
                if earlier.meets(entry):
                    raise BadInput(f"{place}: {line!r} is already at {earlier_place}")
            lines[line].append((place, entry))


def read_products(path: Path) -> tuple[Product, ...]:
    return tuple(
        Product(
            id=_text(place, item, "id"),
            name=_text(place, item, "name"),
            model=_text(place, item, "model"),
            aliases=_texts(place, item, "aliases"),
            category=_text(place, item, "category"),
        )
        for place, item in _items(path)
    )


def _entry(place: str, item: dict[str, Any], known_products: set[str]) -> Entry:
    if surplus := sorted(set(item) - _ENTRY_KEYS):
        raise BadInput(f"{place}: unknown key {', '.join(surplus)}")
    entry = Entry(
        id=_text(place, item, "id"),
        question=_text(place, item, "question"),
        variants=_texts(place, item, "variants"),
        answer=_text(place, item, "answer"),
        category=_text(place, item, "category"),
        products=frozenset(_texts(place, item, "products")),
        owner=_text(place, item, "owner"),
        valid_from=_day(place, item, "valid_from"),
        valid_until=_day(place, item, "valid_until") if "valid_until" in item else None,
        topics=frozenset(_texts(place, item, "topics")) if "topics" in item else frozenset(),
    )
    if entry.owner not in OWNERS:
        raise BadInput(f"{place} ({entry.id}): no such owner {entry.owner}, expected {' '.join(sorted(OWNERS))}")
    if entry.valid_until is not None and entry.valid_until < entry.valid_from:
        raise BadInput(f"{place} ({entry.id}): `valid_until` {entry.valid_until} lies before {entry.valid_from}")
    if unknown_topics := sorted(entry.topics - TOPICS):
        raise BadInput(f"{place} ({entry.id}): no such topic {', '.join(unknown_topics)}")
    if len(entry.variants) < _FEWEST_VARIANTS:
        raise BadInput(f"{place} ({entry.id}): needs at least {_FEWEST_VARIANTS} variants, has {len(entry.variants)}")
    if unknown := sorted(entry.products - known_products):
        raise BadInput(f"{place} ({entry.id}): no such product {', '.join(unknown)}")
    if nothing := [line for line in entry.lines if not bare(line)]:
        raise BadInput(f"{place} ({entry.id}): nothing to read in {nothing[0]!r}")
    return entry


def _items(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each entry of a YAML list with its place as `file, line n`."""
    try:
        text = path.read_text(encoding="utf-8")
        # The round-trip loader, because it keeps line numbers.
        data = YAML().load(text)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read ({error})") from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise BadInput(f"{path}, line {line}: {error.problem}") from error
    except YAMLError as error:
        raise BadInput(f"{path}: {error}") from error
    except ValueError as error:
        # The loader's own words for 2026-02-30, which leave out where it stands.
        raise BadInput(f"{_place_of_impossible_day(path, text)}: no such day ({error})") from error
    if not isinstance(data, CommentedSeq):
        raise BadInput(f"{path}: expected a list of entries, each starting with `- id:`")
    for number, item in enumerate(data):
        place = f"{path}, line {data.lc.item(number)[0] + 1}"
        if not isinstance(item, dict):
            raise BadInput(f"{place}: expected `key: value` lines, found {item!r}")
        yield place, item


def _place_of_impossible_day(path: Path, text: str) -> str:
    for number, line in enumerate(text.splitlines(), start=1):
        for written in _DAY.findall(line):
            try:
                date.fromisoformat(written)
            except ValueError:
                return f"{path}, line {number}"
    return str(path)


def _text(place: str, item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{place}: `{key}` must be a text and is {'missing' if value is None else repr(value)}")
    return str(value)


def _texts(place: str, item: dict[str, Any], key: str) -> tuple[str, ...]:
    value = item.get(key)
    if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
        raise BadInput(f"{place}: `{key}` must be a list of texts")
    return tuple(str(text) for text in value)


def _day(place: str, item: dict[str, Any], key: str) -> date:
    value = item.get(key)
    # A moment is a date too in Python, but names an hour that nobody would look at.
    if not isinstance(value, date) or isinstance(value, datetime):
        raise BadInput(f"{place}: `{key}` must be a day as 2026-01-31 and is {'missing' if value is None else value!r}")
    return value


def _elsewhere(folder: Path) -> tuple[str, ...]:
    return tuple(line for path in sorted(folder.glob("elsewhere*.txt")) for line in _lines(path))


def _also_called(path: Path, products: tuple[Product, ...]) -> dict[str, tuple[str, ...]]:
    known = {name for product in products for name in product.names}
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines(path) if path.exists() else []:
        call, is_given, names = (part.strip() for part in line.partition("="))
        if not (bare(call) and is_given and names):
            raise BadInput(f"{path}: expected `叫法 = 名称`, found {line!r}")
        found[call] = tuple(name.strip() for name in names.split("、"))
        if unknown := sorted(set(found[call]) - known):
            raise BadInput(f"{path}: {line!r}: no such product name {', '.join(unknown)}")
    return found


def _lines(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: is not UTF-8 ({error})") from error
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
