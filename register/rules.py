"""The sixteen rules as data."""

from __future__ import annotations

from functools import cache

from register.model import Rule, Verdict
from register.resources import load_toml


@cache
def load_rules() -> tuple[Rule, ...]:
    """R01–R16, in order."""
    return tuple(Rule(**{**entry, "verdict": Verdict(entry["verdict"])}) for entry in load_toml("rules.toml")["rule"])


@cache
def _by_id() -> dict[str, Rule]:
    return {rule.id: rule for rule in load_rules()}


def rule_by_id(rule_id: str) -> Rule:
    """The rule of that id; KeyError if there is none."""
    return _by_id()[rule_id]
