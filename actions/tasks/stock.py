"""Goods there or not, by when they are back, and a message to whoever waits for them."""

import re
from collections.abc import Sequence
from datetime import date

from actions.details.choices import YES_OR_NO
from actions.details.contact_data import NONE, own_or_typed_mobile
from actions.details.goods import product, wanted_goods
from actions.line import Line
from actions.tasks.task import Case, Result, Task
from shop.catalogue import Product

_WEEKDAYS = "一二三四五六日"
_LISTED = 6
# So few left that it is worth saying how many.
_FEW = 5
_STOCK_IN_GENERAL = re.compile(
    r"预售|赠品|门店|排队|留一台|限购|最多.{0,4}[买拍]|下架|停产|还会生产|所在地区|老型号|旧款|尾货"
)


def _sold_out(case: Case) -> bool:
    goods = wanted_goods(case)
    return len(goods) == 1 and case.shop.stock(goods[0].id).quantity == 0


def _sold_out_article(case: Case) -> Product:
    return wanted_goods(case)[0]


def _ask_notice(case: Case) -> Line:
    """The answer and the offer in one line."""
    article = _sold_out_article(case)
    back = case.shop.stock(article.id).restock_on
    facts = {"product": article.name}
    tail = case.order.address.phone[-4:] if case.order else None
    if back is not None:
        facts["day"] = _spoken_day(back)
    if tail is not None:
        facts["phone_tail"] = tail
    response = "utter_ask_for_stock_notice" + ("" if back else "_undated") + ("_own" if tail else "")
    return Line(response, facts)


def _stock_line(case: Case) -> Line:
    goods = wanted_goods(case)
    if len(goods) > 1:
        return Line("utter_stock_listed", {"product": case.value("product") or "", "listed": _listed(case, goods)})
    article = goods[0]
    found = case.shop.stock(article.id)
    if found.quantity:
        few = found.quantity <= _FEW
        response = "utter_stock_few" if few else "utter_stock_there"
        return Line(response, {"product": article.name, "quantity": str(found.quantity)})
    if found.restock_on is None:
        return Line("utter_stock_gone", {"product": article.name})
    return Line("utter_stock_back", {"product": article.name, "day": _spoken_day(found.restock_on)})


def _listed(case: Case, goods: Sequence[Product]) -> str:
    return "\n".join(
        f"{place}. {one.name}：{_in_short(case, one)}。" for place, one in enumerate(goods[:_LISTED], start=1)
    )


def _in_short(case: Case, article: Product) -> str:
    found = case.shop.stock(article.id)
    if found.quantity:
        return "有现货"
    return f"暂时缺货，预计{_spoken_day(found.restock_on)}到货" if found.restock_on else "暂时缺货，到货日期待定"


def _spoken_day(day: date) -> str:
    return f"{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


class StockQuery(Task):
    """There, or back by when; sold out, the contact may have a message sent, after a yes."""

    name = "stock"
    is_query = True
    details = (
        product("utter_ask_for_product"),
        own_or_typed_mobile("contact_phone", _ask_notice, needed=_sold_out),
    )

    def needs_order(self, case: Case) -> bool:  # noqa: ARG002 - goods are asked about without any order
        return False

    def asks_knowledge(self, case: Case) -> bool:
        return bool(_STOCK_IN_GENERAL.search(case.turn.text)) and case.turn.entity("product") is None

    def aside(self, case: Case) -> Result | None:
        """In between only the answer: the message to come would be another matter."""
        return Result([_stock_line(case)]) if wanted_goods(case) else None

    def restated(self, case: Case) -> Line | None:
        phone = case.value("contact_phone")
        if phone is None or phone == NONE:
            return None
        facts = {"product": _sold_out_article(case).name, "phone_tail": phone[-4:]}
        return Line("utter_restate_stock_notice", facts, buttons=YES_OR_NO)

    def perform(self, case: Case) -> Result:
        phone, slots = case.value("contact_phone"), {"last_product": case.value("product")}
        if phone is None:
            return Result([_stock_line(case)], slots=slots)
        if phone == NONE:
            return Result([Line("utter_stock_no_notice")], slots=slots)
        article = _sold_out_article(case)
        case.shop.notify_when_back(article.id, phone, case.key(self.name), case.now)
        facts = {"product": article.name, "phone_tail": phone[-4:]}
        return Result([Line("utter_stock_notice_done", facts)], slots=slots)
