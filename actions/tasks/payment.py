"""A payment that went wrong: failed, charged twice, or nothing that the shop can see, which people then look into."""

import re
from collections.abc import Mapping
from typing import Any

from actions.dates import spoken
from actions.details.contact_data import NONE, photos, words
from actions.line import Line, button, yuan
from actions.tasks.task import Case, Detail, Result, Task
from shop.models import OrderState
from shop.money import Payment, PaymentState

# Without an order there is no payment to look at: rules of ordering and paying.
_IN_GENERAL = re.compile(
    r"下不了单|下单(?:不了|失败)|无法下单|不能下单|提交(?:不了|失败|订单)|怎么(?:付|支付|操作|解决)|限额(?:是|多少|怎么)|为什么.{0,4}下不"
    r"|保留多久|多久(?:取消|关闭|退回)|代付|分期"
)


def _latest(case: Case, state: PaymentState) -> Payment | None:
    if case.order is None:
        return None
    return next((one for one in reversed(case.order.payments) if one.state is state), None)


def _is_unexplained(case: Case) -> bool:
    """Nothing in the payments tells what the customer speaks of."""
    if case.order is None or _latest(case, PaymentState.DUPLICATE) is not None:
        return False
    return _latest(case, PaymentState.FAILED) is None


def _ask_words(case: Case) -> Line:
    paid = _latest(case, PaymentState.PAID)
    none = [button("没有提示", "没有")]
    if paid is None:
        return Line("utter_ask_for_payment_words_unpaid", case.facts, buttons=none)
    return Line("utter_ask_for_payment_words", {**case.facts, **_facts_of(paid, case)}, buttons=none)


_WORDS = words("note", "utter_ask_for_payment_words", needed=_is_unexplained)


def _words_in(case: Case) -> str | None:
    if case.asked != "note":
        return None
    # A picture of the message says it as well.
    return _WORDS.read(case) or ("见客户上传的图片" if case.turn.photos else None) or _told(case)


def _told(case: Case) -> str | None:
    """What is told again of the same matter is the answer, too."""
    turn = case.turn
    return turn.text[:200] if turn.task == "payment_problem" and len(turn.text) >= 4 else None


class PaymentProblem(Task):
    name = "payment_problem"
    details = (
        Detail("note", _ask_words, _words_in, _is_unexplained),
        photos(needed=lambda _case: False),
    )

    def asks_knowledge(self, case: Case) -> bool:
        return bool(_IN_GENERAL.search(case.turn.text)) and case.turn.entity("order_number") is None

    def perform(self, case: Case) -> Result:
        double, failed = _latest(case, PaymentState.DUPLICATE), _latest(case, PaymentState.FAILED)
        if double is not None:
            demand = (
                f"订单{case.placed.number}于{spoken(double.at, case.now)}通过{double.method}重复扣款"
                f"{yuan(double.amount)}元，请核实后原路退回，并答复客户。"
            )
            line = Line("utter_payment_duplicate", {**case.facts, **_facts_of(double, case)})
            return Result([line], tickets=[_ticket(demand)])
        if failed is not None:
            return Result([_failed_line(failed, case)])
        said = case.value("note") or NONE
        if said == NONE:
            return Result([Line("utter_payment_fine", case.facts)])
        demand = (
            f"订单{case.placed.number}（{case.placed.state.in_chinese}）支付异常，客户描述：{said}。请核实并答复客户。"
        )
        return Result([Line("utter_payment_noted", case.facts)], tickets=[_ticket(demand)])


def _failed_line(failed: Payment, case: Case) -> Line:
    facts = {**case.facts, **_facts_of(failed, case), "failure": failed.reason or "未完成支付"}
    if case.placed.state is OrderState.PENDING_PAYMENT:
        return Line(
            "utter_payment_failed", facts, buttons=[button("有哪些支付方式"), button("取消订单", "我要取消订单")]
        )
    paid = _latest(case, PaymentState.PAID)
    if paid is None:
        return Line("utter_payment_failed_closed", facts)
    return Line("utter_payment_failed_then_paid", {**facts, "then_at": spoken(paid.at, case.now)})


def _facts_of(payment: Payment, case: Case) -> dict[str, str]:
    return {"at": spoken(payment.at, case.now), "method": payment.method, "amount": yuan(payment.amount)}


def _ticket(demand: str) -> Mapping[str, Any]:
    return {"kind": "payment", "category": "售后", "department": "财务部", "priority": "high", "demand": demand}
