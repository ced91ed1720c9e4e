"""Installing at the customer's home: what it costs, a free time for it, and another one in its place."""

import re
from dataclasses import replace

from actions.cards import service_card
from actions.details.appointments import appointment, slot_from
from actions.details.choices import YES_OR_NO
from actions.line import Line, button, yuan
from actions.tasks.after_sales import CANCEL_SERVICE, refused_line, service_facts
from actions.tasks.task import Case, Result, Task
from actions.tasks.visits import booked_visit, move, moves, rebooking_words, restated_move, wanted, wish_to_move
from shop.after_sales import ServiceKind, ServiceRequest
from shop.rules import RULES
from shop.slots import Slot, SlotKind

# Whatever asks how, what it costs or who does it in general; a wish for a date or a man is none of these.
_ASKS = re.compile(
    r"多少钱|收费|费用|要钱|免费|包(?:不包)?安装|包装吗|另(?:外)?(?:收|付|给)|价[格目]|自己(?:装|安)|怎么(?:安?装|接)|如何安?装"
    r"|要(?:不要)?准备|需要准备|材料费|辅料|打孔|支架|谁(?:来|负责)?安?装|能不能(?:自己|不)"
)
_BOOKS = re.compile(r"预?约|上门|师傅|安排|什么时[候间]来|几点来|[明后]天|[周星]期?[一二三四五六日天]|改")


def _after_arrival(case: Case, slot: Slot) -> bool:
    """Nobody can install what is still on its way."""
    order = case.placed
    return order.signed_at is not None or order.parcel is None or order.parcel.arrives_by <= slot.starts_at


def _ask(case: Case) -> Line:
    line = _SLOT.ask(case)
    service = moves(case, ServiceKind.INSTALLATION)
    if service is not None:
        return replace(line, response="utter_ask_for_other_visit_slot", facts=service_facts(service, case))
    return replace(line, response=f"utter_ask_for_installation_slot{_charged(case)}", facts=_facts(case))


_SLOT = appointment(SlotKind.INSTALLATION, "utter_ask_for_installation_slot", usable=_after_arrival)


class Install(Task):
    """`facet` is `rebook` where another time is wanted."""

    name = "installation"
    details = (wish_to_move(), replace(_SLOT, ask=_ask))

    def asks_knowledge(self, case: Case) -> bool:
        text = case.turn.text
        return bool(_ASKS.search(text)) and not _BOOKS.search(text) and case.turn.entity("order_number") is None

    def refusal(self, case: Case) -> Line | None:
        found = RULES[self.name](case.order, case.policy, case.now) if case.order else None
        if found is None or case.order is None:
            return self._fully_booked(case)
        if found.code != "booked":
            return refused_line(case, found)
        service = booked_visit(case.order, ServiceKind.INSTALLATION)
        if service is None or service.slot is None:
            # Taken up by people, who have not yet said a time.
            return Line("utter_installation_in_hand", {**case.facts, **{k: str(v) for k, v in found.facts.items()}})
        if moves(case, ServiceKind.INSTALLATION):
            return self._fully_booked(case)
        buttons = (button("改约时间", rebooking_words(ServiceKind.INSTALLATION)), CANCEL_SERVICE)
        return replace(refused_line(case, found), buttons=buttons, card=service_card(service, case.now, buttons))

    def restated(self, case: Case) -> Line | None:
        service = moves(case, ServiceKind.INSTALLATION)
        if service is not None:
            return restated_move(case, service)
        facts = {**_facts(case), "wanted": wanted(case)}
        return Line(f"utter_restate_installation{_charged(case)}", facts, buttons=YES_OR_NO)

    def perform(self, case: Case) -> Result:
        service = moves(case, ServiceKind.INSTALLATION)
        if service is not None:
            return move(case, service)
        slot = slot_from(case.value("slot") or "")
        request = ServiceRequest(case.placed.number, ServiceKind.INSTALLATION, "", slot=slot)
        opened = case.shop.open_service(request, case.key(self.name), case.now)
        # The fee is that of the installation, not of sending something back.
        facts = {**service_facts(opened, case), **_facts(case), "wanted": wanted(case)}
        actions = [button("改约时间", rebooking_words(opened.kind)), CANCEL_SERVICE]
        card = service_card(opened, case.now, actions)
        return Result([Line(f"utter_installation_done{_charged(case)}", facts, card=card)])

    def _fully_booked(self, case: Case) -> Line | None:
        if case.order is None or case.shop.free_slots(SlotKind.INSTALLATION, case.order.number, case.now):
            return None
        return Line("utter_slot_none_free", case.facts, needs_person=True)


def _fee(case: Case) -> int:
    fees = case.policy.installation_fees
    return sum(fees.get(line.category, 0) * line.quantity for line in case.placed.lines)


def _charged(case: Case) -> str:
    return "_charged" if _fee(case) else ""


def _facts(case: Case) -> dict[str, str]:
    return {**case.facts, "fee": yuan(_fee(case))}
