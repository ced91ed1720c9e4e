"""What each kind of a bot's YAML files holds for the lint; every reader says whether the file holds anything."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from yaml.nodes import Node

from handoff.adapters.yaml_places import items, line_of, pairs, rows_of, text_of, under
from handoff.domain.studio.lint import Declared, Place, Said, Taught

# Rasa's ways to mark an entity within a line: [surface](name), [surface](name:value), [surface]{"entity": "name", …}.
_MARKED = re.compile(r"\[([^\]]+)\](?:\(([^:)]+)[^)]*\)|\{[^}]*\"entity\":\s*\"([^\"]+)\"[^}]*\})")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Rasa's own intent for what it did not understand; nobody teaches it.
_FALLBACK = "nlu_fallback"


@dataclass
class Found:
    """What was read so far."""

    lines: list[Taught] = field(default_factory=list)
    questions: list[Taught] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    intents: list[Declared] = field(default_factory=list)
    entities: list[Declared] = field(default_factory=list)
    marked: list[Declared] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    empty: list[str] = field(default_factory=list)
    unreadable: list[tuple[Place, str]] = field(default_factory=list)


def take_lines(root: Node | None, file: str, found: Found) -> bool:
    """Training lines of Rasa, in blocks of text or as objects with `text`."""
    before = len(found.lines)
    blocks = list(items(under(root, "nlu")))
    for block in blocks:
        intent = text_of(under(block, "intent"))
        if intent:
            for number, written in _examples(under(block, "examples")):
                place = Place(file, number)
                found.marked.extend(Declared(first or second, place) for _, first, second in _MARKED.findall(written))
                found.lines.append(Taught(_MARKED.sub(r"\1", written), intent, place))
    # A file may hold synonyms or lookup tables instead.
    return len(found.lines) > before or any(not under(block, "intent") for block in blocks)


def _examples(node: Node | None) -> Iterator[tuple[int, str]]:
    for number, row in rows_of(node):
        if text := row.strip().removeprefix("-").strip():
            yield number, text
    for example in items(node):
        written = under(example, "text")
        if written is not None and (text := text_of(written).strip()):
            yield line_of(written), text


def take_talk(root: Node | None, file: str, found: Found) -> bool:  # noqa: ARG001 (read like the others)
    """Rules and stories, for the entities they wait for."""
    found.used.update(_entities_named(root))
    return any(list(items(under(root, key))) for key in ("rules", "stories"))


def _entities_named(node: Node | None) -> Iterator[str]:
    for key, _, value in pairs(node):
        if key == "entities":
            for entity in items(value):
                yield from (name for name, _, _ in pairs(entity))
                yield text_of(entity)
        else:
            yield from _entities_named(value)
    for member in items(node):
        yield from _entities_named(member)


def take_entries(root: Node | None, file: str, found: Found) -> bool:
    """The knowledge base: its questions are taught, its answers are said."""
    for entry in items(root):
        for asked in (under(entry, "question"), *items(under(entry, "variants"))):
            if asked is not None and text_of(asked):
                found.questions.append(Taught(text_of(asked), "", Place(file, line_of(asked))))
        found.said.extend(_said(under(entry, "answer"), file))
    return bool(list(items(root)))


def take_domain(root: Node | None, file: str, found: Found) -> bool:
    found.intents += [one for one in _declared(under(root, "intents"), file) if one.name != _FALLBACK]
    found.entities += _declared(under(root, "entities"), file)
    for _, _, slot in pairs(under(root, "slots")):
        for mapping in items(under(slot, "mappings")):
            found.used.add(text_of(under(mapping, "entity")))
    for _, _, variations in pairs(under(root, "responses")):
        for variation in items(variations):
            found.said.extend(_said(under(variation, "text"), file))
            for button in items(under(variation, "buttons")):
                found.said.extend(_said(under(button, "title"), file))
    return bool(list(pairs(root)))


def _declared(node: Node | None, file: str) -> Iterator[Declared]:
    """Names as Rasa lets one declare them: bare, or with settings of their own."""
    for member in items(node):
        name = text_of(member) or next((key for key, _, _ in pairs(member)), "")
        if name:
            yield Declared(name, Place(file, line_of(member)))


def take_templates(root: Node | None, file: str, found: Found) -> bool:
    """The service's own lines; what holds no Chinese is for nobody to read."""
    for _, _, value in pairs(root):
        found.said.extend(line for line in _said(value, file) if _CHINESE.search(line.text))
    return bool(list(pairs(root)))


def _said(node: Node | None, file: str) -> Iterator[Said]:
    if node is not None and text_of(node):
        yield Said(text_of(node), Place(file, line_of(node)))
