"""What the real knowledge base finds; the numbers come from questions that no threshold was chosen on."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from handoff.adapters.encoder_usem3 import Usem3
from handoff.domain.knowledge import Decision
from handoff.services.knowledge import KnowledgeBase, KnowledgeSearch

QUESTIONS = Path(__file__).with_name("questions.tsv")


def held_out_questions() -> Iterator[tuple[set[str], str]]:
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            expected, question = line.split("\t")
            yield (set() if expected == "-" else set(expected.split("|"))), question


def test_every_line_of_the_knowledge_base_is_answered_by_its_own_entry(
    base: KnowledgeBase, search: KnowledgeSearch
) -> None:
    for entry in base.entries:
        for line in entry.lines:
            result = search.search(line)
            assert (result.hits[0].id, result.hits[0].score, result.decision) == (entry.id, 1.0, Decision.ANSWER)


def test_the_held_out_questions_name_known_entries_and_a_third_has_no_answer(base: KnowledgeBase) -> None:
    asked = list(held_out_questions())

    assert len(asked) >= 80
    assert sum(not expected for expected, _ in asked) / len(asked) >= 1 / 3
    assert set().union(*(expected for expected, _ in asked)) <= {entry.id for entry in base.entries}


def test_the_held_out_questions_are_no_copies(search: KnowledgeSearch, usem3: Usem3) -> None:
    questions = [question for _, question in held_out_questions()]
    known = np.stack([asked.vector for asked in (*search.index.asked, *search.index.elsewhere)])

    nearest = (usem3.encode(questions) @ known.T).max(axis=1)

    assert [question for question, near in zip(questions, nearest, strict=True) if near > 0.8] == []


def test_held_out_questions_find_their_entry_and_others_are_left(search: KnowledgeSearch) -> None:
    outcomes: Counter[tuple[str, Decision]] = Counter()
    ranked_first = 0
    for expected, question in held_out_questions():
        result = search.search(question)
        found = result.hits[0].id if result.hits else None
        outcomes["no answer" if not expected else "right" if found in expected else "wrong", result.decision] += 1
        ranked_first += best_entry(search, question) in expected
    answerable = sum(bool(expected) for expected, _ in held_out_questions())
    unanswerable = sum(not expected for expected, _ in held_out_questions())

    assert ranked_first / answerable >= 0.92, outcomes
    assert outcomes["wrong", Decision.ANSWER] + outcomes["no answer", Decision.ANSWER] <= 2, outcomes
    told = outcomes["right", Decision.ANSWER] + outcomes["right", Decision.CONFIRM]
    assert told / answerable >= 0.8, outcomes
    assert outcomes["no answer", Decision.NONE] / unanswerable >= 0.6, outcomes


def best_entry(search: KnowledgeSearch, question: str) -> str:
    asked = search.index.read(question, search.encoder.encode([question])[0])
    return search.index.entries[int(search.scorer.scores(search.index.features(asked)).argmax())].id


def test_measuring_answers_rarely_goes_wrong(search: KnowledgeSearch) -> None:
    assert 0.5 < search.thresholds.confirm + 0.2 < search.thresholds.answer < 1.0


@pytest.mark.parametrize("question", ["滤芯多久换", "噪音大吗", "怎么清洗", "费电吗"])
def test_a_question_that_names_no_product_is_confirmed_first(search: KnowledgeSearch, question: str) -> None:
    assert search.search(question).decision is Decision.CONFIRM


@pytest.mark.parametrize("question", ["", " \t ", "😀😀", "？？？", "转人工", "今天天气怎么样", "x" * 5000, "\0\u200b"])
def test_what_is_no_question_for_the_knowledge_base_finds_nothing(search: KnowledgeSearch, question: str) -> None:
    result = search.search(question)

    assert (result.query, result.hits, result.decision) == (question, (), Decision.NONE)


def test_traditional_characters_find_the_same(search: KnowledgeSearch) -> None:
    assert search.search("淨水器濾芯多久換").hits == search.search("净水器滤芯多久换").hits


def test_the_limit_is_kept_and_scores_fall(search: KnowledgeSearch) -> None:
    assert len(search.search("净水器滤芯多久换", limit=1).hits) == 1
    scores = [hit.score for hit in search.search("怎么清洗", limit=9).hits]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) > 3


def test_measuring_again_gives_the_same(base: KnowledgeBase, usem3: Usem3, search: KnowledgeSearch) -> None:
    again = KnowledgeSearch.of(base, usem3, str)

    assert again.thresholds == search.thresholds
    assert np.array_equal(again.scorer.weights, search.scorer.weights)


def test_a_small_base_without_lines_elsewhere_works(base: KnowledgeBase, usem3: Usem3) -> None:
    small = KnowledgeSearch.of(KnowledgeBase(base.entries[:2], base.products, ()), usem3, str)

    assert small.search(base.entries[0].question).hits[0].id == base.entries[0].id
