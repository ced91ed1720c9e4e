"""Change what an order says before it leaves: how many pieces, and the note; other goods need another order."""

import re
from typing import Any

from actions.cards import order_card
from actions.details.choices import YES_OR_NO, choice
from actions.line import Line, button, refusal_line, yuan
from actions.phrases import refuses
from actions.tasks.task import Case, Detail, Result, Task
from shop.models import Modification, Order
from shop.rules import quantity_refusal

_DIGITS = {sign: value for value, sign in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_NUMBER = r"(\d{1,3}|[一二两三四五六七八九十])"
_UNIT = r"\s*(?:台|件|个|只|套|份|把)"
_LESS = re.compile(rf"(?:少(?:要|买|拿|来)?|减(?:少|掉|去)?|去掉|[买拍]多了|多[买拍下点]了)\s*{_NUMBER}{_UNIT}")
_MORE = re.compile(rf"(?:(?:再|多)(?:要|来|买|加|拍|拿)|加|增加|添)\s*{_NUMBER}{_UNIT}")
_EXACT = re.compile(
    rf"(?:[改换变调](?:整)?(?:成|为|到)?|只?要|留|(?:加|减|增加|减少)(?:到|成|为)|数量(?:是|为|[改变调]?[成为到])?)"
    rf"\s*{_NUMBER}{_UNIT}|数量(?:[改变调]?[成为到])?\s*{_NUMBER}(?!\d)"
)
_ANY = re.compile(_NUMBER)
_NOTE = re.compile(
    r"(?:备注|留言)(?:里|栏|上|中|那栏)?(?:请|麻烦)?(?:帮我|给我)?"
    r"(?:[改换][成为]|写[上明]?|加[上]?(?:一?句)?|填[上写]?|注明|[:：])[“\"：:，,\s]*(?!错|漏|不|没|了|个|一下|吗)(.{2,100})$"
)
# The order number and the digits behind a note are no part of it.
_IDENTITY = re.compile(r"[,，。;；\s]*(?:(?:手机)?(?:尾号|[后末]四位)|订单号?|单号)\D{0,3}\d{4,12}.*$")
# What the order can be changed in, what it cannot, and what is another matter: read in this order.
_FACETS = {
    "note": ("订单备注", r"备注|留言"),
    "address": ("收货地址", r"地址|收[货件]人"),
    "time": ("送货时间", r"(?:送货|配送|送达|收货)(?:的)?(?:时间|日期)|改天送|晚[点几].{0,2}送"),
    "quantity": ("购买数量", rf"数量|几[台件个]|{_LESS.pattern}|{_MORE.pattern}|{_EXACT.pattern}"),
    "goods": ("更换商品", r"颜色|[白黑灰粉红蓝绿金银]色|型号|规格|尺寸|[匹寸升]|换(?:成|一?[个款台])|别的|另[一外]"),
}
_INSTEAD = {"address": "order_change_address", "time": "delivery_schedule"}
# An answer to “what shall the note say” may read like any matter; only what asks something of us is none.
_ASKS = frozenset({"order_status", "logistics_track", "refund_status", "order_cancel", "human_request", "complaint"})
_TALK = frozenset({"affirm", "deny", "thanks", "greet", "goodbye", "urge", "bot_challenge"})
# Not repeated in a line of ours: numbers to call, and what the written register has no place for.
_NOT_SAID = re.compile(r"[~～!！]|[啦哦呀嘛哈呗额嗯啊呢](?=$|[，。,.\s])")


def _pieces(case: Case) -> int:
    """How many are wanted: as said, or so many more or fewer than the order has."""
    wanted = case.value("quantity") or "0"
    present = case.placed.lines[0].quantity
    return present + int(wanted) if wanted[0] in "+-" else int(wanted)


def _quantity_in(case: Case) -> str | None:
    text = case.turn.text
    for pattern, sign in ((_LESS, "-"), (_MORE, "+")):
        if found := pattern.search(text):
            return f"{sign}{_number(found)}"
    exact = list(_EXACT.finditer(text))
    if not exact and case.asked == "quantity" and case.turn.entity("order_number") is None:
        exact = list(_ANY.finditer(text))
    # “点成3了，只要1台”: the last one is meant.
    return str(_number(exact[-1])) if exact else None


def _number(found: re.Match[str]) -> int:
    said = next(group for group in found.groups() if group)
    return int(said) if said.isdecimal() else _DIGITS[said]


def _quantity_problem(case: Case, _value: str) -> Line | None:
    if case.order is None:
        return None
    if _pieces(case) == case.order.lines[0].quantity:
        return Line("utter_order_quantity_same", {**case.facts, "quantity": str(_pieces(case))})
    found = quantity_refusal(case.order, _pieces(case), case.policy)
    return refusal_line(found, case.facts, case.now) if found else None


def _note_in(case: Case) -> str | None:
    turn = case.turn
    found = _NOTE.search(turn.text)
    if found:
        return _IDENTITY.sub("", found.group(1)).strip('”"。 ')
    is_answer = case.asked == "order_note" and turn.intent not in _TALK | _ASKS and not refuses(turn.text)
    is_answer = is_answer and not re.search(r"[?？]$|[吗么]$", turn.text)
    return turn.text[:100] if is_answer and len(turn.text) >= 2 else None


def said_note(text: str) -> str:
    """The customer's words as our line may repeat them."""
    return _NOT_SAID.sub("", re.sub(r"\d{5,}", "****", text)).replace("你", "您")


def _ask_quantity(case: Case) -> Line:
    line = case.placed.lines[0]
    facts = {"item": line.product_name, "quantity": str(line.quantity), "limit": str(case.policy.order_quantity_limit)}
    return Line("utter_ask_for_quantity", {**case.facts, **facts})


class ModifyOrder(Task):
    name = "order_modify"
    details = (
        choice(
            "facet",
            "utter_ask_for_change",
            _FACETS,
            needed=lambda case: case.value("quantity") is None and case.value("order_note") is None,
        ),
        Detail(
            "quantity",
            _ask_quantity,
            _quantity_in,
            lambda case: case.value("facet") == "quantity" and case.value("order_note") is None,
            _quantity_problem,
        ),
        Detail(
            "order_note",
            lambda case: Line("utter_ask_for_order_note", case.facts),
            _note_in,
            lambda case: case.value("facet") == "note" and case.value("quantity") is None,
        ),
    )

    def take(self, case: Case) -> dict[str, Any]:
        found = super().take(case)
        if case.asked == "order_note":
            # Whatever the note speaks of is its text and no other wish.
            found = {slot: value for slot, value in found.items() if slot == "order_note"} or found
        if "order_note" in found and "备注" in case.turn.text.partition(found["order_note"])[2]:
            found.pop("quantity", None)
        return found

    def instead(self, case: Case) -> str | None:
        return _INSTEAD.get(case.value("facet") or "") if case.asked != "order_note" else None

    def refusal(self, case: Case) -> Line | None:
        refused = super().refusal(case)
        if refused is not None or case.order is None:
            return refused
        facet, note = case.value("facet"), case.value("order_note")
        if facet == "goods" and note is None and case.value("quantity") is None:
            instead = (button("取消订单", "我要取消订单"), button("修改备注", "修改订单备注"))
            return Line("utter_refuse_order_modify_goods", case.facts, buttons=instead)
        wants_quantity = facet == "quantity" or case.value("quantity") is not None
        # Beside a note it only drops the quantity (see `_quantity_problem`).
        found = quantity_refusal(case.order, 1, case.policy) if wants_quantity and note is None else None
        return refusal_line(found, case.facts, case.now) if found else None

    def restated(self, case: Case) -> Line | None:
        return Line(_RESTATED[_what(case)], self._facts(case), buttons=YES_OR_NO)

    def perform(self, case: Case) -> Result:
        facts = self._facts(case)
        pieces = _pieces(case) if case.value("quantity") else None
        change = Modification(quantity=pieces, note=case.value("order_note"))
        order = case.shop.modify(case.placed.number, change, case.key(self.name), case.now)
        return Result([Line(_MODIFIED[_what(case)], facts, card=order_card(order, case.now))])

    def _facts(self, case: Case) -> dict[str, str]:
        facts = {**case.facts, "note": said_note(case.value("order_note") or "")}
        if case.value("quantity") is None:
            return facts
        line = case.placed.lines[0]
        total = _total(case.placed, _pieces(case))
        return {
            **facts,
            "item": line.product_name,
            "present": str(line.quantity),
            "quantity": str(_pieces(case)),
            "amount": yuan(total),
        }


_RESTATED = {
    "quantity": "utter_restate_order_quantity",
    "order_note": "utter_restate_order_note",
    "quantity+order_note": "utter_restate_order_quantity_note",
}
_MODIFIED = {
    "quantity": "utter_order_modified_quantity",
    "order_note": "utter_order_modified_note",
    "quantity+order_note": "utter_order_modified_quantity_note",
}


def _what(case: Case) -> str:
    return "+".join(slot for slot in ("quantity", "order_note") if case.value(slot) is not None)


def _total(order: Order, pieces: int) -> int:
    first, *rest = order.lines
    return first.price * pieces + sum(line.price * line.quantity for line in rest)
