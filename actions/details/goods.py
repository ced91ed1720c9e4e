"""Which goods a question is about: an article or a kind of goods, named in the line, or those last spoken of."""

import re
from collections.abc import Callable, Sequence

from actions.details.choices import free_text
from actions.line import Line, button
from actions.tasks.task import Case, Detail
from shop.catalogue import Product

_POINTS_BACK = re.compile(r"[这那]一?[款个台件种]|它|刚才|刚刚|上面|同款|这|那")
_SHORT = 12
_OF_GOODS = frozenset({"stock", "product_price", "promotion", "product_info"})
_LONGEST = 40
_OFFERED = 4


def product(response: str, *, needed: Callable[[Case], bool] = lambda _case: True) -> Detail:
    """The article's or the kind's name as the catalogue has it."""

    def ask(case: Case) -> Line:
        own = [line.product_name for line in case.order.lines] if case.order else []
        return Line(response, buttons=[button(name) for name in own[:_OFFERED]])

    def problem(case: Case, value: str) -> Line | None:
        return None if named_goods(case, value) else Line("utter_product_unknown")

    return Detail("product", ask, lambda case: read_product(case, is_loose=True), needed, problem)


def read_product(case: Case, *, is_loose: bool = False) -> str | None:
    """`is_loose` where goods have to be meant: then a short line right after an answer about some means those."""
    named = case.turn.entity("product")
    if named and named_goods(case, named):
        return named
    if case.value("product") is not None:
        return None
    if case.asked == "product" and (typed := free_text(case, "product")):
        return typed[:_LONGEST]
    latest = case.value("last_product")
    text = case.turn.text
    is_about_goods = is_loose and case.value("last_topic") in _OF_GOODS and len(text) <= _SHORT
    is_follow_up = _POINTS_BACK.search(text) or case.turn.follow_up is not None or is_about_goods
    if latest and is_follow_up and named_goods(case, latest):
        return latest
    return _only_ordered(case) if _POINTS_BACK.search(text) else None


def named_goods(case: Case, name: str) -> Sequence[Product]:
    """The article of this name, or all of this kind; empty where the shop has none."""
    products = case.shop.products()
    exact = [one for one in products if name in {one.name, one.model, *one.aliases}]
    return exact or [one for one in products if one.category == name]


def wanted_goods(case: Case) -> Sequence[Product]:
    name = case.value("product")
    return named_goods(case, name) if name else ()


def _only_ordered(case: Case) -> str | None:
    """“这款” in a talk about one order's only article."""
    if case.order is None or len(case.order.lines) != 1:
        return None
    return case.order.lines[0].product_name
