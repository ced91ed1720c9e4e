"""Where every service order of an order stands, and taking one back; a step that is overdue is for a person."""

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.cards import service_card
from actions.details.choices import YES_OR_NO
from actions.line import Button, Line, button, refusal_line
from actions.near import takes_back
from actions.order_facts import refund_line
from actions.tasks.after_sales import CANCEL_SERVICE, REPAIR, RETURN, SEND_BACK, service_facts
from actions.tasks.task import Case, Detail, Result, Task
from actions.tasks.visits import rebooking_words
from shop.after_sales import ServiceKind, ServiceOrder, ServiceState
from shop.rules import cancel_service_refusal

CANCEL = "cancel"
# Told at once; whoever has had more is told of the newest.
_SHOWN = 5
_CANCELS = re.compile(
    r"(?:取消|撤销|撤回|撤掉|作废).{0,8}(?:服务单|售后|申请|退货|换货|维修|报修|安装|预约|取件|退款|它|这[个张单]|第)"
    r"|(?:服务单|售后|申请|退货|换货|维修|报修|安装|预约|退款).{0,6}(?:取消|撤销|撤回|撤掉|作废|不办了|不要了)"
    r"|(?:不|别)(?:想)?(?:退|换|修|装)了|^(?:取消|撤销|撤回)(?:吧|了)?$"
)
_NUMBER = re.compile(r"[Ss]\s?(\d{12})")
_ORDINAL = re.compile(r"第([一二三四五六七八九1-9])[张个单]")
_BY_KIND = {
    ServiceKind.RETURN: r"退货",
    ServiceKind.EXCHANGE: r"换货|换新",
    ServiceKind.REFUND: r"退款",
    ServiceKind.REPAIR: r"维修|报修|修理|上门修",
    ServiceKind.INSTALLATION: r"安装",
    ServiceKind.MISSING: r"少件|补发|漏发",
    ServiceKind.WRONG: r"错发|发错",
    ServiceKind.DAMAGED: r"破损|质量",
}
# What is late here is the customer's own step.
_THEIRS = frozenset({ServiceState.AWAITING_RETURN})
# What a customer does about one that was turned down.
_AGAIN = {
    ServiceKind.RETURN: RETURN,
    ServiceKind.EXCHANGE: button("申请换货", "我要换货"),
    ServiceKind.REPAIR: REPAIR,
}
_PLACES = "一二三四五六七八九"


def newest_first(case: Case) -> Sequence[ServiceOrder]:
    services = case.order.services if case.order else ()
    return sorted(services, key=lambda one: (one.created_at, one.updated_at), reverse=True)


def _wish_in(case: Case) -> str | None:
    text = case.turn.text
    return CANCEL if _CANCELS.search(text) or takes_back(text) else None


def _meant_in(case: Case) -> str | None:
    """The service order spoken of: by its number, by its place in the list, or by its kind where that is clear."""
    services, text = newest_first(case), case.turn.text
    typed = _NUMBER.search(text)
    if typed:
        return next((one.number for one in services if one.number == f"S{typed.group(1)}"), None)
    place = _ORDINAL.search(text)
    if place:
        sign = place.group(1)
        index = int(sign) - 1 if sign.isdecimal() else _PLACES.find(sign)
        return services[index].number if index < len(services) else None
    of_kind = [one for one in services if one.kind in _BY_KIND and re.search(_BY_KIND[one.kind], text)]
    is_told_apart = len(of_kind) == 1 and len(services) > 1
    return of_kind[0].number if is_told_apart and (case.asked == "service_number" or _wish_in(case)) else None


def _may_mean(case: Case) -> Sequence[ServiceOrder]:
    """Which could be cancelled: those under way, or whichever there are, so that the refusal names one."""
    services = newest_first(case)
    return [one for one in services if one.state.is_open] or list(services[:1])


def _chosen(case: Case) -> ServiceOrder | None:
    number = case.value("service_number")
    if number is not None:
        return next((one for one in newest_first(case) if one.number == number), None)
    meant = _may_mean(case)
    return meant[0] if len(meant) == 1 else None


def _ask_which(case: Case) -> Line:
    services = newest_first(case)
    buttons = [
        button(f"{one.kind.in_chinese}服务单{one.number}", f"第{_PLACES[place]}张服务单")
        for place, one in enumerate(services[: len(_PLACES)])
        if one.state.is_open
    ]
    return Line("utter_ask_for_service", case.facts, buttons=buttons)


