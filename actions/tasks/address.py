"""Where a parcel goes: address, recipient and phone, each only as far as the contact wants it changed."""

from dataclasses import replace
from typing import Any

from actions.address_text import read_address
from actions.details.choices import YES_OR_NO, free_text
from actions.details.contact_data import mobile
from actions.line import Line
from actions.order_facts import address_facts
from actions.phrases import parts_to_change
from actions.tasks.task import Case, Detail, Result, Task
from shop.models import Address

_SLOT_OF_PART = {"address": "new_address", "recipient": "new_recipient", "phone": "new_phone"}
_TITLES = ("先生", "女士")


def _wants(part: str) -> Any:
    return lambda case: part in (case.value("address_parts") or "address").split("+")


def _address_in(case: Case) -> str | None:
    typed = free_text(case, "new_address")
    is_answer = typed is not None and len(typed) >= 6 and case.turn.mobile is None
    return case.turn.entity("address") or (typed if is_answer else None)


def _recipient_in(case: Case) -> str | None:
    typed = free_text(case, "new_recipient")
    return case.turn.entity("person") or (typed if typed and len(typed) <= 6 else None)


def _incomplete(case: Case, typed: str) -> Line | None:
    if case.order is None or read_address(typed, case.order.address) is not None:
        return None
    return Line("utter_address_incomplete")


class ChangeAddress(Task):
    name = "order_change_address"
    details = (
        Detail(
            "new_address",
            lambda case: Line("utter_ask_for_new_address", case.facts),
            _address_in,
            _wants("address"),
            _incomplete,
        ),
        Detail("new_recipient", lambda _case: Line("utter_ask_for_new_recipient"), _recipient_in, _wants("recipient")),
        mobile("new_phone", "utter_ask_for_new_phone", needed=_wants("phone")),
    )

    def take(self, case: Case) -> dict[str, Any]:
        """The parts given, and which parts the line speaks of changing: those come to be asked for."""
        found = super().take(case)
        parts = {part for part, slot in _SLOT_OF_PART.items() if slot in found}
        if case.asked is None or case.turn.intent == self.name:
            parts |= parts_to_change(case.turn.text)
        before = set((case.value("address_parts") or "").split("+")) - {""}
        if parts - before:
            found["address_parts"] = "+".join(sorted(before | parts))
        return found

    def restated(self, case: Case) -> Line | None:
        wanted = _wanted(case)
        if wanted == case.placed.address:
            return None
        # Masked, and before anything is changed (R11, R15).
        return Line("utter_restate_address", address_facts(case.placed.number, wanted), buttons=YES_OR_NO)

    def perform(self, case: Case) -> Result:
        wanted, number = _wanted(case), case.placed.number
        if not case.value("confirmed"):
            # Nothing differed, so nothing was restated.
            return Result([Line("utter_address_same", address_facts(number, wanted))])
        changed = case.shop.change_address(number, wanted, case.key(self.name), case.now)
        return Result([Line("utter_address_changed", address_facts(number, changed.address))])


def _wanted(case: Case) -> Address:
    """The present address with whatever is to change put in."""
    present = case.placed.address
    typed, person, phone = (case.value(slot) for slot in ("new_address", "new_recipient", "new_phone"))
    address = (read_address(typed, present) if typed else None) or present
    recipient, title = _split_title(person) if person else (address.recipient, address.title)
    return replace(address, recipient=recipient, title=title, phone=phone or address.phone)


def _split_title(person: str) -> tuple[str, str]:
    for title in _TITLES:
        if person.endswith(title) and len(person) > len(title):
            return person.removesuffix(title), title
    return person, ""
