"""A line as a record of named values, which JSON lines and CSV share; whatever is wrong is said in words."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from handoff.domain.errors import BadInput
from handoff.domain.studio.annotation import EMOTIONS, Answer, Emotion, Span
from handoff.domain.studio.example import Suggestion
from handoff.domain.studio.exchange import ExchangedLine
from handoff.domain.text import clean

_TEXTS = ("before", "before_sender", "channel", "id", "status", "annotator", "comment")
_SENDERS = {"bot", "agent"}
_LONGEST_CHANNEL = 16


def record_of(line: ExchangedLine) -> dict[str, Any]:
    answer = line.answer
    return {
        "id": line.id,
        "text": line.text,
        "intent": answer.intent,
        "also": list(answer.also),
        "spans": [span_record(span) for span in answer.spans],
        "emotion": answer.emotion,
        "complaint": answer.complaint,
        "needs_person": answer.needs_person,
        "before": line.before,
        "before_sender": line.before_sender,
        "channel": line.channel,
        "said_at": line.said_at.isoformat() if line.said_at else None,
        "suggestion": asdict(line.suggestion) if line.suggestion else None,
        "status": line.status,
        "annotator": line.annotator,
        "comment": line.comment,
    }


def span_record(span: Span) -> dict[str, Any]:
    value = {} if span.value is None else {"value": span.value}
    return {"start": span.start, "end": span.end, "entity": span.entity, **value}


def line_of(record: Mapping[str, Any]) -> ExchangedLine:
    """Raises BadInput naming the value that is wrong."""
    text = record.get("text")
    if not isinstance(text, str):
        raise BadInput("缺少 text，或其内容不是文字。")
    answer = Answer(
        intent=_text(record, "intent"),
        also=tuple(_names(record, "also")),
        spans=tuple(span_of(each) for each in _list(record, "spans")),
        emotion=_emotion(record),
        complaint=_truth(record, "complaint"),
        needs_person=_truth(record, "needs_person"),
    )
    texts = {name: _text(record, name) for name in _TEXTS}
    if texts["before_sender"] not in {None, *_SENDERS}:
        raise BadInput("before_sender 须为 bot 或 agent。")
    if len(texts["channel"] or "") > _LONGEST_CHANNEL:
        raise BadInput(f"channel 不能超过{_LONGEST_CHANNEL}个字符。")
    # Places of spans are counted in the text as it stands; without them, nobody misses the spaces around it.
    line = ExchangedLine(
        text=text if answer.spans else clean(text),
        answer=answer,
        said_at=_instant(record),
        suggestion=_suggestion(record.get("suggestion")),
        **texts,
    )
    line.check()
    return line


def span_of(given: Any) -> Span:
    start, end, entity = (
        (given.get(name) for name in ("start", "end", "entity")) if isinstance(given, dict) else (None,) * 3
    )
    if type(start) is not int or type(end) is not int or not isinstance(entity, str) or not clean(entity):
        raise BadInput("片段须有 start、end（整数）和 entity。")
    value = given.get("value")
    return Span(start, end, clean(entity), None if value is None else clean(str(value)))


def _text(record: Mapping[str, Any], name: str) -> str | None:
    value = record.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise BadInput(f"{name} 须为文字。")
    return clean(value) or None


def _list(record: Mapping[str, Any], name: str) -> Sequence[Any]:
    value = record.get(name)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise BadInput(f"{name} 须为列表。")
    return value


def _names(record: Mapping[str, Any], name: str) -> Sequence[str]:
    found = _list(record, name)
    if not all(isinstance(each, str) and each for each in found):
        raise BadInput(f"{name} 须为文字的列表。")
    return [name for each in found if (name := clean(each))]


def _emotion(record: Mapping[str, Any]) -> Emotion | None:
    value = _text(record, "emotion")
    found = next((emotion for emotion in EMOTIONS if emotion == value), None)
    if found != value:
        raise BadInput("emotion 须为 calm、anxious 或 angry。")
    return found


def _truth(record: Mapping[str, Any], name: str) -> bool | None:
    value = record.get(name)
    if value is not None and not isinstance(value, bool):
        raise BadInput(f"{name} 须为 true 或 false。")
    return value


def _instant(record: Mapping[str, Any]) -> datetime | None:
    value = _text(record, "said_at")
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise BadInput("said_at 须为时间，如 2026-11-20T10:00:00+08:00。") from error


def _suggestion(given: Any) -> Suggestion | None:
    if given is None:
        return None
    try:
        return Suggestion(
            intent=clean(str(given["intent"])),
            confidence=_share(given["confidence"]),
            ranking=tuple((clean(str(name)), _share(confidence)) for name, confidence in given["ranking"]),
            spans=tuple(span_of(each) for each in given.get("spans") or ()),
            emotion=_emotion(given),
            complaint=_truth(given, "complaint"),
            model=clean(str(given.get("model") or "")),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise BadInput("suggestion 的格式不正确。") from error


def _share(given: Any) -> float:
    share = float(given)
    if not math.isfinite(share):
        raise ValueError(given)
    return min(1.0, max(0.0, share))
