"""Repair centres near the customer: of the city they name, else of where their goods were sent."""

import re

from actions.line import Line, button
from actions.regions import MUNICIPALITIES, PROVINCE_OF_CITY
from actions.tasks.task import Case, Detail, Result, Task
from shop.catalogue import RepairCenter

_CITIES = sorted((*PROVINCE_OF_CITY, *MUNICIPALITIES), key=len, reverse=True)
_PLACE = re.compile(r"[一-龥]{2,8}?(?:市|县|区|镇)")
_LEAD = re.compile(r"^(?:我|就|人|家|是|住|在|到|去|的|那|这|老家|现在|目前)+")
# As many as can be read at a glance.
_SHOWN = 4


def _city_in(case: Case) -> str | None:
    text = case.turn.text
    place = case.turn.entity("address") or text
    named = [(place.find(city), city) for city in _CITIES if city in place]
    if named:
        # “不在杭州了，在宁波”: the last one is meant.
        return max(named)[1]
    if case.asked != "city":
        return None
    typed = _PLACE.search(_LEAD.sub("", text)) or re.fullmatch(r"[一-龥]{2,6}", _LEAD.sub("", text))
    return typed.group() if typed and case.turn.intent not in {"affirm", "deny", "thanks"} else None


def _repairs(center: RepairCenter, case: Case) -> bool:
    return case.order is None or any(line.category in center.categories for line in case.order.lines)


class FindRepairCenter(Task):
    name = "repair_center"
    is_query = True
    details = (
        Detail("city", lambda case: Line("utter_ask_for_city", case.facts), _city_in, lambda case: case.order is None),
    )

    def needs_order(self, case: Case) -> bool:  # noqa: ARG002 - where repair centres are is no secret
        return False

    def perform(self, case: Case) -> Result:
        city = case.value("city") or case.placed.address.city
        found = case.shop.repair_centers(city)
        centers = [one for one in found if _repairs(one, case)] or list(found)
        if not centers:
            buttons = (button("申请维修", "我要报修"),)
            facts = {**case.facts, "city": city, "phone": case.policy.service_phone}
            return Result([Line("utter_repair_center_none", facts, buttons=buttons)])
        listed = "\n".join(_said(number, one) for number, one in enumerate(centers[:_SHOWN], start=1))
        facts = {**case.facts, "city": city.removesuffix("市"), "count": str(len(centers)), "centers": listed}
        return Result([Line("utter_repair_center_found", facts)])


def _said(number: int, center: RepairCenter) -> str:
    place = f"{center.city}{center.district}{center.address}"
    return f"{number}. {center.name}：{place}，电话{center.phone}，营业时间{center.hours}；"
