"""Every line we ship for customers passes the register."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from register.scan import domain_lines, knowledge_lines, problems, template_lines

ROOT = Path(__file__).parents[2]


def _loaded(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def _files(*patterns: str) -> list[Any]:
    found = sorted(path for pattern in patterns for path in ROOT.glob(pattern))
    return [pytest.param(path, id=str(path.relative_to(ROOT))) for path in found]


@pytest.mark.parametrize("path", _files("domain.yml"))
def test_every_response_of_the_bot_passes(path: Path) -> None:
    assert [str(problem) for problem in problems(domain_lines(_loaded(path)))] == []


@pytest.mark.parametrize("path", _files("data/knowledge/*.yml"))
def test_every_knowledge_answer_passes(path: Path) -> None:
    assert [str(problem) for problem in problems(knowledge_lines(_loaded(path)))] == []


@pytest.mark.parametrize("path", _files("handoff/**/lines*.yml"))
def test_every_template_passes(path: Path) -> None:
    assert [str(problem) for problem in problems(template_lines(_loaded(path)))] == []


def test_a_placeholder_counts_as_filled_in() -> None:
    assert problems([("eta", "您的订单预计{eta}送达。")]) == []


def test_a_problem_says_where_it_is_and_what_is_wrong() -> None:
    (problem,) = problems([("utter_bad[0]", "你的订单{order_number}已发出。")])

    assert str(problem).startswith("utter_bad[0]: ")
    assert "R01" in str(problem)


def test_buttons_are_lines_too() -> None:
    domain = {"responses": {"utter_x": [{"text": "请您选择。", "buttons": [{"title": "好哒", "payload": "/affirm"}]}]}}

    assert [problem.where for problem in problems(domain_lines(domain))] == ["utter_x[0].button"]
