"""What a turn answered, rebuilt from the events that Rasa stored: the same just now or after a crash."""

from collections.abc import Mapping, Sequence
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.parsed import parse_as_json
from bot.together import together

# The parse is kept whole inside the event; what the dialogue was told may differ (see `bot.turn`).
PARSE_KEY = "heyan_parse"

_KIND_OF_RESPONSE = (
    ("utter_ask_", "ask"),
    ("utter_fallback", "fallback"),
    ("utter_restate", "restate"),
    ("utter_soothe", "soothe"),
    ("utter_closing", "closing"),
    ("utter_in_chinese", "notice"),
)
# Between a message's id and the number of a further request in it.
_PART = "#"
# Answers of the knowledge, and only these, stand in an entry.
_FROM_KNOWLEDGE = "utter_product_answer"
_INTERNAL_SLOTS = {"requested_slot", "session_started_metadata"}


def part_id(message_id: str, number: int) -> str:
    """The id of a message's first, second … request; the first has the message's own."""
    return message_id if number == 1 else f"{message_id}{_PART}{number}"


def turn_of(events: Sequence[Event], message_id: str) -> tuple[int, int] | None:
    """Where the turn of this message starts (its UserUttered) and ends (exclusive); None when it never ran."""
    starts = _starts(events, message_id)
    if not starts:
        return None
    later = (place for place, event in enumerate(events) if place > starts[-1] and isinstance(event, UserUttered))
    return starts[0], next(later, len(events))


def parts_of(events: Sequence[Event], message_id: str) -> int:
    """How many requests of this message have run."""
    return len(_starts(events, message_id))


def _starts(events: Sequence[Event], message_id: str) -> list[int]:
    return [
        place
        for place, event in enumerate(events)
        if isinstance(event, UserUttered) and _message_of(str(getattr(event, "message_id", ""))) == message_id
    ]


def _message_of(part: str) -> str:
    message_id, mark, number = part.rpartition(_PART)
    return message_id if mark and number.isdecimal() else part


def answer_of(sender_id: str, events: Sequence[Event], message_id: str, domain: Domain) -> dict[str, Any]:
    """The answer to this message, with the slots as they stood after its turn.

    Raises LookupError when the message never ran.
    """
    place = turn_of(events, message_id)
    if place is None:
        raise LookupError(message_id)
    start, end = place
    said = [event for event in events[start:end] if isinstance(event, BotUttered)]
    custom = [_custom(event) for event in said]
    directive = _directive(custom)
    slots = DialogueStateTracker.from_events(sender_id, list(events[:end]), slots=domain.slots).current_slot_values()
    return {
        "message_id": message_id,
        "replies": together(_by_part(events[start:end], _offered_before(events[:start])), ends=directive is not None),
        "parse": _parse(events[start]),
        "slots": {name: value for name, value in slots.items() if value is not None and name not in _INTERNAL_SLOTS},
        "requested_slot": slots.get("requested_slot"),
        "directive": directive,
        "tickets": [one["ticket"] for one in custom if "ticket" in one],
    }


def kind_of(response: str | None) -> str:
    """The kind of a line by the name of the response it came from."""
    name = response or ""
    return next((kind for prefix, kind in _KIND_OF_RESPONSE if name.startswith(prefix)), "answer")


def _by_part(events: Sequence[Event], offered: dict[str, str] | None) -> list[list[dict[str, Any]]]:
    """The replies to each request of the message. `offered`: the entry that a yes takes up."""
    parts: list[list[dict[str, Any]]] = []
    # The reply that what is said about the knowledge next is about.
    told: dict[str, Any] = {}
    for event in events:
        if isinstance(event, UserUttered):
            parts.append([])
        elif isinstance(event, BotUttered) and event.text:
            parts[-1].append(_reply(event))
            if event.metadata.get("utter_action") == _FROM_KNOWLEDGE:
                told = parts[-1][-1]
                told["source"] = offered
        elif isinstance(event, BotUttered) and told and (entry := _entry(event, "entry")):
            told["source"] = entry
    return parts


def _reply(event: BotUttered) -> dict[str, Any]:
    return {
        "text": event.text,
        "kind": kind_of(event.metadata.get("utter_action")),
        "buttons": [_button(button) for button in event.data.get("buttons") or []],
        "card": _custom(event).get("card"),
        "source": None,
    }


def _offered_before(events: Sequence[Event]) -> dict[str, str] | None:
    """The entry that the turn before restated and asked about, if any."""
    for event in reversed(events):
        if isinstance(event, UserUttered):
            return None
        if isinstance(event, BotUttered) and (entry := _entry(event, "offered")):
            return entry
    return None


def _entry(event: BotUttered, said: str) -> dict[str, str] | None:
    """The knowledge entry that an action names as told (`entry`) or as restated (`offered`)."""
    named = _custom(event).get("knowledge")
    if not isinstance(named, dict) or said not in named:
        return None
    return {"id": str(named[said]), "title": str(named.get("title", ""))}


def _custom(event: BotUttered) -> dict[str, Any]:
    """What an action says to the service beside its words."""
    custom = event.data.get("custom")
    return custom if isinstance(custom, dict) else {}


def _button(button: Mapping[str, Any]) -> dict[str, str]:
    title = str(button.get("title", ""))
    payload = str(button.get("payload") or title)
    # A button types for the customer: Rasa's “/intent” payloads are no text a person would send.
    return {"title": title, "text": title if payload.startswith("/") else payload}


def _directive(custom: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    directives = [one for one in custom if "handoff" in one or "close" in one]
    # A wish for a person outweighs a close said in the same turn.
    return next((one for one in directives if "handoff" in one), directives[-1] if directives else None)


def _parse(event: Event) -> dict[str, Any]:
    stored = getattr(event, "parse_data", {})[PARSE_KEY]
    parse = parse_as_json(stored["text"], stored, stored["entities"])
    return {**parse, "requests": stored["requests"]} if "requests" in stored else parse
