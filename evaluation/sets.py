"""Reading the documented formats: every label is checked, and text given by reference is looked up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from evaluation.examples import Dialogue, Line, Question, Span
from evaluation.labels import EMOTIONS, REASONS
from evaluation.rows import BadSet, Row, read_all, read_jsonl, read_tsv

Turns = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Texts:
    """Dialogues that sets without text of their own refer to, by id; without a file it knows none."""

    dialogues: Mapping[str, Turns] = field(default_factory=dict)
    is_given: bool = False

    @classmethod
    def read(cls, path: Path) -> "Texts":
        """Lines `{"id", "turns": [{"user", "agent"}]}`. Raises BadSet."""
        pairs = read_all(path, read_jsonl(path), lambda row: (row.text("id"), _turns(row)))
        return cls(dict(pairs), is_given=True)

    def turns_of(self, row: Row, identity: str) -> Turns:
        if not self.is_given:
            raise row.wrong("the text is given by reference: name the file of dialogues with --texts")
        if identity not in self.dialogues:
            raise row.wrong(f"there is no dialogue `{identity}` among the texts")
        return self.dialogues[identity]

    def line_of(self, row: Row, reference: str) -> str:
        """The customer's line at `dialogue:turn`."""
        identity, _, turn = reference.rpartition(":")
        if not identity or not turn.isascii() or not turn.isdigit():
            raise row.wrong(f"`{reference}` has no text and is no reference `dialogue:turn`")
        turns = self.turns_of(row, identity)
        if int(turn) >= len(turns):
            raise row.wrong(f"the dialogue `{identity}` has no turn {turn}")
        return turns[int(turn)][0]


def read_lines(
    path: Path, texts: Texts, *, needed: Sequence[str] = ("intent",), intents: frozenset[str] | None = None
) -> tuple[Line, ...]:
    """Lines labelled with at least what is `needed`; `intents` are those that the bot knows. Raises BadSet."""
    rows = read_tsv(path) if path.suffix == ".tsv" else read_jsonl(path)
    return read_all(path, rows, partial(_line, texts=texts, needed=needed, intents=intents))


def read_dialogues(path: Path, texts: Texts) -> tuple[Dialogue, ...]:
    return read_all(path, read_jsonl(path), partial(_dialogue, texts=texts))


def read_questions(path: Path, entries: frozenset[str] | None = None) -> tuple[Question, ...]:
    """Questions with the entries that answer them; `entries` are those that there are. Raises BadSet."""
    return read_all(path, read_jsonl(path), partial(_question, known=entries))


def _line(row: Row, texts: Texts, needed: Sequence[str], intents: frozenset[str] | None) -> Line:
    for key in needed:
        if row.values.get(key) in (None, ""):
            raise row.wrong(f"`{key}` is missing")
    has_text = row.values.get("text") not in (None, "")
    text = row.text("text") if has_text else texts.line_of(row, row.text("id"))
    _sendable(row, text)
    intent, alternatives = _intents(row, intents)
    emotion = row.values.get("emotion") or None
    if emotion is not None and emotion not in EMOTIONS:
        raise row.wrong(f"the emotion `{emotion}` is none of {', '.join(EMOTIONS)}")
    return Line(
        id=row.text("id"),
        text=text,
        intent=intent,
        alternatives=alternatives,
        emotion=emotion,
        complaint=row.truth("complaint") if row.values.get("complaint") not in (None, "") else None,
        entities=_spans(row, text) if "entities" in row.values else None,
        tags=row.names("tags"),
        stratum=str(row.values["stratum"]) if row.values.get("stratum") else None,
        is_shown=has_text,
    )


def _intents(row: Row, known: frozenset[str] | None) -> tuple[str | None, frozenset[str]]:
    intent = row.text("intent") if row.values.get("intent") not in (None, "") else None
    alternatives = frozenset(row.names("alternatives"))
    for name in (*([intent] if intent else []), *sorted(alternatives)):
        if known is not None and name not in known:
            raise row.wrong(f"`{name}` is no intent of the bot")
    return intent, alternatives


def _spans(row: Row, text: str) -> frozenset[Span]:
    """The given surfaces, found in their order; one that is not behind the last may lie inside it."""
    spans, start, end = [], 0, 0
    for entity in row.objects("entities"):
        kind, surface = entity.get("entity"), entity.get("text")
        if not (isinstance(kind, str) and kind and isinstance(surface, str) and surface):
            raise row.wrong("an entity needs `entity` and `text`")
        found = text.find(surface, end)
        start = found if found >= 0 else text.find(surface, start)
        if start < 0:
            raise row.wrong(f"the entity `{surface}` does not stand in the text, or not in this order")
        end = max(end, start + len(surface))
        spans.append(Span(kind, start, start + len(surface)))
    return frozenset(spans)


def _dialogue(row: Row, texts: Texts) -> Dialogue:
    identity, escalate = row.text("id"), row.truth("escalate")
    is_shown = "turns" in row.values
    turns = _turns(row) if is_shown else texts.turns_of(row, identity)
    reasons = row.names("reasons")
    for reason in reasons:
        if reason not in REASONS:
            raise row.wrong(f"`{reason}` is no reason; there are {', '.join(sorted(REASONS))}")
    return Dialogue(identity, turns, escalate, _window(row, escalate, len(turns)), frozenset(reasons), is_shown)


def _window(row: Row, escalate: bool, turns: int) -> tuple[int, int] | None:
    window = row.values.get("window")
    if not escalate:
        if window is not None:
            raise row.wrong("a dialogue that needs nobody has no `window`")
        return None
    is_pair = isinstance(window, list) and [type(end) for end in window] == [int, int]
    if not isinstance(window, list) or not is_pair or not 0 <= window[0] <= window[1] < turns:
        raise row.wrong(f"`window` must be [first, last], turns of the {turns} of the dialogue")
    return window[0], window[1]


def _turns(row: Row) -> Turns:
    turns = tuple((str(turn.get("user") or ""), str(turn.get("agent") or "")) for turn in row.objects("turns"))
    if not turns:
        raise row.wrong("`turns` is empty")
    for user, _ in turns:
        _sendable(row, user)
    return turns


def _question(row: Row, known: frozenset[str] | None) -> Question:
    text = row.text("question")
    _sendable(row, text)
    if not isinstance(row.values.get("entries"), list):
        raise row.wrong("`entries` must be a list; an empty one says that there is no answer")
    entries = row.names("entries")
    for entry in entries:
        if known is not None and entry not in known:
            raise row.wrong(f"there is no entry `{entry}` in the knowledge base")
    return Question(row.text("id"), text, entries, row.names("tags"))


def _sendable(row: Row, text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise row.wrong("half a character (a lone surrogate) cannot be sent") from None


__all__ = ["BadSet", "Texts", "read_dialogues", "read_lines", "read_questions"]