def _must_choose(case: Case) -> bool:
    return case.value("facet") == CANCEL and case.order is not None and len(_may_mean(case)) > 1


class AfterSalesStatus(Task):
    """`facet` is `cancel` where a service order is to be taken back; without it nothing is changed."""

    name = "after_sales_status"
    is_query = True
    details = (
        Detail("facet", lambda case: Line("utter_urge_form", case.facts), _wish_in, lambda _case: False),
        Detail("service_number", _ask_which, _meant_in, _must_choose),
    )

    def refusal(self, case: Case) -> Line | None:
        if case.order is None or case.value("facet") != CANCEL:
            return None
        if not case.order.services:
            return _nothing(case)
        service = _chosen(case)
        found = cancel_service_refusal(service) if service else None
        if found is None or service is None:
            return None
        line = refusal_line(found, case.facts, case.now)
        return replace(line, card=service_card(service, case.now))

    def restated(self, case: Case) -> Line | None:
        service = _chosen(case) if case.value("facet") == CANCEL else None
        if service is None:
            return None
        return Line("utter_restate_service_cancel", service_facts(service, case), buttons=YES_OR_NO)

    def perform(self, case: Case) -> Result:
        service = _chosen(case)
        if case.value("facet") == CANCEL and service is not None:
            cancelled = case.shop.cancel_service(service.number, case.key("service_cancel"), case.now)
            facts = service_facts(cancelled, case)
            return Result([Line("utter_service_cancel_done", facts, card=service_card(cancelled, case.now))])
        services = newest_first(case)
        if case.value("service_number") is not None and service is not None:
            services = [service]
        if not services:
            return Result([_nothing(case)])
        lines = [_line(one, case) for one in services[:_SHOWN]]
        if len(services) > 1:
            lines.insert(0, Line("utter_service_several", {**case.facts, "count": str(len(services))}))
            lines[-1] = replace(lines[-1], buttons=_to_choose(services[:_SHOWN]))
        return Result(lines)


def _nothing(case: Case) -> Line:
    """No service order; money may be on its way back all the same."""
    if case.placed.refund is not None:
        return refund_line(case.placed, case.now)
    return Line("utter_after_sales_none", case.facts, buttons=(RETURN, REPAIR))


def _to_choose(services: Sequence[ServiceOrder]) -> Sequence[Button]:
    shown = [
        button(f"{one.kind.in_chinese}服务单{one.number}", f"查询第{_PLACES[place]}张服务单的售后进度")
        for place, one in enumerate(services)
    ]
    return [*shown, CANCEL_SERVICE] if any(one.state.is_open for one in services) else shown


def _line(service: ServiceOrder, case: Case) -> Line:
    """Its state with the next date; overdue only where the step is ours."""
    facts, actions = service_facts(service, case), _next_steps(service)
    card = service_card(service, case.now, actions)
    is_ours = service.state.is_open and service.state not in _THEIRS
    if is_ours and service.due_at is not None and service.due_at < case.now:
        return Line("utter_service_late", facts, needs_person=True, card=card)
    state = service.state.value
    if service.state is ServiceState.BOOKED and is_pickup(service):
        state = "pickup"
    elif service.state is ServiceState.IN_RETURN and not facts["return_number"]:
        state = "in_return_unnumbered"
    return Line(f"utter_service_{state}", facts, buttons=actions, card=card)


def is_pickup(service: ServiceOrder) -> bool:
    """Whether somebody comes to fetch the goods rather than to work on them."""
    return service.parcel is not None and service.parcel.pickup is not None


def _next_steps(service: ServiceOrder) -> Sequence[Button]:
    match service.state:
        case ServiceState.AWAITING_RETURN:
            return (SEND_BACK, CANCEL_SERVICE)
        case ServiceState.BOOKED if is_pickup(service):
            return (button("改约取件", "改约取件时间"), CANCEL_SERVICE)
        case ServiceState.BOOKED:
            return (button("改约时间", rebooking_words(service.kind)), CANCEL_SERVICE)
        case ServiceState.REVIEWING | ServiceState.PROCESSING:
            return (CANCEL_SERVICE,)
        case ServiceState.REJECTED if service.kind in _AGAIN:
            return (_AGAIN[service.kind],)
    return ()
