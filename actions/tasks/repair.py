"""A repair: what is wrong, whether it costs, and who comes when; goods that nobody visits are sent in."""

import re
from dataclasses import replace

from actions.cards import service_card
from actions.dates import spoken
from actions.details.appointments import appointment, slot_from
from actions.details.choices import YES_OR_NO
from actions.details.contact_data import photo_ids, photos
from actions.details.faults import fault, said_fault
from actions.line import Line, button, yuan
from actions.tasks.after_sales import CANCEL_SERVICE, SEND_BACK, STATUS, refused_line, service_facts
from actions.tasks.task import Case, Result, Task
from actions.tasks.visits import booked_visit, move, moves, rebooking_words, restated_move, wanted, wish_to_move
from shop.after_sales import ServiceKind, ServiceRequest
from shop.rules import RULES, in_warranty, warranty_until
from shop.slots import SlotKind

_ASKS = re.compile(
    r"多少钱|收费|费用|要钱|免费|保修(?:多久|期|几年)|过保|修(?:一次|一下)?要多久|多久(?:能)?修好|怎么(?:报修|收)|上门费|周期|可以(?:自己|送)"
)
_WANTS_IT = re.compile(r"报修|预约|来(?:个|人|修|看)|派|安排|[明后]天|[周星]期?[一二三四五六日天]|帮我|给我")


def _needs_visit(case: Case) -> bool:
    """Whether somebody comes; other goods are sent in."""
    if case.order is None or moves(case, ServiceKind.REPAIR):
        return case.order is not None
    return any(line.category in case.policy.visit_repair_categories for line in case.order.lines)


def _is_free(case: Case) -> bool:
    return all(in_warranty(line, case.placed, case.now) for line in case.placed.lines)


def _ask_slot(case: Case) -> Line:
    line = _SLOT.ask(case)
    service = moves(case, ServiceKind.REPAIR)
    if service is not None:
        return replace(line, response="utter_ask_for_other_visit_slot", facts=service_facts(service, case))
    return replace(line, response=f"utter_ask_for_repair_slot_{_paid_by(case)}", facts=_facts(case))


_SLOT = appointment(SlotKind.REPAIR, "utter_ask_for_repair_slot_free", needed=_needs_visit)


class Repair(Task):
    """`facet` is `rebook` where another time is wanted; the fault is then known already."""

    name = "repair_request"
    details = (
        wish_to_move(),
        fault("utter_ask_for_fault", needed=lambda case: moves(case, ServiceKind.REPAIR) is None),
        photos(needed=lambda _case: False),
        replace(_SLOT, ask=_ask_slot),
    )

    def asks_knowledge(self, case: Case) -> bool:
        text = case.turn.text
        return bool(_ASKS.search(text)) and not _WANTS_IT.search(text) and case.turn.entity("order_number") is None

    def refusal(self, case: Case) -> Line | None:
        found = RULES[self.name](case.order, case.policy, case.now) if case.order else None
        if found is None or moves(case, ServiceKind.REPAIR):
            return self._fully_booked(case)
        line = refused_line(case, found)
        booked = booked_visit(case.order, ServiceKind.REPAIR) if found.code == "open_service" else None
        if booked is None:
            return line
        buttons = (button("改约时间", rebooking_words(ServiceKind.REPAIR)), CANCEL_SERVICE)
        return replace(line, buttons=buttons, card=service_card(booked, case.now, buttons))

    def restated(self, case: Case) -> Line | None:
        service = moves(case, ServiceKind.REPAIR)
        if service is not None:
            return restated_move(case, service)
        how = "visit" if _needs_visit(case) else "sent_in"
        return Line(f"utter_restate_repair_{how}_{_paid_by(case)}", _facts(case), buttons=YES_OR_NO)

    def perform(self, case: Case) -> Result:
        service = moves(case, ServiceKind.REPAIR)
        if service is not None:
            return move(case, service)
        slot = slot_from(case.value("slot") or "") if _needs_visit(case) else None
        request = ServiceRequest(
            case.placed.number,
            ServiceKind.REPAIR,
            "quality",
            note=case.value("note") or "",
            photos=photo_ids(case),
            slot=slot,
        )
        opened = case.shop.open_service(request, case.key(self.name), case.now)
        facts = {**service_facts(opened, case), **_facts(case)}
        if slot is None:
            card = service_card(opened, case.now, [SEND_BACK, STATUS])
            return Result([Line(f"utter_repair_sent_in_{_paid_by(case)}", facts, buttons=(SEND_BACK,), card=card)])
        actions = [button("改约时间", rebooking_words(opened.kind)), CANCEL_SERVICE]
        return Result([Line("utter_repair_booked", facts, card=service_card(opened, case.now, actions))])

    def _fully_booked(self, case: Case) -> Line | None:
        if case.order is None or not _needs_visit(case):
            return None
        if case.shop.free_slots(SlotKind.REPAIR, case.order.number, case.now):
            return None
        return Line("utter_slot_none_free", case.facts, needs_person=True)


def _paid_by(case: Case) -> str:
    return "free" if _is_free(case) else "charged"


def _facts(case: Case) -> dict[str, str]:
    until = warranty_until(case.placed.lines[0], case.placed)
    slot = case.value("slot")
    return {
        **case.facts,
        "fault": said_fault(case.value("note") or ""),
        "until": spoken(until, case.now)[: -len("00:00")] if until else "",
        "fee": yuan(case.policy.repair_visit_fee),
        "wanted": wanted(case) if slot and "/" in slot else "",
    }
