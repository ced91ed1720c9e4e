"""What goes between the studio and other programs: a line with what it answers and what people say of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from handoff.domain.errors import BadInput
from handoff.domain.studio.annotation import Answer
from handoff.domain.studio.example import Example, Suggestion, group_key
from handoff.domain.studio.exporting import key_of
from handoff.domain.text import clean

LONGEST_LINE = 2000
# What one import takes at most: it is written in one step, and customers' lines wait for it.
MOST_LINES = 20_000


@dataclass(frozen=True)
class ExchangedLine:
    """`id`, `status`, `annotator` and `comment` tell of the answer where it comes from; they are not taken over."""

    text: str
    answer: Answer = field(default_factory=Answer)
    before: str | None = None
    before_sender: str | None = None
    channel: str | None = None
    said_at: datetime | None = None
    suggestion: Suggestion | None = None
    id: str | None = None
    status: str | None = None
    annotator: str | None = None
    comment: str | None = None

    def check(self) -> None:
        """Raises BadInput for what is no line of a customer, or for an answer that is not of this text."""
        if not self.text.strip():
            raise BadInput("没有文字。")
        if len(self.text) > LONGEST_LINE:
            raise BadInput(f"超过{LONGEST_LINE}字。")
        if self.text != clean(self.text):
            raise BadInput("含有不可见的控制字符，或首尾有空格。")
        self.answer.check(self.text)


@dataclass(frozen=True)
class Place:
    """Where in what was brought: the file where there are several, and the line (or the task) from 1."""

    number: int
    file: str = ""


@dataclass(frozen=True)
class Brought:
    """`said`: the words before they were masked, where they were."""

    line: ExchangedLine
    place: Place
    said: str = ""


@dataclass(frozen=True)
class Problem:
    place: Place
    reason: str
    text: str = ""


@dataclass(frozen=True)
class BotProject:
    """What a Rasa project holds beside its lines; of stories and rules only how many."""

    stories: int = 0
    rules: int = 0
    intents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Import:
    """All that a file was found to hold. `encoding`: how its text was read."""

    format: str
    encoding: str
    brought: tuple[Brought, ...] = ()
    problems: tuple[Problem, ...] = ()
    project: BotProject | None = None


@dataclass(frozen=True)
class SiftedImport:
    """`doubled`: with where the same line stands already."""

    new: tuple[Brought, ...] = ()
    doubled: tuple[tuple[Brought, str], ...] = ()


def sift_import(brought: Iterable[Brought], known_groups: Collection[str], standing: Mapping[str, str]) -> SiftedImport:
    """`known_groups` by `group_key`: those of the studio; `standing` by `key_of`: the file a line of the data is in."""
    seen: dict[str, Place] = {}
    new: list[Brought] = []
    doubled: list[tuple[Brought, str]] = []
    for each in brought:
        group = group_key(each.line.text)
        file = standing.get(key_of(each.said or each.line.text))
        if group in seen:
            doubled.append((each, f"与第{seen[group].number}条重复"))
        elif file is not None:
            doubled.append((each, f"已在 {file} 中"))
        elif group in known_groups:
            doubled.append((each, "已在语料中"))
        else:
            new.append(each)
        seen.setdefault(group, each.place)
    return SiftedImport(tuple(new), tuple(doubled))


def example_of(
    line: ExchangedLine, example_id: str, at: datetime, intents: Collection[str], answers_wanted: int
) -> Example:
    """To be answered here; what others said of it is the suggestion, where the bot knows the intent."""
    return Example(
        id=example_id,
        source="import",
        channel=line.channel or "import",
        text=line.text,
        said_at=line.said_at or at,
        before=line.before,
        before_sender=line.before_sender,
        suggestion=_suggestion(line, intents),
        answers_wanted=answers_wanted,
    )


def _suggestion(line: ExchangedLine, intents: Collection[str]) -> Suggestion | None:
    answer = line.answer
    if answer.intent in intents and answer.intent is not None:
        ranking = ((answer.intent, 1.0), *((name, 0.0) for name in answer.also if name in intents))
        return Suggestion(answer.intent, 1.0, ranking, answer.spans, answer.emotion, answer.complaint, "import")
    if line.suggestion is not None and line.suggestion.intent in intents:
        return replace(line.suggestion, ranking=tuple(each for each in line.suggestion.ranking if each[0] in intents))
    return None
