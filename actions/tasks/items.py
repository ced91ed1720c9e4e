"""What came was not what should have come: something missing, something else, or something broken."""

import re
from abc import abstractmethod

from actions.cards import service_card
from actions.details.choices import YES_OR_NO, choice
from actions.details.contact_data import photo_ids, photos
from actions.details.faults import fault, is_damage, is_fault, recorded, said_fault
from actions.line import Line
from actions.phrases import refuses
from actions.tasks.after_sales import STATUS, case_ticket, refused_line, service_facts
from actions.tasks.task import Case, Detail, Result, Task
from shop.after_sales import ServiceKind, ServiceRequest
from shop.models import Order
from shop.rules import RULES

_PARTS = re.compile(
    r"遥控器|说明书|电源线|电源适配器|适配器|充电[器座线]|基站|滤[芯网]|支架|挂架|底座|螺[丝钉]|软管|[进排出]水管|水管|烟管|烟机管|管子|管件"
    r"|保修卡|发票|赠品|礼品|刷头|滚刷|边刷|尘[袋盒]|拖布|抹布|内胆|蒸[笼架]|蒸盘|烤[盘架网]|炸篮|量杯|米勺|勺子|杯[盖子]|盖子|门封|层架|搁板|抽屉"
    r"|隔板|转盘|电池|插头|接头|膨胀管|脚垫|水箱|喷头|花洒|减压阀|密封圈|扳手|配件包?|附件|零件"
)
_REMEDIES = {
    "resend": ("补发", r"补(?:[发寄上给齐]|一[个份件套])|重新?[发寄]|再[发寄]|寄过来|发过来"),
    "exchange": ("换货", r"换"),
    "refund": ("退款", r"退"),
    "repair": ("维修", r"修"),
}
_OTHER_MATTERS = frozenset({"affirm", "deny", "thanks", "greet", "goodbye", "urge", "human_request", "complaint"})
# Where another matter is meant, which is told in between.
_ASIDES = frozenset({"order_status", "logistics_track", "delivery_time", "refund_status", "after_sales_status"})


def _remedy(response: str, offered: tuple[str, ...]) -> Detail:
    return choice("remedy", response, {code: _REMEDIES[code] for code in offered})


def _own_words(slot: str, case: Case) -> str | None:
    """The answer to our question, even where it reads like a matter: 少了遥控器 is one, and the answer."""
    turn = case.turn
    is_answer = case.asked == slot and turn.intent not in _OTHER_MATTERS | _ASIDES and not refuses(turn.text)
    return recorded(turn.text) or None if is_answer and len(turn.text) >= 2 else None


def _missing_part_in(case: Case) -> str | None:
    named = dict.fromkeys(_PARTS.findall(case.turn.text))
    return "、".join(named) if named else _own_words("part", case)


def _wrong_goods_in(case: Case) -> str | None:
    said = re.search(
        r"(?:发|寄|送|给|收到|来)(?:成|的|了|过来)*(?:是|个|台|一[个台])+\s*([^，,。！!？?\s]{2,20})", case.turn.text
    )
    return recorded(case.turn.text) if said else _own_words("part", case)


class GoodsProblem(Task):
    """A service order with a wish of the customer's, and a ticket: people have to look into it."""

    kind: ServiceKind
    reason: str

    def refusal(self, case: Case) -> Line | None:
        found = RULES[self.name](case.order, case.policy, case.now) if case.order else None
        return refused_line(case, found) if found else None

    def restated(self, case: Case) -> Line | None:
        return Line(f"utter_restate_{self.name}_{case.value('remedy')}", self._facts(case), buttons=YES_OR_NO)

    def perform(self, case: Case) -> Result:
        said = case.value("part") or case.value("note") or ""
        remedy = case.value("remedy") or ""
        request = ServiceRequest(
            case.placed.number,
            self.kind,
            self.reason,
            note=said,
            photos=photo_ids(case),
            quantity=case.placed.lines[0].quantity,
            remedy=remedy,
        )
        service = case.shop.open_service(request, case.key(self.name), case.now)
        facts = {**self._facts(case), **service_facts(service, case)}
        line = Line(f"utter_{self.name}_done", facts, card=service_card(service, case.now, [STATUS]))
        wish = _REMEDIES[remedy][0] if remedy in _REMEDIES else "处理"
        what = f"订单{case.placed.number}（{case.facts['goods']}）{self._what(case)}"
        demand = f"客户反映{what}，希望{wish}，请核实后答复客户。"
        return Result([line], tickets=[case_ticket(case, service, demand)])

    @abstractmethod
    def _what(self, case: Case) -> str:
        """In the words of the record."""

    def _facts(self, case: Case) -> dict[str, str]:
        remedy = case.value("remedy") or ""
        return {**case.facts, "remedy": _REMEDIES[remedy][0] if remedy in _REMEDIES else ""}


class ItemMissing(GoodsProblem):
    name = "item_missing"
    kind, reason = ServiceKind.MISSING, "missing"
    details = (
        Detail("part", lambda case: Line("utter_ask_for_missing_part", case.facts), _missing_part_in),
        _remedy("utter_ask_for_missing_remedy", ("resend", "refund")),
        photos(needed=lambda _case: False),
    )

    def _what(self, case: Case) -> str:
        return f"少件，缺少的物品：{case.value('part')}"

    def _facts(self, case: Case) -> dict[str, str]:
        named = "、".join(dict.fromkeys(_PARTS.findall(case.value("part") or "")))
        return {**super()._facts(case), "part": named or "您说明的物品"}


class ItemWrong(GoodsProblem):
    name = "item_wrong"
    kind, reason = ServiceKind.WRONG, "wrong"
    details = (
        Detail("part", lambda case: Line("utter_ask_for_wrong_goods", case.facts), _wrong_goods_in),
        photos(),
        _remedy("utter_ask_for_wrong_remedy", ("exchange", "refund")),
    )

    def _what(self, case: Case) -> str:
        return f"发错商品，客户说明：{case.value('part')}"


class ItemDamaged(GoodsProblem):
    """Broken when it came, or broken down in use: the latter can be repaired, and past the period only that."""

    name = "item_damaged"
    kind, reason = ServiceKind.DAMAGED, "damaged"
    details = (
        fault("utter_ask_for_damage"),
        _remedy("utter_ask_for_damage_remedy", ("exchange", "refund", "repair")),
        photos(),
    )

    def instead(self, case: Case) -> str | None:
        if case.value("remedy") == "repair" or (case.order is not None and self._is_worn(case, case.order)):
            return "repair_request"
        return None

    def _is_worn(self, case: Case, order: Order) -> bool:
        """A fault past the period for an exchange."""
        refused = RULES[self.name](order, case.policy, case.now)
        said = case.value("note") or case.turn.text
        return refused is not None and refused.code == "expired" and is_fault(said) and not is_damage(said)

    def _what(self, case: Case) -> str:
        return f"商品破损或故障，客户说明：{case.value('note')}"

    def _facts(self, case: Case) -> dict[str, str]:
        return {**super()._facts(case), "fault": said_fault(case.value("note") or "")}
