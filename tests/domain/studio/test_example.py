"""What annotations make of an example, and what makes two lines near-duplicates."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from handoff.domain.studio.annotation import Annotation, AnnotationStatus, Answer
from handoff.domain.studio.example import ExampleState, Standing, answers_wanted, group_key, random_key, standing

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
_status = some.sampled_from(AnnotationStatus)
_annotations = some.lists(
    some.builds(
        Annotation,
        id=some.uuids().map(str),
        example_id=some.just("e"),
        annotator_id=some.uuids().map(str),
        status=_status,
        outcome=some.sampled_from(["answer", "skip", "discard"]),
        answer=some.builds(Answer, intent=some.sampled_from(["refund_status", "urge"])),
    ),
    max_size=5,
)


def made(status: str, outcome: str = "answer", intent: str = "refund_status") -> Annotation:
    return Annotation("a", "e", "t", AnnotationStatus(status), outcome, Answer(intent))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "annotations", "expected"),
    [
        pytest.param(1, [], Standing(ExampleState.OPEN, 1, False, False), id="nobody was there"),
        pytest.param(1, [made("draft")], Standing(ExampleState.OPEN, 1, False, False), id="a draft"),
        pytest.param(1, [made("submitted")], Standing(ExampleState.DONE, 0, False, False), id="answered"),
        pytest.param(
            1, [made("submitted", "discard")], Standing(ExampleState.DISCARDED, 0, False, False), id="discarded"
        ),
        pytest.param(1, [made("submitted", "skip")], Standing(ExampleState.OPEN, 1, False, True), id="skipped"),
        pytest.param(1, [made("rejected")], Standing(ExampleState.OPEN, 0, False, False), id="sent back"),
        pytest.param(2, [made("approved")], Standing(ExampleState.OPEN, 1, False, True), id="one of two"),
        pytest.param(
            2,
            [made("approved"), made("submitted", intent="urge")],
            Standing(ExampleState.DONE, 0, True, False),
            id="two who disagree",
        ),
        pytest.param(
            2,
            [made("submitted"), made("submitted", "discard")],
            Standing(ExampleState.DONE, 0, True, False),
            id="an answer and a discard",
        ),
    ],
)
def test_what_the_annotations_come_to(wanted: int, annotations: list[Annotation], expected: Standing) -> None:
    assert standing(wanted, annotations) == expected


@given(some.integers(1, 3), _annotations)
def test_an_example_is_open_exactly_until_as_many_have_answered_as_are_wanted(
    wanted: int, annotations: list[Annotation]
) -> None:
    found = standing(wanted, annotations)
    answered = sum(each.counts for each in annotations)

    assert (found.state is ExampleState.OPEN) == (answered < wanted)
    assert 0 <= found.free_places <= wanted
    assert found.state is ExampleState.OPEN or found.free_places == 0


@pytest.mark.parametrize("other", ["退款到哪了？", " 退款到哪了!!", "退款，到哪了…"])
def test_width_case_spaces_and_punctuation_make_no_other_line(other: str) -> None:
    assert group_key(other) == group_key("退款到哪了")
    assert group_key("订单Ａ１") == group_key("订单a1")


@pytest.mark.parametrize(("one", "other"), [("退款到哪了", "退货到哪了"), ("？", "！"), ("，", "")])
def test_other_words_make_another_line_and_so_do_other_signs_alone(one: str, other: str) -> None:
    assert group_key(one) != group_key(other)


def test_the_random_order_and_the_overlap_are_spread_and_always_the_same() -> None:
    ids = [f"example-{number}" for number in range(2000)]

    assert [random_key(each) for each in ids] == [random_key(each) for each in ids]
    assert 0.45 < sum(random_key(each) for each in ids) / 2000 < 0.55
    assert 0.07 < sum(answers_wanted(each, 0.1) == 2 for each in ids) / 2000 < 0.13
    assert {answers_wanted(each, 0.0) for each in ids} == {1}
    # The first in the random order are not all of the overlap.
    first = sorted(ids, key=random_key)[:400]
    assert sum(answers_wanted(each, 0.1) == 2 for each in first) < 80
