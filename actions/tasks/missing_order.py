"""An order the customer cannot find: told where it is, taken out of the recycle bin, or found by name and phone."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from actions.cards import order_card
from actions.details.choices import YES_OR_NO, free_text
from actions.details.contact_data import mobile
from actions.line import Button, Line, button
from actions.order_facts import goods
from actions.tasks.task import Case, Detail, Result, Task
from shop.verification import PersonClaim, VerificationResult

_TITLE = re.compile(r"(?:先生|女士|小姐|太太)$")
_LEAD = re.compile(
    r"^(?:收[货件]人|姓名|名字|我?叫|我是|是|不对|不是|应该|[写打输填记说弄搞]?错了?|抱歉|对不起|[:：，,。\s])+"
)
_NAME = re.compile(r"[一-龥·]{2,6}")
_ORDINAL = re.compile(r"第([一二三四五1-5])[个单笔]")


def _name_in(case: Case) -> str | None:
    named = case.turn.entity("person")
    if named is None:
        typed = free_text(case, "recipient") or (free_text(case, "contact_phone") or "")
        first = re.split(r"[\s，,、;；]", _LEAD.sub("", re.sub(r"\d+", "", typed)), maxsplit=1)[0]
        named = first if _NAME.fullmatch(first) else None
    full = _TITLE.sub("", named) if named else ""
    return full if len(full) >= 2 else None


def _chosen_in(case: Case) -> str | None:
    """The order meant: by its place in the list, or by the last digits of its number."""
    found = _found(case)
    place = _ORDINAL.search(case.turn.text)
    if place:
        index = "一二三四五".find(place.group(1)) if place.group(1) in "一二三四五" else int(place.group(1)) - 1
        return found[index] if index < len(found) else None
    digits = re.findall(r"\d{4,12}", case.turn.text) if case.asked == "chosen_order" else []
    fitting = [number for number in found if digits and number.endswith(digits[-1])]
    return fitting[0] if len(fitting) == 1 else None


def _found(case: Case) -> list[str]:
    return [number for number in (case.value("found_orders") or "").split("+") if number]


def masked_number(number: str) -> str:
    """2611****3456: enough to know one's own order by."""
    return f"{number[:4]}****{number[-4:]}"


def _ask_person(case: Case) -> Line:
    tries_left = (case.value("facet") or "").partition(":")[2]
    if tries_left:
        return Line("utter_ask_for_person_again", {"tries_left": tries_left})
    return Line("utter_ask_for_person")


def _ask_which(case: Case) -> Line:
    return Line("utter_ask_for_found_order", {"count": str(len(_found(case)))}, buttons=_orders_to_choose(case))


def _orders_to_choose(case: Case) -> Sequence[Button]:
    orders = [case.shop.order(number) for number in _found(case)]
    return [
        button(f"{masked_number(order.number)} {goods(order)}", f"第{place}个订单")
        for place, order in enumerate(orders, start=1)
    ]


def _by_person(case: Case) -> bool:
    return (case.value("facet") or "").partition(":")[0] == "person" and case.value("found_orders") is None


class FindOrder(Task):
    """`facet` is how it is looked for: `number`, `person` (with the tries left after a wrong pair), or `locked`."""

    name = "order_missing"
    details = (
        replace(mobile("contact_phone", "utter_ask_for_person", needed=_by_person), ask=_ask_person),
        Detail("recipient", lambda _case: Line("utter_ask_for_full_name"), _name_in, _by_person),
        Detail("chosen_order", _ask_which, _chosen_in, lambda case: len(_found(case)) > 1),
        Detail("found_orders", _ask_which, lambda _case: None, lambda _case: False),
        Detail("facet", _ask_person, lambda _case: None, lambda _case: False),
    )

    def needs_order(self, case: Case) -> bool:
        return _way(case) == "number"

    def take(self, case: Case) -> dict[str, Any]:
        """The details; once name and phone are there they are compared, which the shop counts as a try."""
        found = super().take(case)
        if (way := _way(case)) != case.value("facet"):
            found["facet"] = way
        if way == "number":
            return {"facet": way} if "facet" in found else {}
        name, phone = (found.get(slot) or case.value(slot) for slot in ("recipient", "contact_phone"))
        if name and phone and case.value("found_orders") is None:
            return {**found, **_compared(case, str(name), str(phone))}
        if "chosen_order" in found:
            return {**found, **_verified(found["chosen_order"])}
        return found

    def refusal(self, case: Case) -> Line | None:
        # The order at hand is not the one looked for while it is looked for by the person.
        line = super().refusal(case) if _way(case) == "number" else None
        return replace(line, card=order_card(case.placed, case.now)) if line else None

    def restated(self, case: Case) -> Line | None:
        if case.value("facet") == "locked":
            return None
        return Line("utter_restate_order_missing", case.facts, buttons=YES_OR_NO)

    def perform(self, case: Case) -> Result:
        if case.value("facet") == "locked":
            tried = ("客户提供的收件人姓名与手机号未核对通过，次数已达上限",)
            return Result([Line("utter_locked")], handoff="out_of_authority", tried=tried)
        order = case.shop.restore(case.placed.number, case.key(self.name), case.now)
        return Result([Line("utter_order_missing_restored", case.facts, card=order_card(order, case.now))])


def _way(case: Case) -> str:
    """By its number if one is said, or if the order talked about is the one in the bin; else by the person."""
    known = case.value("facet")
    if case.turn.entity("order_number") or known == "number":
        return "number"
    if known is not None:
        return known
    return "number" if case.order is not None and case.order.is_hidden else "person"


def _compared(case: Case, name: str, phone: str) -> dict[str, Any]:
    claim = PersonClaim(name, phone, case.turn.contact_id, case.turn.message_id)
    finding = case.shop.find_orders(claim, case.now)
    match finding.result:
        case VerificationResult.LOCKED:
            return {"facet": "locked"}
        case VerificationResult.MISMATCH:
            return {"facet": f"person:{finding.tries_left}", "recipient": None, "contact_phone": None}
    found: dict[str, Any] = {"recipient": name, "contact_phone": phone, "found_orders": "+".join(finding.numbers)}
    return {**found, **_verified(finding.numbers[0])} if len(finding.numbers) == 1 else found


def _verified(number: str) -> dict[str, Any]:
    """Name and full phone say more than four digits: the order is theirs."""
    return {"facet": "number", "order_number": number, "verified_order": number}
