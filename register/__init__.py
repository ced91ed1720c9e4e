"""The prescribed polite written register: rules as data, a checker, a gate. Pure Python, no dependencies."""

from register.checker import check
from register.gate import gate
from register.model import (
    CheckResult,
    Finding,
    Gated,
    Meaning,
    MeaningMatcher,
    RegisterSettings,
    Rule,
    Sender,
    Verdict,
)
from register.rules import load_rules

__all__ = [
    "CheckResult",
    "Finding",
    "Gated",
    "Meaning",
    "MeaningMatcher",
    "RegisterSettings",
    "Rule",
    "Sender",
    "Verdict",
    "check",
    "gate",
    "load_rules",
]
