"""An annotation (标注): one person's answer to one example, and where it may go from where it is."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal

from handoff.domain.errors import BadInput, Forbidden, IllegalMove, Incomplete

Emotion = Literal["calm", "anxious", "angry"]
# answer: it is answered; skip: no answer given (跳过); discard: not worth an answer (弃用).
Outcome = Literal["answer", "skip", "discard"]
EMOTIONS: tuple[Emotion, ...] = ("calm", "anxious", "angry")


class AnnotationStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"

    @property
    def in_chinese(self) -> str:
        return {"draft": "草稿", "submitted": "已提交", "approved": "已通过", "rejected": "已驳回"}[self.value]


# Undoing is no move: it brings back what was, and only whoever moved last may do it (history.py).
_MOVES: dict[AnnotationStatus, frozenset[AnnotationStatus]] = {
    AnnotationStatus.DRAFT: frozenset({AnnotationStatus.DRAFT, AnnotationStatus.SUBMITTED}),
    AnnotationStatus.SUBMITTED: frozenset(
        {
            AnnotationStatus.DRAFT,
            AnnotationStatus.SUBMITTED,
            AnnotationStatus.APPROVED,
            AnnotationStatus.REJECTED,
        }
    ),
    # Rejected it stays until it is submitted anew, however often the new answer is saved meanwhile.
    AnnotationStatus.REJECTED: frozenset({AnnotationStatus.REJECTED, AnnotationStatus.SUBMITTED}),
    AnnotationStatus.APPROVED: frozenset({AnnotationStatus.REJECTED}),
}


@dataclass(frozen=True)
class Span:
    """A piece of the masked text by code points, `end` exclusive. `value`: what it stands for, if not itself."""

    start: int
    end: int
    entity: str
    value: str | None = None


@dataclass(frozen=True)
class Answer:
    """`also`: further intents that a sensible reader would accept. None: not said."""

    intent: str | None = None
    also: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    emotion: Emotion | None = None
    complaint: bool | None = None
    needs_person: bool | None = None

    def check(self, text: str) -> None:
        """Raise BadInput where a span is not of this text, or the answer contradicts itself."""
        end = 0
        for span in sorted(self.spans, key=lambda each: each.start):
            if not 0 <= span.start < span.end <= len(text):
                raise BadInput("片段超出了语料的范围，请重新选取片段。")
            if span.start < end:
                raise BadInput("片段之间有重叠，请调整后再保存。")
            end = span.end
        if len({self.intent, *self.also}) != 1 + len(self.also):
            raise BadInput("其他可接受的意图有重复，请去掉重复的意图后再保存。")


@dataclass(frozen=True)
class Saved:
    """What one save says."""

    outcome: Outcome | None
    answer: Answer
    comment: str = ""
    blind: bool = False
    seconds: float | None = None


@dataclass(frozen=True)
class Annotation:
    """`blind`: answered without seeing the suggestion. `revision` grows with every change, undoing included."""

    id: str
    example_id: str
    annotator_id: str
    status: AnnotationStatus = AnnotationStatus.DRAFT
    outcome: Outcome | None = None
    answer: Answer = Answer()
    comment: str = ""
    blind: bool = False
    seconds: float | None = None
    revision: int = 0
    # When the answer, or that it deserves none, was submitted; null while nothing is.
    submitted_at: datetime | None = None
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    review_comment: str | None = None

    @property
    def is_finished(self) -> bool:
        """Its person is through with the example: it is not given to them again."""
        return self.status is not AnnotationStatus.DRAFT

    @property
    def holds_a_place(self) -> bool:
        """What was sent back keeps it, whatever its person makes of it before submitting it anew."""
        answered = self.is_finished and self.outcome in {"answer", "discard"}
        return answered or self.status is AnnotationStatus.REJECTED

    @property
    def counts(self) -> bool:
        """As one of the answers that the example waits for."""
        return self.holds_a_place and self.status is not AnnotationStatus.REJECTED

    def saved(self, given: Saved) -> "Annotation":
        """Raises IllegalMove once it is approved."""
        sent_back = self.status is AnnotationStatus.REJECTED
        moved = self._move(AnnotationStatus.REJECTED if sent_back else AnnotationStatus.DRAFT)
        return replace(moved, submitted_at=self.submitted_at if sent_back else None, **vars(given))

    def submitted(self, given: Saved, at: datetime) -> "Annotation":
        """Raises Incomplete without an outcome or, for an answer, without an intent; IllegalMove once approved."""
        if given.outcome is None:
            raise Incomplete("请先选择意图，或选择跳过、弃用，再提交。")
        if given.outcome == "answer" and given.answer.intent is None:
            raise Incomplete("请先选择意图，再提交。")
        moved = self._move(AnnotationStatus.SUBMITTED)
        # Who skips submits nothing that could be counted or reviewed.
        submitted_at = None if given.outcome == "skip" else at
        unread = replace(moved, submitted_at=submitted_at, reviewed_by=None, reviewed_at=None, review_comment=None)
        return replace(unread, **vars(given))

    def approved(self, reviewer_id: str, at: datetime, comment: str = "") -> "Annotation":
        return self._reviewed(AnnotationStatus.APPROVED, reviewer_id, at, comment)

    def rejected(self, reviewer_id: str, at: datetime, comment: str) -> "Annotation":
        """Raises Incomplete without a comment: its trainer has to learn what to do better."""
        if not comment.strip():
            raise Incomplete("请填写驳回原因，以便训练师修改。")
        return self._reviewed(AnnotationStatus.REJECTED, reviewer_id, at, comment)

    def _reviewed(self, status: AnnotationStatus, reviewer_id: str, at: datetime, comment: str) -> "Annotation":
        if reviewer_id == self.annotator_id:
            raise Forbidden("不能审核自己的标注，请由其他审核人审核。")
        if self.outcome == "skip":
            raise IllegalMove("该语料已跳过，没有可审核的标注。")
        moved = self._move(status)
        return replace(moved, reviewed_by=reviewer_id, reviewed_at=at, review_comment=comment.strip() or None)

    def _move(self, to: AnnotationStatus) -> "Annotation":
        if to not in _MOVES[self.status]:
            raise IllegalMove(_REFUSED.get(self.status, "").format(to=to.in_chinese))
        return replace(self, status=to)


_REFUSED = {
    AnnotationStatus.DRAFT: "该标注尚未提交，无法变更为“{to}”，请在提交后再审核。",
    AnnotationStatus.SUBMITTED: "该标注当前无法变更为“{to}”，请刷新后再试。",
    AnnotationStatus.REJECTED: "该标注已驳回，请在训练师重新提交后再审核。",
    AnnotationStatus.APPROVED: "该标注已通过审核，如需修改，请联系审核人驳回。",
}
