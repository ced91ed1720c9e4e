"""The one shape in which a parsed line leaves the bot: the channel and the command line give the same keys."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.understanding import Reading

_ENTITY_KEYS = ("entity", "value", "start", "end")


def reading_as_json(reading: Reading) -> dict[str, Any]:
    """Everything of a reading but text and entities."""
    return {
        "intent": {"name": reading.intent, "confidence": _rounded(reading.confidence)},
        "fallback": reading.fallback,
        "intent_ranking": [{"name": name, "confidence": _rounded(share)} for name, share in reading.ranking],
        "emotion": {"label": reading.emotion, "score": _rounded(reading.emotion_score)},
        "complaint": reading.complaint,
        "signals": None if reading.signals is None else {name: _rounded(one) for name, one in reading.signals},
        "degraded": reading.degraded,
    }


def parse_as_json(text: str, reading: Mapping[str, Any], entities: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The full parse; offsets are code points in `text`, end exclusive."""
    return {
        "text": text,
        "intent": {"name": reading["intent"]["name"], "confidence": reading["intent"]["confidence"]},
        "fallback": reading["fallback"],
        "intent_ranking": list(reading["intent_ranking"]),
        "entities": [{key: entity[key] for key in _ENTITY_KEYS} for entity in entities],
        "emotion": dict(reading["emotion"]),
        "complaint": reading["complaint"],
        # Rasa leaves out what is None.
        "signals": reading.get("signals"),
        "degraded": reading["degraded"],
    }


def _rounded(share: float) -> float:
    return round(float(share), 4)
