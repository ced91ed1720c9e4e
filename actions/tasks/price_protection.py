"""The price fell after the order: what it comes to is worked out, and paid back after a yes; earlier ones are told."""

import re

from actions.dates import spoken
from actions.details.choices import YES_OR_NO
from actions.line import Line, yuan
from actions.tasks.task import Case, Detail, Result, Task
from shop.models import OrderLine
from shop.rules import price_difference

_RECORD = re.compile(r"记录|(?:价保|保价|申请|差价).{0,6}(?:成功|通过|到账|批|好了|进度|结果)|(?:申请|办|保)过")
# Rules and how-tos, as against “it fell, give it back”.
_IN_GENERAL = re.compile(
    r"规则|条件|规定|入口|按钮|在哪|哪[里儿]|多久|(?:保|内|是)几天|几天(?:内|有效|之内)|多少天|期限|算起|秒杀|拼[团单]|[用领叠]了?券|优惠券|国补|补贴|以旧换新|定金|预售"
    r"|积分|门店|别的平台|直播|怎[么样](?:算|申请|弄|保|操作)|如何|驳回|现金|自动|能?不?能?保[价几]?几次|还是给券|什么情况|哪些"
)


def _asks_on(case: Case) -> bool:
    """“什么时候到账” after the money was promised: by when, or where to."""
    return case.turn.follow_up == "price_protection"


class ProtectPrice(Task):
    """`facet` `record`: only what has been paid back before."""

    name = "price_protection"
    details = (
        Detail(
            "facet",
            lambda case: Line("utter_urge_form", case.facts),
            lambda case: "record" if _RECORD.search(case.turn.text) or _asks_on(case) else None,
            lambda _case: False,
        ),
    )

    def asks_knowledge(self, case: Case) -> bool:
        return (
            bool(_IN_GENERAL.search(case.turn.text)) and case.turn.entity("order_number") is None and not _asks_on(case)
        )

    def refusal(self, case: Case) -> Line | None:
        return None if case.value("facet") == "record" else super().refusal(case)

    def restated(self, case: Case) -> Line | None:
        if case.value("facet") == "record":
            return None
        return Line("utter_restate_price_protection", self._facts(case), buttons=YES_OR_NO)

    def perform(self, case: Case) -> Result:
        if case.value("facet") == "record":
            return Result([_record(case)])
        made = case.shop.protect_price(case.placed.number, case.key(self.name), case.now)
        due = spoken(made.due_at, case.now) if made.due_at else ""
        facts = {**case.facts, "difference": yuan(made.difference), "due_at": due}
        return Result([Line("utter_price_protection_done", facts)])

    def _facts(self, case: Case) -> dict[str, str]:
        line = _cheaper(case)
        return {
            **case.facts,
            "item": line.product_name,
            "price": yuan(line.price),
            "price_now": yuan(line.price_now),
            "difference": yuan(price_difference(case.placed)),
        }


def _cheaper(case: Case) -> OrderLine:
    return next(line for line in case.placed.lines if line.price_now < line.price)


def _record(case: Case) -> Line:
    if not case.placed.protections:
        return Line("utter_price_protection_none", case.facts)
    latest = case.placed.protections[-1]
    facts = {**case.facts, "difference": yuan(latest.difference), "applied_at": spoken(latest.applied_at, case.now)}
    if latest.paid_at is not None:
        return Line("utter_price_protection_paid", {**facts, "paid_at": spoken(latest.paid_at, case.now)})
    due = spoken(latest.due_at, case.now) if latest.due_at else ""
    is_late = latest.due_at is not None and latest.due_at < case.now
    response = "utter_price_protection_late" if is_late else "utter_price_protection_on_the_way"
    return Line(response, {**facts, "due_at": due}, needs_person=is_late)
