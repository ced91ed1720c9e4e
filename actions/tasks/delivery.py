"""The way to the door: a time booked for it, and the carrier called or hurried."""

import re
from dataclasses import replace

from actions.cards import order_card
from actions.details.appointments import appointment, slot_from, spoken_slot
from actions.details.choices import YES_OR_NO
from actions.line import Line, button, refusal_line
from actions.tasks.task import Case, Detail, Result, Task
from shop.models import Courier, Parcel
from shop.rules import RULES
from shop.slots import SlotKind

_WANTS_PHONE = re.compile(
    r"电话|号码|手机|热线|座机|联系|打给|转[告达]|告诉|[跟和给]\S{0,6}说|放.{0,6}(?:门口|驿站|前台|柜|物业)"
)
_ASKS_NUMBER = re.compile(r"号码|电话(?:多少|是|给|发|呢|有)|(?:给|要|发|有).{0,10}电话|怎么联系")
_WANTS_HURRY = re.compile(r"催|加急|快[点些]|赶紧|抓紧|怎么还[没不]")


def _ask_slot(case: Case) -> Line:
    line = _SLOT.ask(case)
    booked = case.placed.delivery_slot
    if booked is None:
        return line
    return replace(
        line, response="utter_ask_for_other_delivery_slot", facts={**line.facts, "booked": spoken_slot(booked)}
    )


_SLOT = appointment(SlotKind.DELIVERY, "utter_ask_for_delivery_slot")


class ScheduleDelivery(Task):
    """Book a free slot of the shop, or another one in place of it."""

    name = "delivery_schedule"
    details = (replace(_SLOT, ask=_ask_slot),)

    def refusal(self, case: Case) -> Line | None:
        refused = super().refusal(case)
        if refused is not None or case.order is None:
            return refused
        if case.shop.free_slots(SlotKind.DELIVERY, case.order.number, case.now):
            return None
        return Line("utter_slot_none_free", case.facts, needs_person=True)

    def restated(self, case: Case) -> Line | None:
        return Line("utter_restate_delivery_schedule", self._facts(case), buttons=YES_OR_NO)

    def perform(self, case: Case) -> Result:
        slot = slot_from(case.value("slot") or "")
        order = case.shop.book_delivery(case.placed.number, slot, case.key(self.name), case.now)
        card = order_card(order, case.now, [button("改约时间", "修改送货时间")])
        return Result([Line("utter_delivery_schedule_done", self._facts(case), card=card)])

    def _facts(self, case: Case) -> dict[str, str]:
        return {**case.facts, "wanted": spoken_slot(slot_from(case.value("slot") or ""))}


def _wish_in(case: Case) -> str | None:
    text = case.turn.text
    if _WANTS_HURRY.search(text) and not _ASKS_NUMBER.search(text):
        return "hurry"
    return "phone" if _WANTS_PHONE.search(text) else None


class ContactCarrier(Task):
    """`facet`: `phone` gives whom to call; everything else hurries the carrier, too."""

    name = "delivery_contact"
    details = (Detail("facet", lambda case: Line("utter_urge_form", case.facts), _wish_in, lambda _case: False),)

    def refusal(self, case: Case) -> Line | None:
        if case.order is None:
            return None
        found = RULES[self.name](case.order, case.policy, case.now)
        if found is None or (found.code == "hurried" and _wants_phone(case)):
            return None
        late = case.order.dispatch_by is not None and case.order.dispatch_by < case.now
        if found.code == "not_dispatched" and late:
            return Line("utter_dispatch_time_late", case.facts, needs_person=True)
        line = refusal_line(found, case.facts, case.now)
        # Hurried, late all the same, and asked about again: hurrying once more would not help.
        return replace(line, needs_person=found.code == "hurried" and _is_late(case.order.parcel, case))

    def perform(self, case: Case) -> Result:
        parcel = case.placed.parcel
        if parcel is None:
            raise LookupError("hurrying needs a parcel")
        if _wants_phone(case):
            return Result([_whom_to_call(case, parcel)])
        order = case.shop.hurry(case.placed.number, case.key(self.name), case.now)
        card = order_card(order, case.now, [button("查询物流")])
        if _is_late(parcel, case):
            line = Line("utter_delivery_hurried_late", case.facts, card=card)
            return Result([line], tickets=[_late_ticket(case, parcel)])
        if parcel.courier is not None:
            return Result([Line("utter_delivery_hurried_courier", _with_courier(case, parcel.courier), card=card)])
        return Result([Line("utter_delivery_hurried", case.facts, card=card)])


def _wants_phone(case: Case) -> bool:
    return case.value("facet") == "phone"


def _is_late(parcel: Parcel | None, case: Case) -> bool:
    return parcel is not None and parcel.arrives_by < case.now


def _whom_to_call(case: Case, parcel: Parcel) -> Line:
    card = order_card(case.placed, case.now, [button("催促配送")])
    if parcel.courier is not None:
        return Line("utter_delivery_courier", _with_courier(case, parcel.courier), card=card)
    facts = {**case.facts, "carrier_phone": parcel.carrier_phone}
    return Line("utter_delivery_carrier", facts, buttons=(button("催促配送"),), card=card)


def _with_courier(case: Case, courier: Courier) -> dict[str, str]:
    return {**case.facts, "courier": courier.name, "courier_phone": courier.phone}


def _late_ticket(case: Case, parcel: Parcel) -> dict[str, str]:
    facts = case.facts
    return {
        "kind": "case",
        "category": "售后",
        "department": "物流部",
        "priority": "high",
        "demand": f"客户催促订单{case.placed.number}的配送，{parcel.carrier}运单号{parcel.tracking_number}，"
        f"原定{facts['arrives_by']}前送达，目前已超过时间，请联系承运商核实并答复客户。",
    }
