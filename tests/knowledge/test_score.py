"""Thresholds and decisions."""

from dataclasses import replace
from datetime import date

import pytest

from handoff.domain.knowledge import Decision, Entry, Thresholds, result_of
from handoff.domain.knowledge_score import Limits, Outcome, thresholds_within

THRESHOLDS = Thresholds(answer=0.8, confirm=0.4)


def entry(name: str) -> Entry:
    return Entry(name, f"{name}？", (), f"{name}。", "使用", frozenset(), "商品部", date(2026, 1, 1))


@pytest.mark.parametrize(
    ("score", "known", "decision"),
    [
        (0.8, 0.9, Decision.ANSWER),
        (0.79, 0.9, Decision.CONFIRM),
        (0.3, 0.4, Decision.CONFIRM),
        (0.3, 0.39, Decision.NONE),
        (0.8, 0.39, Decision.NONE),
    ],
)
def test_what_is_known_is_told_when_the_entry_is_sure(score: float, known: float, decision: Decision) -> None:
    assert THRESHOLDS.decide(score, known) is decision


def test_hits_come_best_first_and_beside_the_best_only_those_worth_offering() -> None:
    scored = [(entry("a"), 0.5), (entry("b"), 0.9), (entry("c"), 0.09), (entry("d"), 0.5)]

    result = result_of("问", scored, 0.9, THRESHOLDS, limit=9, names_product=True)

    assert [hit.id for hit in result.hits] == ["b", "a", "d"]
    assert result.decision is Decision.ANSWER


def test_nothing_known_means_no_hits() -> None:
    result = result_of("问", [(entry("a"), 0.9)], 0.39, THRESHOLDS, limit=9, names_product=True)

    assert (result.hits, result.decision) == ((), Decision.NONE)
    assert [hit.id for hit in result.ranked] == ["a"]


def _outcome(score: float, *, is_right: bool, has_answer: bool, weight: float) -> Outcome:
    """As sure of an answer as of the entry."""
    return Outcome(score, score, is_right, has_answer, weight)


def test_the_thresholds_are_the_lowest_that_keep_the_limits() -> None:
    outcomes = [
        *(_outcome(score, is_right=True, has_answer=True, weight=1.0) for score in (0.95, 0.92, 0.9, 0.7, 0.65, 0.6)),
        _outcome(0.8, is_right=False, has_answer=True, weight=1.0),
        *(_outcome(score, is_right=False, has_answer=False, weight=1.0) for score in (0.66, 0.3, 0.2)),
    ]

    none_wrong = thresholds_within(outcomes, Limits(told_wrong=0.0, left_alone=1.0))
    some_wrong = thresholds_within(outcomes, Limits(told_wrong=0.1, left_alone=0.6))

    assert (none_wrong.answer, none_wrong.confirm) == (0.801, 0.661)
    assert (some_wrong.answer, some_wrong.confirm) == (0.661, 0.301)


def test_what_counts_more_moves_the_thresholds_more() -> None:
    right = [_outcome(0.9, is_right=True, has_answer=True, weight=1.0) for _ in range(9)]
    wrong = _outcome(0.95, is_right=False, has_answer=True, weight=1.0)

    assert thresholds_within([*right, wrong], Limits(told_wrong=0.1, left_alone=0.0)).answer == 0.001
    assert thresholds_within([*right, replace(wrong, weight=2.0)], Limits(told_wrong=0.1, left_alone=0.0)).answer > 0.95


def test_nothing_is_answered_when_answers_are_always_wrong() -> None:
    outcomes = [_outcome(score, is_right=False, has_answer=False, weight=1.0) for score in (0.2, 0.5, 0.9999)]

    thresholds = thresholds_within(outcomes, Limits())

    assert thresholds.decide(0.9999, 0.9999) is Decision.NONE
    assert thresholds.decide(1.0, 1.0) is Decision.ANSWER


def test_what_holds_for_some_products_is_confirmed_where_none_is_named() -> None:
    for_some = replace(entry("a"), products=frozenset({"p01"}))

    unnamed = result_of("问", [(for_some, 0.9)], 0.9, THRESHOLDS, limit=9, names_product=False)
    its_own_line = result_of("问", [(for_some, 1.0)], 1.0, THRESHOLDS, limit=9, names_product=False)

    assert (unnamed.decision, its_own_line.decision) == (Decision.CONFIRM, Decision.ANSWER)
