"""Knowing what the customer is after, and which product the talk is about, finds the answer sooner."""

from collections.abc import Callable

import pytest

from handoff.domain.errors import BadInput
from handoff.domain.knowledge import Decision, SearchResult
from handoff.services.knowledge import KnowledgeSearch
from handoff.worker.knowledge import read_question, told
from tests.knowledge.test_search import held_out_questions


def right_answers(find: Callable[[str, str], SearchResult]) -> int:
    """How many of the held-out questions have their entry found, by what is asked first."""
    found = ((expected, find(question, topic)) for expected, question, topic in held_out_questions() if expected)
    return sum(bool(result.hits) and result.hits[0].id in expected for expected, result in found)


def test_the_topic_helps_to_find(search: KnowledgeSearch) -> None:
    alone = right_answers(lambda question, _topic: search.search(question))
    with_topic = right_answers(lambda question, topic: search.search(question, topics=[topic]))

    assert with_topic >= alone + 4


def test_a_topic_taken_for_its_neighbour_does_no_harm(search: KnowledgeSearch) -> None:
    neighbours = {
        "product_usage": "product_info",
        "payment_problem": "payment_method",
        "return_policy": "refund_status",
    }

    for _, question, topic in held_out_questions():
        neighbour = neighbours.get(topic, topic)
        assert search.search(question, topics=[neighbour]) == search.search(question, topics=[topic])


def test_entries_on_the_topic_go_first(search: KnowledgeSearch) -> None:
    assert {"delivery_time"} <= search.search("几天能收到", topics=["delivery_time"]).hits[0].topics
    assert {"exchange_request"} <= search.search("几天能收到", topics=["exchange_request"]).hits[0].topics


def test_a_topic_without_a_fitting_entry_falls_back_to_all(search: KnowledgeSearch) -> None:
    question = "洗碗机能洗铁锅吗"

    assert search.search(question, topics=["review"]) == search.search(question)
    assert search.search(question, topics=["weather"]) == search.search(question)


def test_a_line_of_another_topic_is_still_known_word_for_word(search: KnowledgeSearch) -> None:
    result = search.search("净水器的滤芯多久更换一次", topics=["product_info"])

    assert (result.hits[0].id, result.decision) == ("kb-water-01", Decision.ANSWER)


@pytest.mark.parametrize(
    ("product", "entry"), [("加湿器", "kb-climate-06"), ("油烟机", "kb-kitchen-01"), ("AH-M175", "kb-cooking-28")]
)
def test_the_product_of_the_talk_completes_a_question_without_one(
    search: KnowledgeSearch, product: str, entry: str
) -> None:
    assert search.search("怎么清洗", products=[product]).hits[0].id == entry


def test_a_product_in_the_question_outweighs_that_of_the_talk(search: KnowledgeSearch) -> None:
    question = "油烟机怎么清洗"

    assert search.search(question, products=["加湿器"]) == search.search(question)


def test_what_was_found_tells_its_topics_and_owner(search: KnowledgeSearch) -> None:
    question = read_question({"query": "支持货到付款吗", "topics": ["payment_method"], "product": []})

    body = told(question.asked_of(search))

    hit = body["hits"][0]
    assert (body["query"], body["decision"]) == ("支持货到付款吗", "answer")
    assert (hit["id"], hit["topics"], hit["owner"]) == ("kb-payment-02", ["payment_method"], "财务部")
    assert set(hit) == {"id", "question", "answer", "score", "topics", "owner"}


def test_a_question_alone_is_enough() -> None:
    question = read_question({"query": "滤芯"})

    assert (question.limit, question.topics, question.products) == (3, (), ())


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"query": 1},
        {"query": "滤芯", "limit": 0},
        {"query": "滤芯", "limit": 21},
        {"query": "滤芯", "limit": True},
        {"query": "滤芯", "topics": "payment_method"},
        {"query": "滤芯", "topics": [1]},
        {"query": "滤芯", "product": None},
        {"query": "滤芯", "product": ["加湿器"] * 21},
    ],
)
def test_what_is_not_a_question_is_refused(body: object) -> None:
    with pytest.raises(BadInput):
        read_question(body)
