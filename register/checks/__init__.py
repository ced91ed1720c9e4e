"""The checks of a line; each yields breaches, and together they are the register."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from register.checks import emoji, names, phrases, privacy, questions, vague, waiting, wholeness
from register.line import Line
from register.model import Breach

Check = Callable[[Line], Iterator[Breach]]

CHECKS: tuple[Check, ...] = (
    phrases.find,
    questions.find,
    emoji.find,
    names.find,
    vague.find,
    wholeness.find,
    privacy.find,
    waiting.find,
)
