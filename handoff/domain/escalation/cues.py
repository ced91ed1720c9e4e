"""A cue: words that speak for a trigger, how strongly, and what only looks like them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from handoff.domain.conversation import HandoffReason
from handoff.domain.escalation.spelling import folded
from handoff.domain.escalation.turns import Escalation, Turn
from handoff.domain.escalation.words_harmless import told_of


@dataclass(frozen=True)
class Cue:
    """`pattern` is looked for in the folded line; nothing was heard where `unless` is found too, or `needs` is not."""

    reason: HandoffReason
    pattern: re.Pattern[str]
    strength: float
    says: str
    unless: re.Pattern[str] | None = None
    needs: re.Pattern[str] | None = None


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The cues of one trigger."""

    cues: tuple[Cue, ...]


def cue(
    reason: HandoffReason, strength: float, says: str, pattern: str, unless: str | None = None, needs: str | None = None
) -> Cue:
    """A cue from its table row; blanks and line breaks in the patterns only set them out."""
    excepted, needed = (_compiled(one) if one else None for one in (unless, needs))
    return Cue(reason, _compiled(pattern), strength, says, excepted, needed)


def lexicon(*cues: Cue) -> Lexicon:
    return Lexicon(cues)


def heard(words: Lexicon, turn: Turn) -> list[Escalation]:
    """Every cue of the line, the strongest first."""
    return [
        Escalation(found.reason, turn.seq, turn.text[start:end], found.strength, found.says, start)
        for found, start, end in _spans(words, turn.text)
    ]


def strongest(found: Iterable[Escalation]) -> Escalation | None:
    return max(found, key=lambda evidence: evidence.strength, default=None)


def together(strengths: Iterable[float]) -> float:
    """Weak signs add up: 1 minus the chance that all of them mislead."""
    doubt = 1.0
    for strength in strengths:
        doubt *= 1 - strength
    return 1 - doubt


# A dialogue is judged again at every turn; its earlier lines have not changed.
@lru_cache(maxsize=8192)
def _spans(words: Lexicon, text: str) -> tuple[tuple[Cue, int, int], ...]:
    line = folded(text)
    found: list[tuple[Cue, int, int]] = []
    if told_of(line.text):
        return ()
    for one in words.cues:
        match = one.pattern.search(line.text)
        if not match or not match.group() or (one.unless and one.unless.search(line.text)):
            continue
        if one.needs is None or one.needs.search(line.text):
            found.append((one, *line.span(*match.span())))
    return tuple(sorted(found, key=lambda each: -each[0].strength))


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE)
