"""Directives for the handoff service: data about why a person is needed, never the wording of a reply."""

from typing import Any, Literal

from actions.titles import TITLES
from actions.turn import Turn

Reason = Literal["asked", "complaint", "threat", "fault", "out_of_authority", "not_understood"]

CLOSE: dict[str, Any] = {"close": True}


def handoff(turn: Turn, reason: Reason, tried: tuple[str, ...] = (), demand: str | None = None) -> dict[str, Any]:
    """Only what is known is filled in; the service offers or queues.

    `demand` where the matter's title says too little.
    """
    known: dict[str, Any] = {
        "reason": reason,
        "demand": demand or turn.demand or None,
        "category": _category(turn, reason),
        "order_number": turn.order_number,
        "product": turn.entity("product"),
        "tried": list(tried) or None,
        "identity_verified": turn.is_verified,
    }
    return {"handoff": {key: value for key, value in known.items() if value is not None}}


def _category(turn: Turn, reason: Reason) -> str:
    if reason in {"complaint", "threat"}:
        return "投诉"
    said = (turn.intent, turn.slot("task"), turn.slot("last_topic"))
    titles = [TITLES[topic] for topic in said if topic is not None and topic in TITLES and topic != "human_request"]
    return titles[0].category if titles else "其他"
