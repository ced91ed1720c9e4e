"""Goods on their way back: where to, fetched at a time of the customer's choice or sent by a carrier of their own."""

import re
from dataclasses import replace

from actions.cards import service_card
from actions.details.appointments import appointment, slot_from, spoken_slot
from actions.details.choices import YES_OR_NO, choice
from actions.line import Line, button
from actions.tasks.after_sales import CANCEL_SERVICE, RETURN, STATUS, refused_line, service_facts
from actions.tasks.service_status import is_pickup, newest_first
from actions.tasks.task import Case, Detail, Result, Task
from actions.tasks.visits import REBOOK, wish_to_move
from shop.after_sales import ReturnParcel, ServiceKind, ServiceOrder, ServiceState
from shop.rules import in_warranty, send_back_refusal
from shop.rules.facts import OUR_FAULT
from shop.slots import SlotKind

_CARRIERS = {
    "顺丰速运": r"顺丰|(?<![A-Za-z])SF(?=\d)",
    "京东物流": r"京东|(?<![A-Za-z])JD",
    "中通快递": r"中通|(?<![A-Za-z])ZT",
    "圆通速递": r"圆通|(?<![A-Za-z])YT",
    "韵达快递": r"韵达|(?<![A-Za-z])YD",
    "申通快递": r"申通|(?<![A-Za-z])ST",
    "德邦快递": r"德邦|(?<![A-Za-z])DP",
    "极兔速递": r"极兔|(?<![A-Za-z])JT",
    "邮政EMS": r"邮政|EMS",
}
_TRACKING = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{1,4}\s?\d{9,16}|\d{10,16})(?!\d)")
_NOT_YET = re.compile(
    r"还没(?:有)?(?:寄|发|下单|拿到)|没(?:有)?寄|稍后|之后|晚点|回头|明天(?:再|去)?寄|以后再|(?:寄|发)了?再(?:说|告诉|发)|暂时没有|还没有"
)
LATER = "later"
_ASKS = re.compile(
    r"运费|邮费|运废|到付|包邮|多少钱|要钱|谁(?:出|付|承担)|包装|箱子|纸箱|原箱|保价|发票|赠品|配件|一起(?:寄|塞|装)|能(?:不能)?寄|可以(?:寄|用)"
    r"|运费险|报销|垫"
)
_WANTS_IT = re.compile(r"地址|怎么寄|咋寄|寄(?:到|去)?(?:哪|什么地方)|约|取件时间|单号|上门|来(?:取|拿|收)|[明后]天")


def waiting(case: Case) -> ServiceOrder | None:
    """The service order that the goods are to come back for, or the pick-up that is booked for it."""
    for service in newest_first(case):
        if service.state is ServiceState.AWAITING_RETURN or _is_booked_pickup(service):
            return service
    return None


def _is_booked_pickup(service: ServiceOrder) -> bool:
    return service.state is ServiceState.BOOKED and is_pickup(service)


def _is_booked(case: Case) -> bool:
    service = waiting(case)
    return service is not None and _is_booked_pickup(service)


def _moves(case: Case) -> bool:
    return _is_booked(case) and case.value("facet") == REBOOK


def _wants_slot(case: Case) -> bool:
    return _moves(case) or (case.value("return_way") == "pickup" and not _is_booked(case))


def _sends(case: Case) -> bool:
    return case.value("return_way") == "self" and not _is_booked(case)


def _way_in(case: Case) -> str | None:
    """As said; a tracking number says it, too."""
    if case.asked == "slot" and _TRACKING.search(case.turn.text) is None:
        return None
    return _WAY.read(case) or ("self" if _tracking_in(case) not in {None, LATER} else None)


def _tracking_in(case: Case) -> str | None:
    text = case.turn.text
    if case.asked == "tracking_number" and _NOT_YET.search(text):
        return LATER
    known = {case.value("order_number"), case.turn.mobile}
    found = [one.replace(" ", "").upper() for one in _TRACKING.findall(text)]
    # Bare digits are one where it was asked for, or where another one is corrected.
    is_asked = case.asked in {"tracking_number", "return_way"} or case.value("tracking_number") is not None
    usable = [one for one in found if one not in known and (is_asked or one[0].isalpha())]
    return next((one for one in reversed(usable) if not one.startswith("S") or one.startswith(("SF", "ST"))), None)


def _carrier_in(case: Case) -> str | None:
    text = case.turn.text
    named = next((name for name, words in _CARRIERS.items() if re.search(words, text)), None)
    return named or (
        "其他快递" if case.asked == "carrier" and re.search(r"快递|物流|速[运递]|其他|别的", text) else None
    )


def _ask_way(case: Case) -> Line:
    line, service = _WAY.ask(case), waiting(case)
    if service is None:
        return line
    return replace(line, facts=_facts(service, case), response=f"utter_ask_for_return_way_{_payer(service, case)}")


def _ask_slot(case: Case) -> Line:
    service = waiting(case)
    line = _SLOT.ask(case)
    if service is None:
        return line
    response = "utter_ask_for_other_pickup_slot" if _moves(case) else line.response
    return replace(line, response=response, facts=_facts(service, case))


