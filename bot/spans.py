"""A found entity, and how found entities share one line without overlapping."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """An entity with its value; `start` and `end` are code points of the line, end exclusive."""

    entity: str
    value: str
    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


def without_overlaps(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Of overlapping spans the first given stays; the result is in reading order."""
    kept: list[Span] = []
    for span in spans:
        if not any(span.overlaps(one) for one in kept):
            kept.append(span)
    return tuple(sorted(kept, key=lambda span: span.start))


def blank_out(text: str, spans: Iterable[Span]) -> str:
    """The line with these spans replaced by a sign no rule matches; offsets stay valid."""
    signs = list(text)
    for span in spans:
        signs[span.start : span.end] = "\0" * (span.end - span.start)
    return "".join(signs)
