"""The studio's rows to our objects and back."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from handoff.adapters.sql.studio_tables import annotation_changes, annotations
from handoff.domain.studio.annotation import Annotation, AnnotationStatus, Answer, Span
from handoff.domain.studio.example import Example, ExampleState, Mark, Suggestion, group_key, random_key
from handoff.domain.studio.history import Change, ChangeKind

_INSTANTS = ("submitted_at", "reviewed_at")
# Whose annotation it is and of what never changes; the revision stands in a column of its own.
_FIXED = ("id", "example_id", "annotator_id", "revision")


def example_of(row: RowMapping) -> Example:
    return Example(
        id=row["id"],
        source=row["source"],
        channel=row["channel"],
        text=row["text"],
        said_at=row["said_at"],
        message_id=row["message_id"],
        conversation_id=row["conversation_id"],
        before=row["before"],
        before_sender=row["before_sender"],
        correction=row["correction"],
        suggestion=_suggestion_of(row["suggestion"]) if row["suggestion"] else None,
        marks=frozenset(mark for mark in Mark if row[mark.value]),
        state=ExampleState(row["state"]),
        answers_wanted=row["answers_wanted"],
    )


def example_row(example: Example, at: datetime) -> dict[str, Any]:
    kept = {name: value for name, value in vars(example).items() if name not in {"marks", "suggestion", "state"}}
    suggestion = example.suggestion
    return {
        **kept,
        **{mark.value: mark in example.marks for mark in Mark},
        "state": example.state.value,
        "free_places": example.answers_wanted if example.state is ExampleState.OPEN else 0,
        "suggestion": asdict(suggestion) if suggestion else None,
        "confidence": suggestion.confidence if suggestion else None,
        "random_key": random_key(example.id),
        "group_key": group_key(example.text),
        "created_at": at,
    }


def annotation_of(row: RowMapping) -> Annotation:
    kept = {name: row[name] for name in Annotation.__dataclass_fields__ if name not in {"status", "answer"}}
    return Annotation(status=AnnotationStatus(row["status"]), answer=answer_of(row["answer"]), **kept)


def annotation_row(annotation: Annotation) -> dict[str, Any]:
    return {
        **vars(annotation),
        "status": annotation.status.value,
        "answer": asdict(annotation.answer),
        "intent": annotation.answer.intent if annotation.outcome == "answer" else None,
    }


def answer_of(stored: dict[str, Any]) -> Answer:
    spans = tuple(Span(**span) for span in stored["spans"])
    return Answer(**{**stored, "also": tuple(stored["also"]), "spans": spans})


def change_of(row: RowMapping) -> Change:
    """`row` has the annotation's columns too: see CHANGES."""
    now = annotation_of(row)
    return Change(
        id=row["change_id"],
        annotation_id=now.id,
        revision=row["change_revision"],
        before=_content_of(now, row["before"], row["change_revision"] - 1),
        after=_content_of(now, row["after"], row["change_revision"]),
        at=row["at"],
        by=row["by"],
        kind=ChangeKind(row["kind"]),
        batch=row["batch"],
    )


def change_row(change: Change) -> dict[str, Any]:
    return {
        **vars(change),
        "before": _content(change.before),
        "after": _content(change.after),
        "kind": change.kind.value,
    }


CHANGES = (
    *annotations.c,
    annotation_changes.c.id.label("change_id"),
    annotation_changes.c.revision.label("change_revision"),
    *(annotation_changes.c[name] for name in ("before", "after", "at", "by", "kind", "batch")),
)


def _content(annotation: Annotation) -> dict[str, Any]:
    content = {name: value for name, value in vars(annotation).items() if name not in _FIXED}
    instants = {name: content[name].isoformat() for name in _INSTANTS if content[name]}
    return {**content, **instants, "status": annotation.status.value, "answer": asdict(annotation.answer)}


def _content_of(now: Annotation, stored: dict[str, Any], revision: int) -> Annotation:
    instants = {name: datetime.fromisoformat(stored[name]) for name in _INSTANTS if stored[name]}
    typed = {"status": AnnotationStatus(stored["status"]), "answer": answer_of(stored["answer"])}
    return replace(now, **{**stored, **instants, **typed, "revision": revision})


def _suggestion_of(stored: dict[str, Any]) -> Suggestion:
    ranking = tuple((name, confidence) for name, confidence in stored["ranking"])
    return Suggestion(**{**stored, "ranking": ranking, "spans": tuple(Span(**span) for span in stored["spans"])})