_WAY = choice(
    "return_way",
    "utter_ask_for_return_way_ours",
    {
        "pickup": ("上门取件", r"上门|取件|来(?:家里?|我家)?(?:取|拿|收)|取走|拿走|你们?来|快递员?来"),
        "self": ("自行寄回", r"自己|自行|我寄|已经?寄|寄(?:出|走|回去|过去)了|去(?:驿站|网点)|快递点"),
    },
    needed=lambda case: not _is_booked(case),
)
_SLOT = appointment(SlotKind.PICKUP, "utter_ask_for_pickup_slot", needed=_wants_slot)


class SendBack(Task):
    """`facet` is `rebook` where a booked pick-up is wanted at another time."""

    name = "after_sales_shipping"
    details = (
        wish_to_move(),
        replace(_WAY, ask=_ask_way, read=_way_in),
        replace(_SLOT, ask=_ask_slot),
        Detail(
            "tracking_number", lambda case: Line("utter_ask_for_tracking_number", _known(case)), _tracking_in, _sends
        ),
        Detail(
            "carrier",
            lambda case: Line("utter_ask_for_carrier", case.facts, buttons=[button(name) for name in _CARRIERS]),
            _carrier_in,
            lambda case: _sends(case) and case.value("tracking_number") != LATER,
        ),
    )

    def asks_knowledge(self, case: Case) -> bool:
        text = case.turn.text
        return bool(_ASKS.search(text)) and not _WANTS_IT.search(text) and case.turn.entity("order_number") is None

    def refusal(self, case: Case) -> Line | None:
        if case.order is None or waiting(case) is not None:
            return None
        services = newest_first(case)
        latest = next((one for one in services if one.state.is_open), services[0] if services else None)
        if latest is None:
            buttons = (RETURN, button("申请换货", "我要换货"))
            return Line("utter_refuse_after_sales_shipping_none", case.facts, buttons=buttons)
        found = send_back_refusal(latest)
        if found is None:
            return None
        line = refused_line(case, found)
        return replace(line, card=service_card(latest, case.now))

    def restated(self, case: Case) -> Line | None:
        service = waiting(case)
        if service is None or case.value("tracking_number") == LATER:
            return None
        if _wants_slot(case):
            return Line(f"utter_restate_pickup_{_payer(service, case)}", _facts(service, case), buttons=YES_OR_NO)
        if _sends(case):
            return Line("utter_restate_send_back", _facts(service, case), buttons=YES_OR_NO)
        return None

    def perform(self, case: Case) -> Result:
        service = waiting(case)
        if service is None:
            raise LookupError("nothing is to come back")
        if _wants_slot(case):
            return self._pick_up(case, service)
        if _is_booked(case):
            buttons = (button("改约取件", "改约取件时间"), CANCEL_SERVICE)
            card = service_card(service, case.now, buttons)
            return Result([Line("utter_service_pickup", service_facts(service, case), buttons=buttons, card=card)])
        if case.value("tracking_number") == LATER:
            return Result([Line("utter_send_back_later", _facts(service, case), card=service_card(service, case.now))])
        parcel = ReturnParcel(case.value("carrier"), case.value("tracking_number"))
        sent = case.shop.send_back(service.number, parcel, case.key(self.name), case.now)
        facts = {**_facts(service, case), **service_facts(sent, case)}
        return Result([Line("utter_send_back_done", facts, card=service_card(sent, case.now, [STATUS]))])

    def _pick_up(self, case: Case, service: ServiceOrder) -> Result:
        slot = slot_from(case.value("slot") or "")
        if _is_booked_pickup(service):
            booked = case.shop.rebook(service.number, slot, case.key("rebook"), case.now)
        else:
            booked = case.shop.send_back(service.number, ReturnParcel(pickup=slot), case.key(self.name), case.now)
        actions = [button("改约取件", "改约取件时间"), CANCEL_SERVICE]
        card = service_card(booked, case.now, actions)
        return Result(
            [Line("utter_pickup_booked", {**_facts(service, case), **service_facts(booked, case)}, card=card)]
        )


def _payer(service: ServiceOrder, case: Case) -> str:
    """Who pays the way back: us where the goods are at fault, which for a repair ends with the warranty."""
    if service.kind is ServiceKind.REPAIR:
        return "ours" if all(in_warranty(line, case.placed, case.now) for line in case.placed.lines) else "theirs"
    is_ours = service.reason in OUR_FAULT or service.kind in {
        ServiceKind.WRONG,
        ServiceKind.DAMAGED,
        ServiceKind.MISSING,
    }
    return "ours" if is_ours else "theirs"


def _known(case: Case) -> dict[str, str]:
    service = waiting(case)
    return _facts(service, case) if service else case.facts


def _facts(service: ServiceOrder, case: Case) -> dict[str, str]:
    slot = case.value("slot")
    return {
        **service_facts(service, case),
        "wanted": spoken_slot(slot_from(slot)) if slot and "/" in slot else "",
        "sent_by": case.value("carrier") or "",
        "sent_number": case.value("tracking_number") or "",
    }
