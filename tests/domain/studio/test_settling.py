"""Where answers differ, who may settle it, and what becomes of the others' answers."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handoff.domain.errors import Conflict, Forbidden, Incomplete
from handoff.domain.studio.annotation import Annotation, AnnotationStatus, Answer, Outcome, Saved, Span
from handoff.domain.studio.settling import Part, differences, is_settlement, settle, settlement

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
ORDER = Answer("order_status", emotion="calm", complaint=False, needs_person=False)


def by(annotator: str, answer: Answer = ORDER, outcome: Outcome = "answer") -> Annotation:
    drawn = Annotation(f"{annotator}-1", "example", annotator)
    return drawn.submitted(Saved(outcome, answer), AT)


def with_spans(*spans: Span) -> Answer:
    return replace(ORDER, spans=spans)


@pytest.mark.parametrize(
    ("other", "parts"),
    [
        (ORDER, ()),
        (replace(ORDER, intent="logistics_track"), (Part.INTENT,)),
        (replace(ORDER, emotion="angry"), (Part.EMOTION,)),
        (replace(ORDER, complaint=True), (Part.COMPLAINT,)),
        (replace(ORDER, needs_person=True), (Part.NEEDS_PERSON,)),
        (with_spans(Span(0, 2, "product")), (Part.SPANS,)),
        (Answer("praise", emotion="angry"), (Part.INTENT, Part.EMOTION)),
    ],
)
def test_answers_differ_in_what_both_said(other: Answer, parts: tuple[Part, ...]) -> None:
    assert differences([by("a"), by("b", other)]) == parts


def test_what_one_did_not_say_and_the_order_of_spans_differ_from_nothing() -> None:
    one, two = Span(0, 2, "product", "冰箱"), Span(3, 5, "date")

    assert differences([by("a"), by("b", Answer("order_status"))]) == ()
    assert differences([by("a", with_spans(one, two)), by("b", with_spans(two, replace(one, value=None)))]) == ()


def test_an_answer_and_a_discard_differ_and_two_discards_do_not() -> None:
    discarded = by("b", Answer(), "discard")

    assert differences([by("a"), discarded]) == (Part.OUTCOME,)
    assert differences([discarded, by("c", Answer(), "discard")]) == ()


def test_a_skip_a_draft_and_what_was_sent_back_count_for_nothing() -> None:
    other = by("b", Answer("praise"))

    assert differences([by("a"), by("b", Answer(), "skip")]) == ()
    assert differences([by("a"), other.rejected("r", AT, "意图不符")]) == ()
    assert differences([by("a"), replace(other, status=AnnotationStatus.DRAFT)]) == ()


def test_what_is_settled_stands_approved_and_the_others_are_judged_by_it() -> None:
    praise, order = by("a", Answer("praise")), by("b")
    mine = Annotation("r-1", "example", "r")

    settled = settle([praise, order], mine, Saved("answer", ORDER, "问的是订单状态。"), AT)

    assert (settled.stands.status, settled.stands.answer) == (AnnotationStatus.APPROVED, ORDER)
    assert is_settlement(settled.stands)
    against, agreeing = settled.reviewed
    assert (against.id, against.status, against.reviewed_by) == ("a-1", AnnotationStatus.REJECTED, "r")
    assert against.review_comment is not None
    assert against.review_comment.endswith("问的是订单状态。")
    assert (agreeing.id, agreeing.status) == ("b-1", AnnotationStatus.APPROVED)
    assert settlement([*settled.reviewed, settled.stands]) == settled.stands
    assert differences([*settled.reviewed, settled.stands]) == ()


def test_an_answer_approved_before_is_not_approved_once_another_stands() -> None:
    approved = by("a", Answer("praise")).approved("r2", AT)

    settled = settle([approved, by("b")], Annotation("r-1", "example", "r"), Saved("answer", ORDER), AT)

    assert [(each.id, each.status) for each in settled.reviewed] == [
        ("a-1", AnnotationStatus.REJECTED),
        ("b-1", AnnotationStatus.APPROVED),
    ]


def test_an_answer_can_be_settled_as_worth_none() -> None:
    settled = settle(
        [by("a"), by("b", Answer(), "discard")], Annotation("r-1", "example", "r"), Saved("discard", Answer()), AT
    )

    assert [each.status for each in settled.reviewed] == [AnnotationStatus.REJECTED, AnnotationStatus.APPROVED]


@pytest.mark.parametrize("status", [AnnotationStatus.SUBMITTED, AnnotationStatus.REJECTED])
def test_who_gave_one_of_the_answers_does_not_settle_them(status: AnnotationStatus) -> None:
    mine = replace(by("r", Answer("praise")), status=status)

    with pytest.raises(Forbidden, match="其他审核人"):
        settle([by("a"), by("b", Answer("thanks")), mine], mine, Saved("answer", ORDER), AT)


def test_who_skipped_the_example_may_settle_it() -> None:
    mine = by("r", Answer(), "skip")

    settled = settle([by("a"), by("b", Answer("praise")), mine], mine, Saved("answer", ORDER), AT)

    assert (settled.stands.id, len(settled.reviewed)) == (mine.id, 2)


def test_where_nothing_differs_there_is_nothing_to_settle() -> None:
    with pytest.raises(Conflict, match="没有分歧"):
        settle([by("a"), by("b")], Annotation("r-1", "example", "r"), Saved("answer", ORDER), AT)


@pytest.mark.parametrize("given", [Saved(None, ORDER), Saved("skip", Answer()), Saved("answer", Answer())])
def test_only_an_answer_or_a_discard_settles(given: Saved) -> None:
    with pytest.raises(Incomplete):
        settle([by("a"), by("b", Answer("praise"))], Annotation("r-1", "example", "r"), given, AT)


def test_an_approval_by_another_is_no_settlement() -> None:
    assert not is_settlement(by("a").approved("r", AT))
    assert not is_settlement(by("a"))
