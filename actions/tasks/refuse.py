"""Refusing a parcel at the door: registered beforehand, with what happens to the money."""

import re

from actions.cards import service_card
from actions.details.choices import YES_OR_NO, reason
from actions.line import Line, yuan
from actions.tasks.task import Case, Result, Task
from shop.after_sales import ServiceKind, ServiceRequest
from shop.rules import refusal_amount

_ASKS_RULES = re.compile(
    r"后果|影响|会(?:怎|不会|咋)|怎么[办弄样算退拒]|流程|运费|扣(?:钱|费|款)|多久|什么规定"
    r"|(?:能|可以?)(?:不(?:能|可以)?)?(?:直接|当场|当面)?(?:拒[收签]|不[收签]).{0,4}[吗么不嘛]"
)


class RefuseDelivery(Task):
    name = "refuse_delivery"
    details = (reason("refusal", "utter_ask_for_refusal_reason"),)

    def asks_knowledge(self, case: Case) -> bool:
        return case.turn.entity("order_number") is None and bool(_ASKS_RULES.search(case.turn.text))

    def restated(self, case: Case) -> Line | None:
        is_free = _amount(case) == case.placed.total
        response = "utter_restate_refuse_delivery" if is_free else "utter_restate_refuse_delivery_freight"
        return Line(response, _facts(case), buttons=YES_OR_NO)

    def perform(self, case: Case) -> Result:
        request = ServiceRequest(case.placed.number, ServiceKind.REFUSAL, _reason(case))
        service = case.shop.open_service(request, case.key(self.name), case.now)
        line = Line(
            "utter_refuse_delivery_done",
            {**_facts(case), "service": service.number},
            card=service_card(service, case.now),
        )
        return Result([line], topic="after_sales_status")


def _reason(case: Case) -> str:
    return case.value("reason") or "no_reason"


def _amount(case: Case) -> int:
    return refusal_amount(case.placed, _reason(case), case.policy)


def _facts(case: Case) -> dict[str, str]:
    return {
        **case.facts,
        "why": case.policy.reason_text("refusal", _reason(case)),
        "amount": yuan(_amount(case)),
        "fee": yuan(case.policy.return_freight),
        "hours": str(int(case.policy.feedback_within.total_seconds() // 3600)),
    }
