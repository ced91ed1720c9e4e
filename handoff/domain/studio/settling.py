"""Settling (裁决): where the answers to one example differ, a reviewer who gave none of them says what stands."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from handoff.domain.errors import Conflict, Forbidden, Incomplete
from handoff.domain.studio.annotation import Annotation, AnnotationStatus, Answer, Saved

_SETTLED = "已由审核人裁决，以裁决结果为准。"


class Part(StrEnum):
    """What of an answer can differ."""

    OUTCOME = "outcome"
    INTENT = "intent"
    EMOTION = "emotion"
    COMPLAINT = "complaint"
    NEEDS_PERSON = "needs_person"
    SPANS = "spans"


LABELS: Mapping[Part, Callable[[Answer], Hashable]] = {
    Part.INTENT: lambda answer: answer.intent,
    Part.EMOTION: lambda answer: answer.emotion,
    Part.COMPLAINT: lambda answer: answer.complaint,
    Part.NEEDS_PERSON: lambda answer: answer.needs_person,
}


def marked(answer: Answer) -> frozenset[tuple[int, int, str]]:
    """The spans as two people can mark them alike; what a span stands for follows from where it is."""
    return frozenset((span.start, span.end, span.entity) for span in answer.spans)


def differences(annotations: Iterable[Annotation]) -> tuple[Part, ...]:
    """In what the answers that count differ; what somebody did not say differs from nothing."""
    counted = [each for each in annotations if each.counts]
    answers = [each.answer for each in counted if each.outcome == "answer"]
    found = [Part.OUTCOME] if 0 < len(answers) < len(counted) else []
    found += [part for part, label in LABELS.items() if len({label(each) for each in answers} - {None}) > 1]
    if len({marked(each) for each in answers}) > 1:
        found.append(Part.SPANS)
    return tuple(found)


def is_settlement(annotation: Annotation) -> bool:
    """Approved by its own person, which reviewing never allows: it stands, whatever the others say."""
    return annotation.status is AnnotationStatus.APPROVED and annotation.reviewed_by == annotation.annotator_id


def settlement(annotations: Iterable[Annotation]) -> Annotation | None:
    return next((each for each in annotations if is_settlement(each)), None)


def has_a_say(annotations: Iterable[Annotation], user_id: str) -> bool:
    """Whether one of the answers is this user's, who therefore does not settle them."""
    return any(each.annotator_id == user_id and each.holds_a_place for each in annotations)


@dataclass(frozen=True)
class Settled:
    """What stands, and the others' annotations as they are after it; those that do not change are left out."""

    stands: Annotation
    reviewed: tuple[Annotation, ...]


def settle(annotations: Collection[Annotation], mine: Annotation, given: Saved, at: datetime) -> Settled:
    """`mine`: the reviewer's own annotation, new or without an answer so far.

    Raises Forbidden for who gave one of the answers, Conflict where nothing differs or it is settled, Incomplete.
    """
    others = [each for each in annotations if each.id != mine.id]
    if settlement(annotations):
        raise Conflict("该语料已裁决，请刷新后继续。")
    if has_a_say(annotations, mine.annotator_id):
        raise Forbidden("您已对该语料作答，不能裁决，请由其他审核人裁决。")
    if not differences(others):
        raise Conflict("该语料的答案已没有分歧，无需裁决，请刷新后继续。")
    if given.outcome not in {"answer", "discard"}:
        raise Incomplete("请先选择意图，或选择弃用，再提交裁决。")
    submitted = mine.submitted(given, at)
    stands = replace(
        submitted,
        status=AnnotationStatus.APPROVED,
        reviewed_by=mine.annotator_id,
        reviewed_at=at,
        review_comment=given.comment.strip() or None,
    )
    return Settled(stands, tuple(_reviewed(stands, others, at)))


def _reviewed(stands: Annotation, others: Iterable[Annotation], at: datetime) -> Iterable[Annotation]:
    reviewer, why = stands.annotator_id, f"{_SETTLED}{stands.review_comment or ''}"
    for each in others:
        if not each.counts:
            continue
        if differences([stands, each]):
            yield each.rejected(reviewer, at, why)
        elif each.status is AnnotationStatus.SUBMITTED:
            yield each.approved(reviewer, at)
