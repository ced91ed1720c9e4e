"""What the dialogue is told a line is: as read, an answer to what was asked, or not understood."""

from collections.abc import Mapping
from typing import Any

from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.answers import leaves, yes_or_no
from bot.asked import Asked

_INFORM, _DENY = "inform", "deny"


def intent_for_dialogue(
    parse: Mapping[str, Any], tracker: DialogueStateTracker, domain: Domain, asked: Asked | None = None
) -> dict[str, Any]:
    """The named intent when it is trusted; else `inform` if a form waits for this line, else `nlu_fallback`.

    A short yes or no to a question of ours is one, whatever it reads like alone.
    """
    intent = dict(parse["intent"])
    if asked is not None and asked.yes_or_no and (answer := yes_or_no(str(parse["text"]).strip())):
        return {**intent, "name": answer if answer in domain.intents else intent["name"]}
    if not parse["fallback"]:
        return intent
    if tracker.active_loop_name and leaves(str(parse["text"])) and _DENY in domain.intents:
        # No answer to any question of ours, and never a reason to be noted down.
        return {**intent, "name": _DENY}
    if str(parse["text"]).strip() and form_expects(parse, tracker, domain):
        # An address or a name is no intent, so the classifier is rightly unsure; the form knows what it asked for.
        return {**intent, "name": _INFORM if _INFORM in domain.intents else intent["name"]}
    return {**intent, "name": DEFAULT_NLU_FALLBACK_INTENT_NAME}


def form_expects(parse: Mapping[str, Any], tracker: DialogueStateTracker, domain: Domain) -> bool:
    """Whether the slot a form has just asked for can be filled from this line."""
    requested = tracker.get_slot("requested_slot")
    if not tracker.active_loop_name or not requested:
        return False
    slot = next((one for one in domain.slots if one.name == requested), None)
    found = {entity["entity"] for entity in parse["entities"]}
    return slot is not None and any(_fills(mapping, found) for mapping in slot.mappings)


def _fills(mapping: Mapping[str, Any], found: set[str]) -> bool:
    kind = str(mapping.get("type"))
    if kind in {"from_text", "custom"}:
        return True
    return kind == "from_entity" and mapping.get("entity") in found
