"""What is wrong with the material a bot is taught and speaks from: each finding with its place and what to do.

Pure: files are read by the adapter, the register is asked by the service.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from handoff.domain.knowledge_text import bare
from handoff.domain.studio.likeness import Likeness, likest, pairs_alike

FEWEST_LINES = 20
# Two lines of one intent that are liker than this teach nothing that one of them does not.
NEARLY_REPEATED = 0.95
# A line learnt that is liker than this to a line of the test makes the test easier than life.
SEEN_IN_TEST = 0.8
_MOODS = "!?…~"
_RUNS = re.compile(r"([!?…~])\1+")


class LintRule(StrEnum):
    """What a finding is of; the order is that in which findings are told."""

    EMPTY_FILE = "empty_file"
    UNREADABLE = "unreadable"
    UNKNOWN_INTENT = "unknown_intent"
    TOO_FEW_LINES = "too_few_lines"
    TWO_INTENTS = "two_intents"
    REPEATED = "repeated"
    NEARLY_REPEATED = "nearly_repeated"
    SEEN_IN_TEST = "seen_in_test"
    REGISTER = "register"
    UNUSED_ENTITY = "unused_entity"
    UNKNOWN_ENTITY = "unknown_entity"


@dataclass(frozen=True)
class Place:
    """A file as it is named from the project's root, and the line in it, from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file} 第{self.line}行"


@dataclass(frozen=True)
class Taught:
    """A line the bot learns from; `intent` is empty for the questions of the knowledge base."""

    text: str
    intent: str
    place: Place


@dataclass(frozen=True)
class Examined:
    """A line of a test set, named by `id` because findings must not show what the test asks."""

    id: str
    text: str
    file: str


@dataclass(frozen=True)
class Said:
    """A line for customers: a response, an answer of the knowledge base, one of the service's own."""

    text: str
    place: Place


@dataclass(frozen=True)
class Declared:
    """A name of the domain: an intent or an entity."""

    name: str
    place: Place


@dataclass(frozen=True)
class Material:
    """All that is looked at. `entities_used`: names that slots, rules, lines or the code of bot and actions mention."""

    lines: Sequence[Taught] = ()
    questions: Sequence[Taught] = ()
    tested_lines: Sequence[Examined] = ()
    tested_questions: Sequence[Examined] = ()
    said: Sequence[Said] = ()
    intents: Sequence[Declared] = ()
    entities: Sequence[Declared] = ()
    entities_used: frozenset[str] = frozenset()
    entities_marked: Sequence[Declared] = ()
    empty_files: Sequence[str] = ()
    unreadable: Sequence[tuple[Place, str]] = ()


@dataclass(frozen=True)
class LintFinding:
    """`reason` says what is wrong, `advice` what to do, both to the trainer; `text` is the line it is about."""

    rule: LintRule
    place: Place
    text: str
    reason: str
    advice: str
    related: tuple[Place, ...] = field(default=())


def plain(text: str) -> str:
    """A line as lines are told apart: width, case, spaces and pauses aside. What carries a mood stays (“退！”).

    A line of signs alone stays as it was typed: “。” and “？？？” are what customers send.
    """
    if not bare(text):
        return text
    folded = re.sub(r"\.{2,}", "…", unicodedata.normalize("NFKC", text).lower())
    kept = "".join(sign for sign in folded if sign in _MOODS or unicodedata.category(sign)[0] not in "ZPC")
    return _RUNS.sub(r"\1", kept)


def _bare(text: str) -> str:
    """Words alone, as lines are held against each other for what they ask; a line of nothing else stays as it is."""
    return bare(text) or text


def lint(material: Material) -> list[LintFinding]:
    """Everything but the register, in the order of the rules, then of files and lines."""
    found = [
        *_unreadable(material),
        *_empty(material.empty_files),
        *_intents(material.lines, material.intents),
        *_repeated(material.lines),
        *_seen_in_test(material.lines, material.tested_lines),
        *_seen_in_test(material.questions, material.tested_questions),
        *_entities(material),
    ]
    return in_order(found)


def in_order(findings: Iterable[LintFinding]) -> list[LintFinding]:
    ranks = {rule: rank for rank, rule in enumerate(LintRule)}
    return sorted(findings, key=lambda one: (ranks[one.rule], one.place.file, one.place.line, one.reason))


def _unreadable(material: Material) -> Iterator[LintFinding]:
    for place, why in material.unreadable:
        yield LintFinding(
            LintRule.UNREADABLE, place, "", f"无法读取：{why}", "请按提示修正格式；修正之前，该文件不参与训练和检查。"
        )


