"""Rasa's way to mark entities within a line: `[surface](name)`, `[surface]{"entity": "name", "value": "…"}`."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from handoff.domain.studio.annotation import Span

# What Rasa takes for a mark. The last form lists several for one surface; without any in it Rasa drops the brackets.
_MARK = re.compile(
    r"\[(?P<surface>[^\]]+?)\]"
    r"(?:\((?P<entity>[^:)]+?)(?::(?P<value>[^)]+))?\)|\{(?P<one>[^}]+?)\}|\[(?P<several>.*?)\])"
)
_OBJECT = re.compile(r"\{[^}]+?\}")
_PLAIN_NAME = re.compile(r"[^\s:(){}\[\]\"]+")


def read_marked(line: str) -> tuple[str, tuple[Span, ...]]:
    """The line as a customer wrote it, and its spans; of several marks on one surface, the first."""
    plain, done, spans = "", 0, list[Span]()
    for found in _MARK.finditer(line):
        meant = _meant(found)
        if meant is None:
            continue
        plain += line[done : found.start()]
        start, done = len(plain), found.end()
        plain += found["surface"]
        spans.append(Span(start, len(plain), *meant))
    return plain + line[done:], tuple(spans)


def marked(text: str, spans: Sequence[Span]) -> tuple[str, tuple[Span, ...]]:
    """The line as Rasa reads it, and the spans that no mark can stand for: those are left out.

    Signs of the customer's own that look like a mark are parted by a space.
    """
    parted, moved = _parted(text, sorted(spans, key=lambda each: each.start))
    kept, left_out = list[Span](), list[Span]()
    for span, given in zip(moved, sorted(spans, key=lambda each: each.start), strict=True):
        # Brackets have no way to be written as themselves: read back, the line shows whether it is understood.
        if read_marked(_with_marks(parted, [*kept, span])) == (parted, (*kept, span)):
            kept.append(span)
        else:
            left_out.append(given)
    return _with_marks(parted, kept), tuple(left_out)


def _with_marks(text: str, spans: Sequence[Span]) -> str:
    pieces, done = list[str](), 0
    for span in spans:
        pieces += text[done : span.start], _mark(text[span.start : span.end], span)
        done = span.end
    return "".join(pieces) + text[done:]


def _mark(surface: str, span: Span) -> str:
    if span.value is None and _PLAIN_NAME.fullmatch(span.entity):
        return f"[{surface}]({span.entity})"
    meant = {"entity": span.entity} | ({} if span.value is None else {"value": span.value})
    return f"[{surface}]{json.dumps(meant, ensure_ascii=False)}"


def _parted(text: str, spans: Sequence[Span]) -> tuple[str, list[Span]]:
    moved = [replace(span, value=None) if span.value == text[span.start : span.end] else span for span in spans]
    while found := _MARK.search(text):
        text, moved = _gap(text, moved, found.end("surface") + 1)
    for number in range(len(moved)):
        start = moved[number].start
        if "[" in text[:start] and text[start - 1] == "]":
            text, moved = _gap(text, moved, start)
    return text, moved


def _gap(text: str, spans: Sequence[Span], place: int) -> tuple[str, list[Span]]:
    moved = [
        replace(each, start=each.start + (each.start >= place), end=each.end + (each.end > place)) for each in spans
    ]
    return f"{text[:place]} {text[place:]}", moved


def _meant(found: re.Match[str]) -> tuple[str, str | None] | None:
    surface = found["surface"]
    if found["entity"]:
        return found["entity"], None if found["value"] in {None, surface} else found["value"]
    for written in _objects(found):
        try:
            meant = json.loads(written)
        except ValueError:
            continue
        if isinstance(meant, dict) and isinstance(meant.get("entity"), str):
            return meant["entity"], _value(meant.get("value"), surface)
    return None


def _objects(found: re.Match[str]) -> Iterator[str]:
    if found["one"]:
        yield f"{{{found['one']}}}"
    yield from _OBJECT.findall(found["several"] or "")


def _value(given: Any, surface: str) -> str | None:
    return None if given is None or str(given) == surface else str(given)
