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
    """`pattern` is looked for in the folded line; where `unless` is found too, nothing was heard."""

    reason: HandoffReason
    pattern: re.Pattern[str]
    strength: float
    says: str
    unless: re.Pattern[str] | None = None


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The cues of one trigger."""

    cues: tuple[Cue, ...]


def cue(reason: HandoffReason, strength: float, says: str, pattern: str, unless: str | None = None) -> Cue:
    """A cue from its table row; blanks and line breaks in the patterns only set them out."""
    return Cue(reason, _compiled(pattern), strength, says, _compiled(unless) if unless else None)


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
        if match and match.group() and not (one.unless and one.unless.search(line.text)):
            found.append((one, *line.span(*match.span())))
    return tuple(sorted(found, key=lambda each: -each[0].strength))


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE)
