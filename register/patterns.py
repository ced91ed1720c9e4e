"""Wordings as data: each entry names a rule, the words that betray it, and when it does not apply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from register.line import Line, is_concrete
from register.model import Breach
from register.resources import load_toml
from register.rules import rule_by_id
from register.text import View

_SPOKEN = ("taboo.toml", "attitude.toml", "tone.toml")  # disguised at times, so matched on the squeezed view
_FILES = ("address.toml", "particles.toml", "vague.toml", *_SPOKEN, "wording.toml", "promises.toml")
# Short forms for the patterns of the data files.
_MACROS = {
    "<您>": "您们?",
    "<我>": "(?:我们?|咱们?|这边|这里|客服|本人|小妹|妹子)",
    "<吗>": "[吗嘛么]",
    "<端>": r"(?=[\s,.。!?;:、~)\]”\"'#(]|$)",
    "<首>": r"(?:(?<=[\s,.。!?;:、~(\[“\"])|^)",
    "<气>": "[的了呢哦啊哈呀啦吗嘛吧么噢]*",
}
_VISIBLE = re.compile(r"[^\u00ad\u200b-\u200f\u2060\ufeff\ufe0e\ufe0f]")
_HAN_NEXT = re.compile(r"[\u4e00-\u9fff]")
_PARTICLE_NEXT = re.compile(r"[了的呢哦啊哈呀啦吗嘛么吧]")


@dataclass(frozen=True)
class Wording:
    """One entry of the data files, compiled."""

    rule: str
    betrayed_by: frozenset[str]  # first one or two characters of its trigger words
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    unless_sentence: re.Pattern[str] | None
    unless_before: re.Pattern[str] | None
    squeezed: bool
    undated: bool
    also: str | None
    disowns: bool
    replace: str | None
    message: str | None
    suggestion: str | None
    mild: bool
    advice: bool

    def find(self, line: Line) -> Iterator[Breach]:
        view = line.squeezed if self.squeezed else line.plain
        # Most lines hold none of the words: this one set operation is what makes a check cheap.
        if self.betrayed_by.isdisjoint(view.pieces):
            return
        for match in self.pattern.finditer(view.text):
            start, end = match.span()
            if start == end or self._does_not_apply(line, view, start, end):
                continue
            yield line.breach(
                self.rule,
                view,
                start,
                end,
                message=self.message and self.message.format(span=line.text[slice(*view.original(start, end))]),
                suggestion=self.suggestion,
                replacement=match.expand(self.replace) if self.replace is not None else None,
                mild=self.mild,
                advice=self.advice,
            )

    def _does_not_apply(self, line: Line, view: View, start: int, end: int) -> bool:
        if self.unless and self.unless.search(view.clause(start, end)):
            return True
        if self.unless_sentence and self.unless_sentence.search(view.sentence(start, end)):
            return True
        if self.unless_before and self.unless_before.search(view.before(start)):
            return True
        if self.undated and is_concrete(view.around(start, end)):
            return True
        return self.squeezed and _joins_two_words(line.text, view, start, end)


def _joins_two_words(text: str, view: View, start: int, end: int) -> bool:
    """Whether a match spans a gap between two phrases rather than gaps inside a disguised word.

    Spaces stand for full stops in many chats: “别着急 什么问题…” holds no “急什么”.
    """
    offsets = view.at[start:end]
    gaps = any(_VISIBLE.search(text[a + 1 : b]) for a, b in pairwise(offsets) if b - a > 1)
    following = text[offsets[-1] + 1 : offsets[-1] + 2]
    return gaps and bool(_HAN_NEXT.match(following)) and not _PARTICLE_NEXT.match(following)


@cache
def wordings() -> tuple[Wording, ...]:
    """Every entry of every data file, compiled once."""
    return tuple(_compiled(entry, name) for name in _FILES for entry in load_toml(name)["wording"])


def _compiled(entry: dict[str, Any], source: str) -> Wording:
    known = {
        "rule", "any", "pattern", "unless", "unless_sentence", "unless_before", "undated", "disowns", "also",
        "replace", "message", "meaning", "suggestion", "mild", "advice",
    }  # fmt: skip
    if stray := entry.keys() - known:
        raise ValueError(f"{source}: unknown keys {sorted(stray)}")
    squeezed = source in _SPOKEN
    triggers = tuple(entry["any"])
    return Wording(
        rule=entry["rule"],
        betrayed_by=frozenset(trigger[:2] for trigger in triggers),
        pattern=_regex(entry.get("pattern") or "|".join(map(re.escape, triggers))),
        unless=_regex(entry["unless"]) if "unless" in entry else None,
        unless_sentence=_regex(entry["unless_sentence"]) if "unless_sentence" in entry else None,
        unless_before=_regex(f"(?:{entry['unless_before']})$") if "unless_before" in entry else None,
        squeezed=squeezed,
        undated=entry.get("undated", False),
        also=entry.get("also"),
        disowns=entry.get("disowns", False),
        replace=entry.get("replace"),
        message=entry.get("message") or _message(entry),
        suggestion=entry.get("suggestion"),
        mild=entry.get("mild", False),
        advice=entry.get("advice", False),
    )


def _message(entry: dict[str, Any]) -> str | None:
    if "meaning" not in entry:
        return None
    return f"{rule_by_id(entry['rule']).message}（{entry['meaning']}）"


def _regex(pattern: str) -> re.Pattern[str]:
    for short, full in _MACROS.items():
        pattern = pattern.replace(short, full)
    return re.compile(pattern)
