"""What examples and annotations look like on the wire."""

from dataclasses import asdict
from typing import Any

from handoff.domain.studio.annotation import Annotation
from handoff.domain.studio.example import Example, Mark, Suggestion
from handoff.services.studio.gathering_port import FalseAlarm
from handoff.services.studio.port import Answered


def example_view(example: Example, *, blind: bool = False) -> dict[str, Any]:
    """`blind`: without what the model said of it."""
    suggestion = None if blind or example.suggestion is None else suggestion_view(example.suggestion)
    return {
        "id": example.id,
        "text": example.text,
        "before": example.before,
        "before_sender": example.before_sender,
        "channel": example.channel,
        "said_at": example.said_at.isoformat(),
        "correction": example.correction,
        "marks": [mark.value for mark in Mark if mark in example.marks],
        "state": example.state.value,
        "answers_wanted": example.answers_wanted,
        "suggestion": suggestion,
    }


def suggestion_view(suggestion: Suggestion) -> dict[str, Any]:
    ranking = [{"name": name, "confidence": confidence} for name, confidence in suggestion.ranking]
    return {**asdict(suggestion), "ranking": ranking}


def alarm_view(alarm: FalseAlarm) -> dict[str, Any]:
    """What an agent was writing, or had sent, when the register found what is no fault; offsets are of `text`."""
    kept = {name: getattr(alarm, name) for name in ("id", "rule", "text", "start", "end")}
    return {**kept, "reported_at": alarm.reported_at.isoformat()}


def annotation_view(annotation: Annotation) -> dict[str, Any]:
    return {
        **vars(annotation),
        "status": annotation.status.value,
        "answer": asdict(annotation.answer),
        "submitted_at": annotation.submitted_at.isoformat() if annotation.submitted_at else None,
        "reviewed_at": annotation.reviewed_at.isoformat() if annotation.reviewed_at else None,
    }


def answered_view(answered: Answered, *, blind: bool = False) -> dict[str, Any]:
    annotation = answered.annotation
    return {
        "example": example_view(answered.example, blind=blind),
        "annotation": annotation_view(annotation),
        "annotator": {"id": annotation.annotator_id, "display_name": answered.annotator},
        "updated_at": answered.updated_at.isoformat(),
    }
