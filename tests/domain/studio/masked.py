"""Lines with personal data for the tests of masking, and the parse's spans in them."""

import hmac
import re
from collections.abc import Collection

from handoff.domain.studio.annotation import Span
from handoff.domain.studio.masking import Masked, Masking

_MARKED = re.compile(r"\[([^\]]+)\]\((\w+)\)")


def digest(*parts: str) -> bytes:
    return hmac.digest(b"only for tests", "\0".join(parts).encode("utf-8", "surrogatepass"), "sha256")


MASKING = Masking(digest)


def spoken(marked: str) -> tuple[str, tuple[Span, ...]]:
    """“我叫[王芳](person)” as the line and its spans."""
    text, spans, place = "", [], 0
    for match in _MARKED.finditer(marked):
        text += marked[place : match.start()]
        spans.append(Span(len(text), len(text) + len(match[1]), match[2]))
        text += match[1]
        place = match.end()
    return text + marked[place:], tuple(spans)


def masked(marked: str, within: str = "c1", names: Collection[str] = ()) -> Masked:
    return MASKING.mask(spoken(marked)[0], within, spoken(marked)[1], names)


def said_of(masked: Masked) -> list[tuple[str, str]]:
    return [(span.entity, masked.text[span.start : span.end]) for span in masked.spans]
