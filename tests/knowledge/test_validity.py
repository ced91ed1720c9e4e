"""An entry is found on the days on which it holds, told by the calendar in Shanghai, and on no other."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from handoff.adapters.encoder_usem3 import Usem3
from handoff.domain.knowledge import Decision, Entry
from handoff.services.knowledge import KnowledgeBase, KnowledgeSearch

QUESTION = "净水器的滤芯多久更换一次？"


@pytest.fixture(scope="module")
def two_rules(base: KnowledgeBase, usem3: Usem3) -> KnowledgeSearch:
    """One question, answered until the end of June one way and in August another; in July nobody answers it."""
    filter_entry = next(entry for entry in base.entries if entry.question == QUESTION)
    old = replace(filter_entry, id="old", valid_from=date(2026, 1, 1), valid_until=date(2026, 6, 30))
    new = replace(filter_entry, id="new", valid_from=date(2026, 8, 1), valid_until=date(2026, 8, 31))
    others = [entry for entry in base.entries if entry is not filter_entry]
    return KnowledgeSearch.of(KnowledgeBase((old, new, *others), base.products, base.elsewhere), usem3, str)


def found(search: KnowledgeSearch, at: datetime) -> str | None:
    hits = replace(search, now=lambda: at).search(QUESTION).hits
    return hits[0].id if hits and hits[0].score == 1.0 else None


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param(datetime(2025, 12, 31, 15, 59, tzinfo=UTC), None, id="a minute before its first day in Shanghai"),
        pytest.param(datetime(2025, 12, 31, 16, 0, tzinfo=UTC), "old", id="at the start of its first day"),
        pytest.param(datetime(2026, 6, 30, 15, 59, tzinfo=UTC), "old", id="in the last minute of its last day"),
        pytest.param(datetime(2026, 6, 30, 16, 0, tzinfo=UTC), None, id="after its last day"),
        pytest.param(datetime(2026, 8, 15, tzinfo=UTC), "new", id="the rule that followed"),
    ],
)
def test_a_question_is_answered_by_the_rule_of_the_day(
    two_rules: KnowledgeSearch, at: datetime, expected: str | None
) -> None:
    assert found(two_rules, at) == expected


def test_before_anything_holds_nothing_is_found(two_rules: KnowledgeSearch) -> None:
    result = replace(two_rules, now=lambda: datetime(2020, 1, 1, tzinfo=UTC)).search(QUESTION)

    assert (result.hits, result.decision) == ((), Decision.NONE)


def test_a_rule_and_its_successor_never_meet() -> None:
    def entry(first: date, last: date | None) -> Entry:
        return Entry("kb", "问题", (), "回答", "使用", frozenset(), "商品部", first, last)

    half = entry(date(2026, 1, 1), date(2026, 6, 30))

    assert not half.meets(entry(date(2026, 7, 1), None))
    assert half.meets(entry(date(2026, 6, 30), None))
