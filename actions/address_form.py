"""The form that changes where a parcel goes: identity, then only what the contact wants changed, then a yes."""

import asyncio

from actions import wiring
from actions.address_text import read_address
from actions.identity import LEFT, Progress, identify
from actions.order_facts import LINES, address_facts
from actions.phrases import parts_to_change, refuses, says_no, says_yes
from actions.sdk import REQUESTED_SLOT, BotAction, Event, Speech, set_slot
from actions.turn import Turn
from shop.models import Address, Order

FORM = "address_form"
CONFIRMED, NOT_CHANGEABLE, UNCHANGED = "confirmed", "not_changeable", "unchanged"
DETAIL_SLOTS = ("new_address", "new_recipient", "new_phone", "address_parts", "address_confirmed")
_SLOT_OF_PART = {"address": "new_address", "recipient": "new_recipient", "phone": "new_phone"}
_TITLES = ("先生", "女士")


class ValidateAddressForm(BotAction):
    def name(self) -> str:
        return "validate_address_form"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        progress = Progress(turn)
        if turn.resumes(FORM):
            return [set_slot(REQUESTED_SLOT, missing(progress))]
        if turn.starts(FORM):
            # Parts of an earlier, abandoned change must not slip into this one.
            for name in DETAIL_SLOTS:
                progress.set(name, None)
        await identify(progress, FORM)
        if progress.outcome is None:
            _take_details(progress)
        next_slot = None if progress.outcome else missing(progress)
        if progress.outcome is None and progress.is_verified:
            next_slot = await _after_identity(progress)
        return progress.events(speech, None if progress.outcome else next_slot)


class AskForConfirmation(BotAction):
    """Restates the change, masked, before anything is changed (R11, R15)."""

    def name(self) -> str:
        return "action_ask_address_form_address_confirmed"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        number = turn.order_number or ""
        order = await asyncio.to_thread(wiring.shop().order, number)
        speech.say("utter_restate_address", address_facts(number, wanted_address(Progress(turn), order)))
        return []


def missing(progress: Progress) -> str | None:
    """The next slot to ask for; the parts to change come first to last, the yes at the end."""
    if progress.value("order_number") is None:
        return "order_number"
    if not progress.is_verified:
        return "phone_tail"
    parts = (progress.value("address_parts") or "address").split("+")
    needed = [_SLOT_OF_PART[part] for part in ("address", "recipient", "phone") if part in parts]
    return next((name for name in needed if progress.value(name) is None), "address_confirmed")


def wanted_address(progress: Progress, order: Order) -> Address:
    """The present address with whatever is to change put in."""
    typed, person, phone = (progress.value(name) for name in ("new_address", "new_recipient", "new_phone"))
    address = (read_address(typed, order.address) if typed else None) or order.address
    recipient, title = (_split_title(person)) if person else (address.recipient, address.title)
    return Address(
        province=address.province,
        city=address.city,
        district=address.district,
        detail=address.detail,
        recipient=recipient,
        title=title,
        phone=phone or address.phone,
    )


def _take_details(progress: Progress) -> None:
    """Put new address, recipient and phone of the message into slots; asked for or not."""
    turn = progress.turn
    given = {
        "address": _address_in(turn) or _answer_to(turn, "new_address"),
        "recipient": turn.entity("person") or _answer_to(turn, "new_recipient"),
        "phone": turn.mobile,
    }
    found = {part: value for part, value in given.items() if value}
    for part, value in found.items():
        progress.set(_SLOT_OF_PART[part], value)
        progress.set("address_confirmed", None)
    parts = set((progress.value("address_parts") or "").split("+")) - {""} | set(found)
    if turn.starts(FORM) or turn.intent == "order_change_address":
        parts |= parts_to_change(turn.text)
        progress.is_touched = True
    if parts:
        progress.slots["address_parts"] = "+".join(sorted(parts))


def _address_in(turn: Turn) -> str | None:
    return turn.entity("address")


def _answer_to(turn: Turn, slot: str) -> str | None:
    """The whole line, where it can only be the answer to what was asked."""
    if turn.slot(REQUESTED_SLOT) != slot or refuses(turn.text) or turn.intent in {"affirm", "deny", "thanks"}:
        return None
    is_answer = turn.intent == "inform" or turn.is_unsure
    if slot == "new_recipient":
        return turn.text if is_answer and 2 <= len(turn.text) <= 6 else None
    return turn.text if is_answer and len(turn.text) >= 6 and turn.mobile is None else None


async def _after_identity(progress: Progress) -> str | None:
    """Whether the order is still open for it, whether the details are good, and what the contact says to them."""
    order = await asyncio.to_thread(wiring.shop().order, progress.value("order_number") or "")
    if not order.is_address_open:
        progress.end(NOT_CHANGEABLE)
        return None
    typed = progress.value("new_address")
    if typed and read_address(typed, order.address) is None:
        progress.set("new_address", None)
        progress.say("utter_address_incomplete")
    next_slot = missing(progress)
    asked = progress.turn.slot(REQUESTED_SLOT)
    has_details = any(progress.slots.get(name) for name in ("new_address", "new_recipient", "new_phone"))
    if not has_details and asked not in {None, "order_number", "phone_tail"}:
        if progress.turn.intent in LINES:
            # A question about this very order in between is answered on the spot; then the form goes on.
            line = LINES[progress.turn.intent](order, wiring.now())
            progress.say(line.response, **line.facts)
            return next_slot
        return _decide(progress, asked or "", next_slot)
    if next_slot == "address_confirmed" and wanted_address(progress, order) == order.address:
        progress.end(UNCHANGED)
    return next_slot


def _decide(progress: Progress, asked: str, next_slot: str | None) -> str | None:
    turn = progress.turn
    if refuses(turn.text) and not turn.entity("order_number"):
        progress.say("utter_form_left")
        progress.end(LEFT)
    elif asked != "address_confirmed":
        if turn.intent == "deny":
            progress.say("utter_form_left")
            progress.end(LEFT)
        elif (turn.intent == "inform" or turn.is_unsure) and not progress.lines:
            progress.say("utter_fallback_form")
    elif turn.intent == "deny" or says_no(turn.text):
        progress.say("utter_address_kept")
        progress.set("address_confirmed", None)
        # Asked again although it is filled: a part that is not corrected stays as it was restated.
        return "new_address"
    elif turn.intent == "affirm" or says_yes(turn.text):
        progress.set("address_confirmed", True)
        progress.end(CONFIRMED)
    elif turn.is_unsure:
        progress.say("utter_fallback_form")
    return next_slot


def _split_title(person: str) -> tuple[str, str]:
    for title in _TITLES:
        if person.endswith(title) and len(person) > len(title):
            return person.removesuffix(title), title
    return person, ""
