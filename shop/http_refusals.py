"""Refusals over HTTP: a code that there is a sentence for, and every fact that this sentence is made of."""

from collections.abc import Mapping
from datetime import datetime

from shop.http_wire import Unfit, from_wire, to_wire, wire_name
from shop.refusal import Fact, Refusal
from shop.rules import CODES

# Every fact that a sentence is made of, and how it is written.
FACTS: Mapping[str, type] = {
    **dict.fromkeys(("again_at", "applied_at", "arrives_by", "cancelled_at", "dispatch_by", "dispatched_at"), datetime),
    **dict.fromkeys(("due_at", "hurried_at", "last_day", "pay_by", "signed_at"), datetime),
    **dict.fromkeys(("amount", "limit", "price"), int),
    **dict.fromkeys(("carrier", "category", "kind_text", "reason", "service", "state_text", "tracking_number"), str),
    **dict.fromkeys(("day", "start", "end"), str),
}

_OF_CODE: Mapping[str, tuple[str, ...]] = {
    "applied": ("applied_at", "amount"),
    "arrived": ("signed_at",),
    "cancelled": ("cancelled_at",),
    "category": ("category",),
    "closed": ("service", "kind_text", "state_text"),
    "delivering": ("arrives_by",),
    "dispatched": ("dispatched_at", "carrier", "tracking_number"),
    "expired": ("last_day",),
    "hurried": ("hurried_at", "again_at"),
    "in_return": ("service", "kind_text", "state_text"),
    "limit": ("limit",),
    "no_drop": ("price",),
    "not_arrived": ("state_text",),
    "not_awaiting": ("service", "kind_text", "state_text"),
    "not_bookable": ("category",),
    "not_booked": ("service", "kind_text", "state_text"),
    "not_needed": ("category",),
    "not_paid": ("pay_by",),
    "not_signed": ("state_text",),
    "open_service": ("service", "kind_text", "state_text"),
    "pending": ("due_at",),
    "refunded": ("amount",),
    "refused": ("service",),
    "visible": ("state_text",),
}
# Where a code has other facts with one task than with the rest.
_OF_TASK: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("delivery_contact", "not_dispatched"): ("dispatch_by",),
    ("installation", "booked"): ("service", "day", "start", "end"),
    ("order_missing", "cancelled"): ("cancelled_at", "reason"),
}


# Their periods count from elsewhere than the signing.
_NOT_FROM_SIGNING = frozenset({"invoice_change", "price_protection", "review"})


def facts_of(task: str, code: str) -> tuple[str, ...]:
    """What a refusal has to bring; more is welcome."""
    if (task, code) in _OF_TASK:
        return _OF_TASK[task, code]
    facts = _OF_CODE.get(code, ())
    is_from_signing = code == "expired" and task not in _NOT_FROM_SIGNING
    return ("signed_at", *facts) if is_from_signing else facts


def refusal_to_wire(refusal: Refusal) -> dict[str, object]:
    facts = {wire_name(name): to_wire(fact) for name, fact in refusal.facts.items()}
    return {"task": refusal.task, "code": refusal.code, "facts": facts}


def refusal_from_wire(value: object, where: str) -> Refusal:
    """Raises Unfit for a code without a sentence, and where a fact of the sentence is missing."""
    if not isinstance(value, dict):
        raise Unfit(f"{where} is no object")
    task, code = (from_wire(str, value.get(name), f"{where}.{name}") for name in ("task", "code"))
    if code not in CODES.get(task, frozenset()):
        raise Unfit(f"{where} says {code[:40]!r} of {task[:40]!r}, which nobody can say")
    given = value.get("facts", {})
    if not isinstance(given, dict):
        raise Unfit(f"{where}.facts is no object")
    facts: dict[str, Fact] = {
        name: from_wire(kind, given[wire_name(name)], f"{where}.facts.{wire_name(name)}")
        for name, kind in FACTS.items()
        if wire_name(name) in given
    }
    missing = [wire_name(name) for name in facts_of(task, code) if name not in facts]
    if missing:
        raise Unfit(f"{where}.facts lacks {', '.join(missing)}")
    return Refusal(task, code, facts)
