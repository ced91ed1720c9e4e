"""What went wrong on the way: signed for but not received, damaged, or how the courier behaved at the door."""

import re

from actions.cards import service_card
from actions.dates import spoken
from actions.details.choices import YES_OR_NO, choice
from actions.details.contact_data import photo_ids, photos
from actions.line import Line
from actions.tasks.task import Case, Result, Task
from shop.after_sales import ServiceKind, ServiceRequest

_COURIER = (
    r"态度|骂|凶|吼|推搡|不耐烦|(?:不肯|不愿意?|拒绝|没有?|不)(?:给我?)?(?:送|搬|抬|拿)(?:上|进|到)(?:楼|门|家|屋|户)?"
    r"|要(?:我)?(?:小费|加?钱)|收(?:我|了)?.{0,4}(?:搬楼|上楼|小费)|乱?[扔丢甩](?:在|到|下)|不打(?:个)?(?:电话|招呼)"
)
_NOT_RECEIVED = (
    r"(?:没有?|未|木有)\s*(?:见|收|拿|取)?(?:到|着)|签收.{0,12}(?:没|不是我)|[冒错]领|丢[了件]|不见了|没影|找不到"
    r"|(?:不是我|谁|被人?|冒|代|虚假|替我).{0,3}签|送错|送(?:到|去).{0,3}(?:隔壁|别人|邻居)"
)
_FACETS = {
    "not_received": ("签收未收到", _NOT_RECEIVED),
    "courier": ("配送人员服务", _COURIER),
    "damaged": ("运输破损", r"破|烂|碎|裂|压[扁坏]|摔|磕|湿|泡|凹|变形|划|坏"),
}
_LONGEST_DEMAND = 80
_REFUSES = re.compile(r"拒[收签]|不签收")
_WHAT = choice("facet", "utter_ask_for_delivery_problem", _FACETS)


def _facet(case: Case) -> str | None:
    return case.value("facet") or _WHAT.read(case)


class DeliveryProblem(Task):
    """Not received is looked into; damage is the goods' matter; conduct is a complaint, with or without an order."""

    name = "delivery_problem"
    details = (_WHAT, photos(needed=lambda _case: False))

    def needs_order(self, case: Case) -> bool:
        return _facet(case) != "courier"

    def instead(self, case: Case) -> str | None:
        if case.order is not None and case.order.signed_at is None and _REFUSES.search(case.turn.text):
            return "refuse_delivery"
        return "item_damaged" if case.value("facet") == "damaged" else None

    def refusal(self, case: Case) -> Line | None:
        return super().refusal(case) if case.value("facet") == "not_received" else None

    def restated(self, case: Case) -> Line | None:
        if case.value("facet") == "courier":
            return None
        return Line("utter_restate_delivery_problem", case.facts, buttons=YES_OR_NO)

    def perform(self, case: Case) -> Result:
        if case.value("facet") == "courier":
            return _complaint(case)
        order = case.placed
        request = ServiceRequest(order.number, ServiceKind.NOT_RECEIVED, "not_received", photos=photo_ids(case))
        service = case.shop.open_service(request, case.key(self.name), case.now)
        due = spoken(service.due_at, case.now) if service.due_at else ""
        facts = {**case.facts, "service": service.number, "due_at": due}
        carrier = f"{order.parcel.carrier}运单号{order.parcel.tracking_number}" if order.parcel else ""
        ticket = {
            "kind": "case",
            "category": "售后",
            "department": "物流部",
            "priority": "high",
            "service_number": service.number,
            "demand": f"订单{order.number}物流显示已签收，客户未收到商品，{carrier}，请联系承运商核实签收情况，"
            "并答复客户。",
        }
        line = Line("utter_delivery_problem_done", facts, card=service_card(service, case.now))
        return Result([line], tickets=[ticket])


def _complaint(case: Case) -> Result:
    """安抚 and 了解; a person goes on from there (P)."""
    facts = Line("utter_ask_complaint_facts")
    if case.order is not None:
        facts = Line("utter_ask_complaint_facts_order", {"order_number": case.order.number})
    # An upset customer has heard the apology already; nobody hears it twice.
    apology = [] if case.turn.is_complaint or case.turn.emotion == "angry" else [Line("utter_soothe_complaint")]
    tried = ("已向客户致歉，请客户说明配送人员的服务情况",)
    is_told = case.turn.text != _FACETS["courier"][0]
    demand = case.turn.text[:_LONGEST_DEMAND] if is_told else None
    return Result([*apology, facts], handoff="complaint", tried=tried, demand=demand)
