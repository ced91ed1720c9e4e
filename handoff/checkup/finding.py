"""One line of the doctor's: what was looked at, how it is, and what to do."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing is; only `broken` keeps Heyan from working."""

    FINE = "fine"
    NOTE = "note"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    name: str
    state: State
    text: str
    advice: str = ""


def fine(name: str, text: str) -> Finding:
    return Finding(name, State.FINE, text)


def note(name: str, text: str, advice: str = "") -> Finding:
    return Finding(name, State.NOTE, text, advice)


def broken(name: str, text: str, advice: str) -> Finding:
    return Finding(name, State.BROKEN, text, advice)
