"""The part both order forms share: which order is meant, and whether the contact may hear about it."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from actions import wiring
from actions.empathy import soothe
from actions.phrases import asks_where_number_is, means_other_order, refuses
from actions.sdk import REQUESTED_SLOT, Event, Speech, set_slot
from actions.turn import Turn
from shop.masking import named_by_title
from shop.verification import IdentityClaim, VerificationResult

VERIFIED, LOCKED, LEFT = "verified", "locked", "left"
_ASKED_FOR_IDENTITY = {"order_number", "phone_tail"}


@dataclass
class Progress:
    """What one message changes in a form; an untouched form is left to other answers."""

    turn: Turn
    slots: dict[str, str | bool | None] = field(default_factory=dict)
    lines: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    is_touched: bool = False
    outcome: str | None = None

    def value(self, name: str) -> str | None:
        value = self.slots.get(name, self.turn.slots.get(name))
        return None if value is None else str(value)

    def set(self, name: str, value: str | bool | None) -> None:
        self.slots[name] = value
        self.is_touched = True

    def say(self, response: str, **facts: Any) -> None:
        self.lines.append((response, {name: str(value) for name, value in facts.items()}))
        self.is_touched = True

    def end(self, outcome: str) -> None:
        self.outcome = outcome
        self.is_touched = True

    @property
    def is_verified(self) -> bool:
        number = self.value("order_number")
        return number is not None and number == self.value("verified_order")

    def events(self, speech: Speech, next_slot: str | None) -> list[Event]:
        """The events that tell Rasa to ask for `next_slot`, to end the form, or to let another rule answer."""
        if not self.is_touched:
            # Nothing but the unchanged request: Rasa takes this as “not for the form”.
            return [set_slot(REQUESTED_SLOT, next_slot)]
        soothe(self.turn, speech)
        for response, facts in self.lines:
            speech.say(response, facts)
        changed = [set_slot(name, value) for name, value in self.slots.items()]
        # At least one slot besides the request must be set, or Rasa would count the form as declined.
        return [*changed, set_slot("form_outcome", self.outcome), set_slot(REQUESTED_SLOT, next_slot)]


async def identify(progress: Progress, form: str) -> None:
    """Take the order number and the digits from the message, compare them, and say what that came to."""
    turn = progress.turn
    named = turn.entity("order_number")
    if turn.starts(form):
        progress.is_touched = True
    elif turn.slot(REQUESTED_SLOT) in _ASKED_FOR_IDENTITY and _gives_up(turn, named):
        _leave(progress)
        return
    if named:
        progress.set("order_number", named)
    elif means_other_order(turn.text):
        progress.set("order_number", None)
        progress.set("phone_tail", None)
        progress.say("utter_other_order")
    elif turn.slot(REQUESTED_SLOT) == "order_number" and asks_where_number_is(turn.text):
        progress.say("utter_order_number_help")
    if turn.entity("phone_tail"):
        progress.is_touched = True
    await _verify(progress, is_start=turn.starts(form))


def _gives_up(turn: Turn, named: str | None) -> bool:
    if named or turn.entity("phone_tail") or means_other_order(turn.text) or asks_where_number_is(turn.text):
        return False
    return turn.intent == "deny" or refuses(turn.text)


def _leave(progress: Progress) -> None:
    progress.say("utter_form_left_query")
    progress.set("phone_tail", None)
    # Back to the order that was open before, so that the next question is not about one nobody could name.
    progress.set("order_number", progress.value("verified_order"))
    progress.end(LEFT)


async def _verify(progress: Progress, *, is_start: bool) -> None:
    turn, shop, at = progress.turn, wiring.shop(), wiring.now()
    number, tail = progress.value("order_number"), progress.value("phone_tail")
    if number is None:
        if is_start and await asyncio.to_thread(shop.is_locked, None, turn.contact_id, at):
            progress.end(LOCKED)
        return
    if progress.is_verified:
        progress.slots["phone_tail"] = None
        return
    if tail is None:
        if await asyncio.to_thread(shop.is_locked, number, turn.contact_id, at):
            progress.end(LOCKED)
        return
    progress.set("phone_tail", None)
    claim = IdentityClaim(number, tail, turn.contact_id, turn.message_id)
    checked = await asyncio.to_thread(shop.verify, claim, at)
    match checked.result:
        case VerificationResult.VERIFIED:
            progress.set("verified_order", number)
            order = await asyncio.to_thread(shop.order, number)
            progress.set("order_product", "、".join(line.product_name for line in order.lines))
            if order.address.title:
                # From here on the contact can be called by title (R01); the service keeps it for the desk too.
                progress.set("contact_title", named_by_title(order.address.recipient, order.address.title))
        case VerificationResult.MISMATCH:
            progress.say("utter_mismatch", tries_left=checked.tries_left)
        case VerificationResult.LOCKED:
            progress.end(LOCKED)
