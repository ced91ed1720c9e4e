"""Requests that came in one message with another: kept while a form waits for its answers, offered when it is left.

The slot holds `[{"intent": …, "text": …}]`; `bot/turn.py` takes them up once the form has ended.
"""

from typing import Any, Protocol

from actions.line import Line, button
from actions.sdk import Event, Speech, set_slot
from actions.titles import TITLES
from actions.turn import Turn

HELD = "held_requests"
# What comes of these: asked in the same breath, it is asked about what is still to be done.
_TAKES_BACK = frozenset({"order_cancel", "refuse_delivery", "return_request", "exchange_request", "refund_request"})
_COMES_OF_IT = frozenset({"refund_status", "after_sales_status", "after_sales_shipping"})


class Holding(Protocol):
    """The part of the form's progress that this needs."""

    turn: Turn

    @property
    def values(self) -> dict[str, Any]: ...
    def set(self, name: str, value: Any) -> None: ...
    def add(self, line: Line) -> None: ...


def waits_for(wish: str, task: str) -> bool:
    """Whether the answer depends on the task at hand: when the money comes, of an order yet to be cancelled."""
    return wish in _COMES_OF_IT and task in _TAKES_BACK


def hold(progress: Holding, intent: str) -> None:
    """Keep the request of this line for after the form, and say so."""
    held = [*_held(progress), {"intent": intent, "text": progress.turn.text}]
    progress.set(HELD, held)
    progress.add(Line("utter_request_held", {"title": TITLES[intent].reading}))


def hold_later(turn: Turn, speech: Speech) -> list[Event]:
    """A question of ours ends this request: what the message asks besides waits for the answer."""
    later = list(turn.note("later") or [])
    for one in later:
        speech.say("utter_request_held", title=TITLES[one["intent"]].reading)
    return [set_slot(HELD, later)] if later else []


def forget_held(progress: Holding, task: str) -> None:
    """Taken up by now: the contact has come back to it without waiting."""
    held = _held(progress)
    left = [one for one in held if one["intent"] != task]
    if left != held:
        progress.set(HELD, left or None)


def offer_held(progress: Holding) -> None:
    """Who leaves a form is asked whether the other request still stands."""
    held = _held(progress)
    if held:
        reading = TITLES[held[0]["intent"]].reading
        progress.add(Line("utter_restate_held", {"reading": reading}, buttons=[button("是的"), button("不用了")]))
        progress.set("offered_intent", held[0]["intent"])
        progress.set("offered_answer", None)
        progress.set(HELD, None)


def _held(progress: Holding) -> list[dict[str, str]]:
    return list(progress.values.get(HELD) or [])