def _empty(files: Iterable[str]) -> Iterator[LintFinding]:
    for file in files:
        yield LintFinding(
            LintRule.EMPTY_FILE, Place(file, 1), "", "文件中没有任何内容。", "请补充内容；不再需要时，请删除该文件。"
        )


def _intents(lines: Sequence[Taught], intents: Sequence[Declared]) -> Iterator[LintFinding]:
    taught: dict[str, list[Taught]] = defaultdict(list)
    for line in lines:
        taught[line.intent].append(line)
    known = {intent.name for intent in intents}
    for name in sorted(taught.keys() - known):
        first = taught[name][0]
        reason = f"意图“{name}”未在 domain.yml 中声明，共{len(taught[name])}条语料。"
        advice = "请核对意图名称；确为新意图时，请先在 domain.yml 中声明。"
        yield LintFinding(LintRule.UNKNOWN_INTENT, first.place, first.text, reason, advice)
    for intent in intents:
        count = len(taught.get(intent.name, ()))
        if count < FEWEST_LINES:
            reason = f"意图“{intent.name}”只有{count}条语料，少于{FEWEST_LINES}条。"
            advice = f"请补充至少{FEWEST_LINES - count}条说法不同的语料，或将该意图并入相近的意图。"
            yield LintFinding(LintRule.TOO_FEW_LINES, intent.place, intent.name, reason, advice)


def _repeated(lines: Sequence[Taught]) -> Iterator[LintFinding]:
    """Each place after the first is told, since the first may stay; of equal lines only the first is compared."""
    readings: dict[str, Taught] = {}
    firsts: dict[tuple[str, str], Taught] = {}
    groups: dict[str, list[tuple[str, Taught]]] = defaultdict(list)
    for line in lines:
        read = readings.setdefault(_bare(line.text), line)
        if read.intent != line.intent:
            yield _two_intents(read, line)
        words = plain(line.text)
        first = firsts.setdefault((line.intent, words), line)
        if first is line:
            groups[line.intent].append((words, line))
        else:
            reason = f"与 {first.place} 的语料相同（不计全角半角、大小写、空格和停顿）。"
            yield LintFinding(LintRule.REPEATED, line.place, line.text, reason, "请删除其中一条。", (first.place,))
    for group in groups.values():
        for like in pairs_alike([words for words, _ in group], NEARLY_REPEATED):
            yield _nearly(group[like.first][1], group[like.second][1], like)


def _two_intents(first: Taught, line: Taught) -> LintFinding:
    reason = f"同一句话标了两个意图：此处为“{line.intent}”，{first.place} 为“{first.intent}”。"
    advice = "请确定一个意图，删除另一条；两种理解都成立时，保留一条，并在 also 中写明另一个意图。"
    return LintFinding(LintRule.TWO_INTENTS, line.place, line.text, reason, advice, (first.place,))


def _nearly(first: Taught, line: Taught, like: Likeness) -> LintFinding:
    reason = f"与 {first.place} 的语料几乎相同（相似度{like.similarity:.2f}）：“{first.text}”"
    advice = "请改为不同的说法，或删除其中一条。"
    return LintFinding(LintRule.NEARLY_REPEATED, line.place, line.text, reason, advice, (first.place,))


def _seen_in_test(taught: Sequence[Taught], tested: Sequence[Examined]) -> Iterator[LintFinding]:
    for like in likest([_bare(line.text) for line in taught], [_bare(line.text) for line in tested], SEEN_IN_TEST):
        line, test = taught[like.first], tested[like.second]
        reason = f"与评测集 {test.file} 的“{test.id}”过于相似（相似度{like.similarity:.2f}），评测结果会因此偏高。"
        advice = "请从训练语料中删除，或改为不同的说法；不要修改评测集。"
        yield LintFinding(LintRule.SEEN_IN_TEST, line.place, line.text, reason, advice)


def _entities(material: Material) -> Iterator[LintFinding]:
    marked = {entity.name for entity in material.entities_marked}
    for entity in material.entities:
        if entity.name not in marked | material.entities_used:
            reason = f"实体“{entity.name}”已声明，但语料、规则、槽位和程序均未使用。"
            advice = "请标注含有该实体的语料，或从 domain.yml 中删除该实体。"
            yield LintFinding(LintRule.UNUSED_ENTITY, entity.place, entity.name, reason, advice)
    known = {entity.name for entity in material.entities}
    told: set[str] = set()
    for entity in material.entities_marked:
        if entity.name not in known | told:
            told.add(entity.name)
            reason = f"语料中标注了实体“{entity.name}”，但 domain.yml 未声明。"
            advice = "请核对实体名称；确为新实体时，请先在 domain.yml 中声明。"
            yield LintFinding(LintRule.UNKNOWN_ENTITY, entity.place, entity.name, reason, advice)
