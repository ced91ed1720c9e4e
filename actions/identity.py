"""Which order is meant, and whether the contact may hear about it: the part every task with an order shares."""

from dataclasses import dataclass, field, replace
from typing import Any

from actions import wiring
from actions.empathy import soothe
from actions.further import offer_held
from actions.line import Line, button
from actions.other_orders import points_elsewhere, the_ones_meant
from actions.phrases import asks_where_number_is, means_other_order, refuses
from actions.sdk import REQUESTED_SLOT, Event, Speech, set_slot
from actions.tasks.task import Case
from actions.turn import Turn, is_verified
from shop.masking import named_by_title
from shop.verification import IdentityClaim, VerificationResult

LOCKED, LEFT = "locked", "left"
IDENTITY_SLOTS = ("order_number", "phone_tail")


@dataclass
class Progress:
    """What one message changes in the form; an untouched form is left to other answers."""

    turn: Turn
    slots: dict[str, Any] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    is_touched: bool = False
    outcome: str | None = None
    # A question of its own has taken the place of the plain one for the order number.
    has_asked: bool = False

    @property
    def values(self) -> dict[str, Any]:
        return {**self.turn.slots, **self.slots}

    def value(self, name: str) -> str | None:
        value = self.slots.get(name, self.turn.slots.get(name))
        return None if value is None else str(value)

    def set(self, name: str, value: Any) -> None:
        self.slots[name] = value
        self.is_touched = True

    def say(self, response: str, **facts: Any) -> None:
        self.add(Line(response, {name: str(value) for name, value in facts.items()}))

    def add(self, line: Line) -> None:
        self.lines.append(line)
        self.is_touched = True

    def end(self, outcome: str) -> None:
        self.outcome = outcome
        self.is_touched = True

    @property
    def is_verified(self) -> bool:
        return is_verified(self.value("order_number"), self.values)

    def events(self, speech: Speech, requested: str | None) -> list[Event]:
        """The events that end the form, let it wait for an answer, or leave the message to another rule."""
        if not self.is_touched:
            # Nothing but the unchanged request: Rasa takes this as “not for the form”.
            return [set_slot(REQUESTED_SLOT, requested)]
        if self.outcome == LEFT:
            offer_held(self)
        soothe(self.turn, speech)
        for line in self.lines:
            speech.tell(line)
        changed = [set_slot(name, value) for name, value in self.slots.items()]
        # At least one slot besides the request must be set, or Rasa would count the form as declined.
        return [*changed, set_slot("form_outcome", self.outcome), set_slot(REQUESTED_SLOT, requested)]


def case_of(turn: Turn, values: dict[str, object], *, asked: str | None = None) -> Case:
    """The case as the slots stand; the order is loaded only once its identity check is passed."""
    progress = Progress(replace(turn, slots=values))
    number = progress.value("order_number")
    order = wiring.shop().order(number) if number and progress.is_verified else None
    return Case(turn, values, order, wiring.shop(), wiring.policy(), wiring.now(), asked)


def identify(progress: Progress, *, is_start: bool) -> None:
    """Take the order number and the digits from the message, compare them, and say what that came to."""
    turn = progress.turn
    named = turn.entity("order_number")
    if not is_start and turn.slot(REQUESTED_SLOT) in IDENTITY_SLOTS and _gives_up(turn, named):
        _leave(progress)
        return
    if named:
        progress.set("order_number", named)
    elif means_other_order(turn.text) or points_elsewhere(turn.text):
        _turn_to_other(progress)
    elif turn.slot(REQUESTED_SLOT) == "order_number" and asks_where_number_is(turn.text):
        progress.say("utter_order_number_help")
    if turn.entity("phone_tail") and not progress.is_verified:
        progress.is_touched = True
    _verify(progress, is_start=is_start)


def _turn_to_other(progress: Progress) -> None:
    """The other order whose check was passed in this talk; asked for where there is none, or more than one."""
    passed = [one for one in (progress.value("verified_orders") or "").split("+") if one]
    others = [one for one in passed if one != progress.value("verified_order")]
    meant = the_ones_meant(progress.turn, [wiring.shop().order(number) for number in others], wiring.now())
    progress.set("phone_tail", None)
    progress.set("order_number", meant[0] if len(meant) == 1 else None)
    if len(meant) > 1:
        progress.add(Line("utter_ask_which_order", buttons=[button(number) for number in meant]))
        progress.has_asked = True
    else:
        progress.say("utter_other_order")


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


def _verify(progress: Progress, *, is_start: bool) -> None:
    turn, shop, at = progress.turn, wiring.shop(), wiring.now()
    number, tail = progress.value("order_number"), progress.value("phone_tail")
    if number is None:
        if is_start and shop.is_locked(None, turn.contact_id, at):
            progress.end(LOCKED)
        return
    if progress.is_verified:
        progress.slots["phone_tail"] = None
        if progress.value("verified_order") != number:
            # An order verified earlier in this talk is taken up again without asking twice.
            open_order(progress, number)
        return
    if tail is None:
        if shop.is_locked(number, turn.contact_id, at):
            progress.end(LOCKED)
        return
    progress.set("phone_tail", None)
    checked = shop.verify(IdentityClaim(number, tail, turn.contact_id, turn.message_id), at)
    match checked.result:
        case VerificationResult.VERIFIED:
            open_order(progress, number)
        case VerificationResult.MISMATCH:
            progress.say("utter_mismatch", tries_left=checked.tries_left)
        case VerificationResult.LOCKED:
            progress.end(LOCKED)


def open_order(progress: Progress, number: str) -> None:
    """Everything that a verified order tells about the contact."""
    known = [one for one in (progress.value("verified_orders") or "").split("+") if one and one != number]
    progress.set("verified_order", number)
    progress.set("verified_orders", "+".join([*known, number]))
    order = wiring.shop().order(number)
    progress.set("order_product", "、".join(line.product_name for line in order.lines))
    if order.address.title:
        # From here on the contact can be called by title (R01); the service keeps it for the desk too.
        progress.set("contact_title", named_by_title(order.address.recipient, order.address.title))
    if wiring.shop().account(order.account_id).is_vip:
        progress.set("contact_vip", True)
