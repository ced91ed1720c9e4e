"""The rule data: complete, and true to the checker."""

from pathlib import Path

import pytest

from register import Rule, Verdict, check, load_rules
from register.document import norms
from register.resources import load_toml


def test_all_sixteen_rules_are_described() -> None:
    assert [rule.id for rule in load_rules()] == [f"R{number:02}" for number in range(1, 17)]


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.id)
def test_the_compliant_example_of_a_rule_passes(rule: Rule) -> None:
    assert check(rule.compliant).verdict is Verdict.PASS


@pytest.mark.parametrize("rule", [r for r in load_rules() if r.scope == "line"], ids=lambda rule: rule.id)
def test_the_breach_example_of_a_line_rule_is_found(rule: Rule) -> None:
    assert rule.id in {finding.rule for finding in check(rule.breach).findings}


def test_the_suggestions_of_the_rules_are_themselves_polite() -> None:
    assert [rule.id for rule in load_rules() if "你" in rule.suggestion.replace("“你", "")] == []


def test_the_published_page_is_the_generated_one() -> None:
    page = Path(__file__).parents[2] / "docs" / "NORMS.md"

    assert page.read_text(encoding="utf-8") == norms()


def test_every_traditional_character_has_one_simplified_form() -> None:
    pairs = load_toml("characters.toml")["pairs"].split()

    assert all(len(pair) == 2 for pair in pairs)
    assert len({pair[0] for pair in pairs}) == len(pairs)
