"""Appointments at the customer's home: the one that is booked, and moving it to another time."""

import re

from actions.cards import service_card
from actions.details.appointments import slot_from, spoken_slot
from actions.details.choices import YES_OR_NO
from actions.line import Line, button
from actions.tasks.after_sales import CANCEL_SERVICE, service_facts
from actions.tasks.task import Case, Detail, Result
from shop.after_sales import ServiceKind, ServiceOrder, ServiceState
from shop.models import Order

_MOVES = re.compile(
    r"改(?:约|期|时间|日期|到|成|个|一下|天|在)|换(?:个|一个|到|成)?(?:时间|时段|日子|天)|重(?:新)?约|另约|提前|推[迟后]|延[后期]|往后|挪"
)
REBOOK = "rebook"


def wish_to_move() -> Detail:
    """`facet` is `rebook` where the line speaks of another time."""

    def read(case: Case) -> str | None:
        return REBOOK if _MOVES.search(case.turn.text) else None

    return Detail("facet", lambda case: Line("utter_urge_form", case.facts), read, lambda _case: False)


def booked_visit(order: Order | None, kind: ServiceKind) -> ServiceOrder | None:
    """The appointment of this kind that is still to come."""
    if order is None:
        return None
    booked = (one for one in order.services if one.kind is kind and one.state is ServiceState.BOOKED)
    return next((one for one in booked if one.parcel is None or one.parcel.pickup is None), None)


def moves(case: Case, kind: ServiceKind) -> ServiceOrder | None:
    """The visit that the customer wants at another time."""
    return booked_visit(case.order, kind) if case.value("facet") == REBOOK else None


def restated_move(case: Case, service: ServiceOrder) -> Line:
    return Line(
        "utter_restate_visit_moved", {**service_facts(service, case), "wanted": wanted(case)}, buttons=YES_OR_NO
    )


def move(case: Case, service: ServiceOrder) -> Result:
    moved = case.shop.rebook(service.number, slot_from(case.value("slot") or ""), case.key("rebook"), case.now)
    facts = {**service_facts(moved, case), "wanted": wanted(case)}
    card = service_card(moved, case.now, [button("改约时间", rebooking_words(service.kind)), CANCEL_SERVICE])
    return Result([Line("utter_visit_moved", facts, card=card)])


def rebooking_words(kind: ServiceKind) -> str:
    """What pressing 改约时间 types."""
    return "改约安装时间" if kind is ServiceKind.INSTALLATION else "改约维修上门时间"


def wanted(case: Case) -> str:
    return spoken_slot(slot_from(case.value("slot") or ""))
