"""Without its encoder the knowledge is searched by wording, says so, and makes nobody wait."""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from handoff.adapters.encoder_endpoint import EndpointEncoder
from handoff.adapters.simplified import simplify
from handoff.domain.knowledge import Decision
from handoff.services.knowledge import KnowledgeBase, KnowledgeSearch
from handoff.services.knowledge_steady import NoEncoder, SteadySearch
from tests.knowledge.test_search import dev_questions
from tests.support.small_encoder import MODEL, TOKEN, SmallEncoder, small_encoder

WITHIN_S = 0.2
QUESTION = "净水器滤芯多长时间要换"


@pytest.fixture(scope="module")
def wording(base: KnowledgeBase) -> KnowledgeSearch:
    return KnowledgeSearch.of(base, NoEncoder(), simplify)


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[SmallEncoder]:
    with small_encoder(tmp_path) as process:
        yield process


@pytest.fixture
def steady(wording: KnowledgeSearch, base: KnowledgeBase, endpoint: SmallEncoder) -> Iterator[SteadySearch]:
    """Learnt by meaning from the endpoint's own vectors, of a part of the base: what it finds is no matter here."""
    with closing(EndpointEncoder(endpoint.url, TOKEN, MODEL)) as encoder:
        small = replace(base, entries=base.entries[-30:], elsewhere=base.elsewhere[:30])
        # The patience of the product is for an idle machine; whether the endpoint is used at all is asked here.
        yield SteadySearch(wording, KnowledgeSearch.of(small, encoder, simplify), patience=2.0)


def test_while_the_encoder_answers_it_is_asked(steady: SteadySearch) -> None:
    assert not steady.search(QUESTION).degraded


@pytest.mark.parametrize("how", ["dead", "hang"])
def test_without_the_encoder_the_wording_answers_at_once(
    steady: SteadySearch, endpoint: SmallEncoder, wording: KnowledgeSearch, how: str
) -> None:
    waiting = SteadySearch(wording, steady.dense)
    if how == "dead":
        endpoint.kill()
    else:
        endpoint.mode = how

    for _ in range(3):
        began = time.monotonic()
        found = waiting.search(QUESTION)
        assert time.monotonic() - began < WITHIN_S
        assert (found.degraded, found.hits[0].id) == (True, "kb-water-01")


def test_an_encoder_that_was_never_there_is_not_waited_for(wording: KnowledgeSearch) -> None:
    began = time.monotonic()

    found = SteadySearch(wording).search(QUESTION)

    assert time.monotonic() - began < WITHIN_S
    assert (found.degraded, found.hits[0].id) == (True, "kb-water-01")


def test_the_wording_alone_still_finds_most_and_tells_hardly_anything_wrongly(wording: KnowledgeSearch) -> None:
    asked = [(expected, wording.search(question)) for expected, question in dev_questions()]

    first = [found.ranked[0].id in expected for expected, found in asked if expected]
    told_wrongly = [
        expected for expected, found in asked if found.decision is Decision.ANSWER and found.hits[0].id not in expected
    ]
    assert sum(first) / len(first) >= 0.75
    assert len(told_wrongly) / len(asked) <= 0.02
