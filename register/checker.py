"""Check one line: findings, verdict, and a compliant rewriting where one is mechanical."""

from __future__ import annotations

from register.checks import CHECKS
from register.line import Line
from register.model import Breach, CheckResult, MeaningMatcher, RegisterSettings, Sender, Verdict
from register.rewriting import rewrite
from register.rules import rule_by_id

_DEFAULTS = RegisterSettings()


def check(
    text: str,
    *,
    settings: RegisterSettings = _DEFAULTS,
    sender: Sender = "bot",
    matcher: MeaningMatcher | None = None,
) -> CheckResult:
    """What the register says about `text`. Advice is for people while they write, so only an agent gets it."""
    breaches = _breaches(text, settings, matcher)
    counted = [breach for breach in breaches if not breach.advice]
    return CheckResult(
        text=text,
        verdict=_verdict(counted),
        findings=tuple(breach.finding(text) for breach in counted),
        rewritten=_rewritten(text, counted, settings, matcher),
        advice=tuple(b.finding(text) for b in breaches if b.advice) if sender == "agent" else (),
    )


def _breaches(text: str, settings: RegisterSettings, matcher: MeaningMatcher | None) -> list[Breach]:
    line = Line(text, settings)
    found = [breach for find in CHECKS for breach in find(line)]
    if matcher:
        found.extend(_meant(text, matcher))
    return _without_overlaps([breach for breach in found if not line.excuses(breach)])


def _meant(text: str, matcher: MeaningMatcher) -> list[Breach]:
    breaches = []
    for meaning in matcher.meanings(text):
        rule = rule_by_id(meaning.rule)
        message = rule.message.format(span=text[meaning.start : meaning.end])
        breaches.append(Breach(rule.id, meaning.start, meaning.end, f"{message}（{meaning.meaning}）", rule.suggestion))
    return breaches


def _without_overlaps(breaches: list[Breach]) -> list[Breach]:
    """Of overlapping breaches of one rule the longest stays; the order is that of the text."""
    kept: list[Breach] = []
    taken: dict[tuple[str, bool], list[Breach]] = {}
    for breach in sorted(breaches, key=lambda b: (b.start - b.end, b.start)):
        rivals = taken.setdefault((breach.rule, breach.advice), [])
        if not any(breach.start < other.end and other.start < breach.end for other in rivals):
            rivals.append(breach)
            kept.append(breach)
    return sorted(kept, key=lambda b: (b.start, b.end, b.rule))


def _verdict(breaches: list[Breach]) -> Verdict:
    if any(not b.mild and rule_by_id(b.rule).verdict is Verdict.BLOCK for b in breaches):
        return Verdict.BLOCK
    return Verdict.WARN if breaches else Verdict.PASS


def _rewritten(
    text: str, breaches: list[Breach], settings: RegisterSettings, matcher: MeaningMatcher | None
) -> str | None:
    candidate = rewrite(text, breaches)
    if candidate is None or not candidate.strip() or candidate == text:
        return None
    left = [breach for breach in _breaches(candidate, settings, matcher) if not breach.advice]
    return None if left else candidate
