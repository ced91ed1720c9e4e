"""What an annotation may become from where it is, whoever asks and in whatever order."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from handoff.domain.errors import BadInput, DomainError, Forbidden, IllegalMove, Incomplete
from handoff.domain.studio.annotation import Annotation, AnnotationStatus, Answer, Outcome, Saved, Span

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
REFUND = Saved("answer", Answer("refund_status"))
NEW = Annotation("a", "e", "trainer")
SUBMITTED = NEW.submitted(REFUND, NOW)
STANDING = {
    "new": NEW,
    "submitted": SUBMITTED,
    "approved": SUBMITTED.approved("reviewer", NOW),
    "rejected": SUBMITTED.rejected("reviewer", NOW, "客户问的是物流。"),
}
MOVES: dict[str, Callable[[Annotation], Annotation]] = {
    "save": lambda annotation: annotation.saved(REFUND),
    "submit": lambda annotation: annotation.submitted(REFUND, NOW),
    "approve": lambda annotation: annotation.approved("reviewer", NOW),
    "reject": lambda annotation: annotation.rejected("reviewer", NOW, "请核对意图。"),
}
BECOMES = {
    "new": {"save": "draft", "submit": "submitted"},
    "submitted": {"save": "draft", "submit": "submitted", "approve": "approved", "reject": "rejected"},
    "approved": {"reject": "rejected"},
    # Sent back it stays with its trainer, saved or not, until it is submitted anew.
    "rejected": {"save": "rejected", "submit": "submitted", "reject": "rejected"},
}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("standing", STANDING)
def test_a_move_goes_where_the_table_says_or_is_refused(standing: str, move: str) -> None:
    expected = BECOMES[standing].get(move)

    if expected is None:
        with pytest.raises(IllegalMove, match=r"请|需"):
            MOVES[move](STANDING[standing])
    else:
        assert MOVES[move](STANDING[standing]).status == expected


_outcomes = some.sampled_from(["answer", "skip", "discard", None])
_answers = some.builds(Answer, intent=some.sampled_from(["refund_status", "urge", None]))
_saves = some.builds(Saved, _outcomes, _answers)
_steps = some.tuples(some.sampled_from([*MOVES, "own approve", "reject without a word"]), _saves)


@given(some.lists(_steps, max_size=12))
def test_whatever_is_tried_in_whatever_order_what_stands_makes_sense(steps: list[tuple[str, Saved]]) -> None:
    annotation = NEW
    for move, saved in steps:
        try:
            annotation = _tried(annotation, move, saved)
        except DomainError:
            continue

        if annotation.status is not AnnotationStatus.DRAFT:
            assert annotation.is_finished
        if annotation.status in {AnnotationStatus.APPROVED, AnnotationStatus.REJECTED}:
            assert annotation.reviewed_by == "reviewer"
            assert annotation.submitted_at == NOW
        if annotation.counts and annotation.outcome == "answer":
            assert annotation.answer.intent is not None
        if annotation.outcome == "skip" and annotation.status is AnnotationStatus.SUBMITTED:
            assert (annotation.submitted_at, annotation.holds_a_place) == (None, False)
        assert annotation.counts <= annotation.holds_a_place <= annotation.is_finished


def _tried(annotation: Annotation, move: str, saved: Saved) -> Annotation:
    match move:
        case "save":
            return annotation.saved(saved)
        case "submit":
            return annotation.submitted(saved, NOW)
        case "own approve":
            return annotation.approved(annotation.annotator_id, NOW)
        case "reject without a word":
            return annotation.rejected("reviewer", NOW, " ")
        case _:
            return MOVES[move](annotation)


def test_nobody_reviews_their_own() -> None:
    with pytest.raises(Forbidden, match="自己"):
        SUBMITTED.approved("trainer", NOW)
    with pytest.raises(Forbidden, match="自己"):
        SUBMITTED.rejected("trainer", NOW, "请核对意图。")


def test_nothing_is_sent_back_without_a_reason() -> None:
    with pytest.raises(Incomplete, match="驳回原因"):
        SUBMITTED.rejected("reviewer", NOW, "  ")


@pytest.mark.parametrize(
    ("outcome", "intent", "words"), [(None, "refund_status", "请先选择"), ("answer", None, "请先选择意图")]
)
def test_an_answer_without_an_intent_is_not_submitted(outcome: Outcome | None, intent: str | None, words: str) -> None:
    with pytest.raises(Incomplete, match=words):
        NEW.submitted(Saved(outcome, Answer(intent)), NOW)


@pytest.mark.parametrize("outcome", ["skip", "discard"])
def test_who_skips_or_discards_need_not_answer(outcome: Outcome) -> None:
    assert NEW.submitted(Saved(outcome, Answer()), NOW).outcome == outcome


def test_a_skipped_line_cannot_be_reviewed() -> None:
    with pytest.raises(IllegalMove, match="跳过"):
        NEW.submitted(Saved("skip", Answer()), NOW).approved("reviewer", NOW)


def test_submitting_anew_leaves_nothing_of_the_review_before() -> None:
    again = STANDING["rejected"].submitted(REFUND, NOW)

    assert (again.reviewed_by, again.reviewed_at, again.review_comment) == (None, None, None)


@pytest.mark.parametrize(
    "spans",
    [
        pytest.param([Span(0, 0, "date")], id="empty"),
        pytest.param([Span(2, 1, "date")], id="backwards"),
        pytest.param([Span(3, 5, "date")], id="beyond the end"),
        pytest.param([Span(0, 2, "date"), Span(1, 3, "product")], id="overlapping"),
        pytest.param([Span(1, 3, "product"), Span(0, 2, "date")], id="overlapping, in another order"),
    ],
)
def test_spans_must_be_of_the_text_and_apart(spans: list[Span]) -> None:
    with pytest.raises(BadInput, match="片段"):
        Answer("refund_status", spans=tuple(spans)).check("😀退款")


def test_spans_count_code_points_and_may_touch() -> None:
    Answer("refund_status", spans=(Span(1, 3, "product"), Span(0, 1, "date"))).check("😀退款")


@pytest.mark.parametrize("also", [("refund_status",), ("urge", "urge")])
def test_an_alternative_is_another_intent(also: tuple[str, ...]) -> None:
    with pytest.raises(BadInput, match="重复"):
        Answer("refund_status", also).check("退款")
