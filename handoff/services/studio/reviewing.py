"""Reviewing: a reviewer approves an answer, or sends it back to its trainer with a reason. Never one's own."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from handoff.domain.agent import User
from handoff.domain.errors import BadInput, Forbidden
from handoff.domain.studio.annotation import Annotation, AnnotationStatus
from handoff.domain.studio.queues import may_review
from handoff.services.ports import Clock, NewId, OpenWork
from handoff.services.snapshot import OpenSnapshot
from handoff.services.studio.changes import change_of, locked, put, same_change
from handoff.services.studio.port import Answered
from handoff.services.studio.views import answered_view

_PAGE = 50
DISAGREED = "disagreed"
STATUSES = ("submitted", "approved", "rejected", DISAGREED)


@dataclass(frozen=True)
class Reviewing:
    open_work: OpenWork
    look: OpenSnapshot
    now: Clock
    new_id: NewId

    async def page(self, user: User, status: str, after: str | None) -> dict[str, Any]:
        """`next`: what to ask for as `after`; None on the last page. Of what waits, one's own is left out."""
        _reviews(user)
        if status not in STATUSES:
            raise BadInput("“status”须为 submitted、approved、rejected 或 disagreed。")
        async with self.look() as snapshot:
            if status == DISAGREED:
                found = await snapshot.disagreed_page(after, _PAGE)
                return _page(found, [each.example.id for each in found])
            wanted = AnnotationStatus(status)
            without = user.id if wanted is AnnotationStatus.SUBMITTED else None
            found = await snapshot.page(wanted, after, _PAGE, without)
            return _page(found, [each.annotation.id for each in found])

    async def approve(self, user: User, annotation_id: str, change_id: str | None, comment: str) -> Annotation:
        def approved(annotation: Annotation) -> Annotation:
            return annotation.approved(user.id, self.now(), comment)

        return await self._review(user, annotation_id, change_id, AnnotationStatus.APPROVED, approved)

    async def reject(self, user: User, annotation_id: str, change_id: str | None, comment: str) -> Annotation:
        def rejected(annotation: Annotation) -> Annotation:
            return annotation.rejected(user.id, self.now(), comment)

        return await self._review(user, annotation_id, change_id, AnnotationStatus.REJECTED, rejected)

    async def _review(
        self,
        user: User,
        annotation_id: str,
        change_id: str | None,
        status: AnnotationStatus,
        review: Callable[[Annotation], Annotation],
    ) -> Annotation:
        _reviews(user)
        async with self.open_work() as work:
            example, before = await locked(work, annotation_id, user)
            known = await same_change(work, change_id, annotation_id, user) if change_id else None
            if known:
                return known.after
            if before.status is status and before.reviewed_by == user.id:
                return before
            change = change_of(change_id or self.new_id(), review(before), self.now(), user.id)
            return await put(work, example, before, change)


def _reviews(user: User) -> None:
    if not may_review(user):
        raise Forbidden("此功能仅供审核人使用。")


def _page(found: Collection[Answered], places: list[str]) -> dict[str, Any]:
    is_full = len(set(places)) == _PAGE
    return {"items": [answered_view(each) for each in found], "next": places[-1] if is_full else None}
