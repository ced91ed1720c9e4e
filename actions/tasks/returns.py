"""Giving goods back: for their money, for other ones, or the money before they have come."""

import re

from actions.cards import service_card
from actions.details.choices import YES_OR_NO, reason
from actions.details.contact_data import photo_ids, photos
from actions.line import Line, yuan
from actions.tasks.after_sales import (
    SEND_BACK,
    STATUS,
    case_ticket,
    hours,
    pieces,
    refused_line,
    said_goods,
    service_facts,
)
from actions.tasks.task import Case, Detail, Result, Task
from shop.after_sales import ServiceKind, ServiceOrder, ServiceRequest, ServiceState
from shop.rules import RULES, return_refusal
from shop.rules.facts import ON_ITS_WAY, OUR_FAULT

_DIGITS = {sign: value for value, sign in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_COUNT = r"(\d{1,2}|[一二两三四五六七八九十])\s*[台件个只套]"
_GIVEN_BACK = re.compile(rf"[退换](?:掉|货|回|其中)*\s*{_COUNT}")
_ANY_COUNT = re.compile(rf"{_COUNT}|^(\d{{1,2}}|[一二两三四五六七八九十])$")
_ALL = re.compile(r"全部|全都|都[退换要]|所有|整单")


def _needs_photos(case: Case) -> bool:
    return case.value("reason") in case.policy.photo_reasons


def _quantity_in(case: Case) -> str | None:
    text = case.turn.text
    if case.order is not None and _ALL.search(text):
        return str(case.order.lines[0].quantity)
    found = (_ANY_COUNT if case.asked == "quantity" else _GIVEN_BACK).search(text)
    said = next((group for group in found.groups() if group), None) if found else None
    return None if said is None else str(int(said) if said.isdecimal() else _DIGITS[said])


def _too_many(case: Case, value: str) -> Line | None:
    if case.order is None or 1 <= int(value) <= case.order.lines[0].quantity:
        return None
    return Line("utter_return_too_many", {**case.facts, "quantity": str(case.order.lines[0].quantity)})


_QUANTITY = Detail(
    "quantity",
    lambda case: Line("utter_ask_for_return_quantity", {**case.facts, "quantity": str(case.placed.lines[0].quantity)}),
    _quantity_in,
    lambda case: case.order is not None and case.order.lines[0].quantity > 1,
    _too_many,
)


class ReturnGoods(Task):
    name = "return_request"
    details = (reason("return", "utter_ask_for_return_reason"), _QUANTITY, photos(needed=_needs_photos))

    def refusal(self, case: Case) -> Line | None:
        if case.order is None:
            return None
        why = case.value("reason")
        rule = RULES[self.name]
        found = (
            return_refusal(case.order, why, case.policy, case.now) if why else rule(case.order, case.policy, case.now)
        )
        return refused_line(case, found) if found else None

    def restated(self, case: Case) -> Line | None:
        return Line(f"utter_restate_return_{_payer(case)}", _facts(case, "return"), buttons=YES_OR_NO)

    def perform(self, case: Case) -> Result:
        service = _open(case, ServiceKind.RETURN)
        facts = {**_facts(case, "return"), **service_facts(service, case)}
        if service.state is ServiceState.AWAITING_RETURN:
            card = service_card(service, case.now, [SEND_BACK, STATUS])
            return Result([Line("utter_return_accepted", facts, buttons=(SEND_BACK,), card=card)])
        line = Line(
            f"utter_return_reviewing{_with_photos(case)}", facts, card=service_card(service, case.now, [STATUS])
        )
        return Result([line], tickets=_without_photos(case, service, "退货"))


class ExchangeGoods(Task):
    name = "exchange_request"
    details = (reason("exchange", "utter_ask_for_exchange_reason"), _QUANTITY, photos(needed=_needs_photos))

    def refusal(self, case: Case) -> Line | None:
        found = RULES[self.name](case.order, case.policy, case.now) if case.order else None
        return refused_line(case, found) if found else None

    def restated(self, case: Case) -> Line | None:
        return Line(f"utter_restate_exchange_{_payer(case)}", _facts(case, "exchange"), buttons=YES_OR_NO)

    def perform(self, case: Case) -> Result:
        service = _open(case, ServiceKind.EXCHANGE)
        facts = {**_facts(case, "exchange"), **service_facts(service, case)}
        line = Line(f"utter_exchange_done{_with_photos(case)}", facts, card=service_card(service, case.now, [STATUS]))
        return Result([line], tickets=_without_photos(case, service, "换货"))


class RefundOrder(Task):
    """Before the goods have come; once they are there, a return is the way."""

    name = "refund_request"
    details = (reason("refund", "utter_ask_for_refund_reason"),)

    def refusal(self, case: Case) -> Line | None:
        found = RULES[self.name](case.order, case.policy, case.now) if case.order else None
        return refused_line(case, found) if found else None

    def restated(self, case: Case) -> Line | None:
        where = "on_the_way" if case.placed.state in ON_ITS_WAY else "unsent"
        facts = {**_facts(case, "refund"), "amount": yuan(case.placed.total)}
        return Line(f"utter_restate_refund_request_{where}", facts, buttons=YES_OR_NO)

    def perform(self, case: Case) -> Result:
        is_on_the_way = case.placed.state in ON_ITS_WAY
        service = _open(case, ServiceKind.REFUND)
        facts = {**_facts(case, "refund"), **service_facts(service, case)}
        response = "utter_refund_request_done_on_the_way" if is_on_the_way else "utter_refund_request_done"
        return Result([Line(response, facts, card=service_card(service, case.now, [STATUS]))])


def _open(case: Case, kind: ServiceKind) -> ServiceOrder:
    is_money_only = kind is ServiceKind.REFUND
    request = ServiceRequest(
        case.placed.number,
        kind,
        case.value("reason") or "no_reason",
        photos=photo_ids(case),
        quantity=case.placed.lines[0].quantity if is_money_only else pieces(case),
    )
    return case.shop.open_service(request, case.key(kind.value), case.now)


def _payer(case: Case) -> str:
    """Who pays the way back: us, where the goods are at fault."""
    return "ours" if case.value("reason") in OUR_FAULT else "theirs"


def _facts(case: Case, kind: str) -> dict[str, str]:
    return {
        **case.facts,
        "item": said_goods(case),
        "why": case.policy.reason_text(kind, case.value("reason") or ""),
        "amount": yuan(case.placed.lines[0].price * pieces(case)),
        "fee": yuan(case.policy.return_freight),
        "hours": hours(case),
    }


def _with_photos(case: Case) -> str:
    return "_without_photos" if _needs_photos(case) and not photo_ids(case) else ""


def _without_photos(case: Case, service: ServiceOrder, what: str) -> list[dict[str, str]]:
    """Nothing to judge by: somebody has to ask the customer what is wrong."""
    if not _with_photos(case):
        return []
    kind = "return" if service.kind is ServiceKind.RETURN else "exchange"
    why = case.policy.reason_text(kind, service.reason)
    demand = f"客户为订单{case.placed.number}的{said_goods(case)}申请{what}，原因为{why}，请与客户核实商品情况。"
    return [case_ticket(case, service, demand)]
