"""The words of the register: rule, finding, verdict, settings, and what a check or the gate answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

Sender = Literal["bot", "agent", "system"]


class Verdict(StrEnum):
    """What may happen to a line: it goes out, it goes out with a remark, or it stays."""

    PASS = "pass"  # noqa: S105  # a verdict, no password
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the norms (R01–R16), in our own words."""

    id: str
    title: str
    says: str
    in_english: str
    scope: Literal["line", "dialogue"]
    verdict: Verdict
    message: str
    suggestion: str
    breach: str
    compliant: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach; offsets count code points of the text as given, end exclusive."""

    rule: str
    start: int
    end: int
    span: str
    message: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Breach:
    """A finding on its way: besides what is shown, how grave it is and how it could be mended."""

    rule: str
    start: int
    end: int
    message: str
    suggestion: str
    replacement: str | None = None  # None: not mechanical, a person has to reword it
    mild: bool = False
    advice: bool = False

    def finding(self, text: str) -> Finding:
        return Finding(self.rule, self.start, self.end, text[self.start : self.end], self.message, self.suggestion)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What the register says about one line; `rewritten` is set only if it passes the check itself."""

    text: str
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    rewritten: str | None = None
    advice: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Gated:
    """What may leave for a bot or system line; verdict and findings are those of `original`."""

    text: str
    original: str
    verdict: Verdict
    findings: tuple[Finding, ...]
    replaced: bool
    rewritten: bool


@dataclass(frozen=True, slots=True)
class RegisterSettings:
    """What one enterprise permits."""

    emoji_allowed: bool = False
    permitted: tuple[str, ...] = ()  # product names and the like, never flagged
    colleagues: tuple[str, ...] = ()  # their names may stand without a title
    safe_line: str | None = None  # None: the register's own


@dataclass(frozen=True, slots=True)
class Meaning:
    """A taboo meaning found in other words, by a model of meaning."""

    rule: str
    start: int
    end: int
    meaning: str


class MeaningMatcher(Protocol):
    """Finds taboo meanings no pattern lists; offsets count code points of the text as given."""

    def meanings(self, text: str) -> Iterable[Meaning]: ...
