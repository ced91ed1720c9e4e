"""Images in a turn, as the dialogue meets them: entities, and an intent of their own where they come without words."""

from collections.abc import Mapping, Sequence
from typing import Any

# What stands for the images where only words can.
IN_WORDS = "[图片]"
ENTITY = "photo"


def photos_of(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of the images of this turn, in the order sent; raises ValueError when they are not as agreed."""
    given = metadata.get("attachments") or []
    if not isinstance(given, list) or not all(
        isinstance(one, dict) and isinstance(one.get("id"), str) for one in given
    ):
        raise ValueError("“attachments” must be a list of objects with an id.")
    return tuple(one["id"] for one in given)


def entities_of(photos: Sequence[str]) -> list[dict[str, Any]]:
    """They stand nowhere in the text, so they begin and end at its start."""
    return [{"entity": ENTITY, "value": photo, "start": 0, "end": 0} for photo in photos]


def parse_without_words(photos: Sequence[str]) -> dict[str, Any]:
    """Nothing to understand: the customer hands something in, and says nothing of how they feel."""
    return {
        "text": IN_WORDS,
        "intent": {"name": "inform", "confidence": 1.0},
        "fallback": False,
        "intent_ranking": [{"name": "inform", "confidence": 1.0}],
        "entities": entities_of(photos),
        "emotion": {"label": "calm", "score": 0.0},
        "complaint": False,
        "signals": {},
        "degraded": False,
    }
