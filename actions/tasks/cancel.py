"""Cancel an order that has not left the warehouse; a paid one gets its money back."""

from actions.dates import spoken
from actions.details.choices import YES_OR_NO, reason
from actions.line import Line, yuan
from actions.tasks.task import Case, Result, Task


class CancelOrder(Task):
    name = "order_cancel"
    details = (reason("cancel", "utter_ask_cancel_reason"),)

    def restated(self, case: Case) -> Line | None:
        why = case.policy.reason_text("cancel", case.value("reason") or "")
        return Line("utter_restate_order_cancel", {**case.facts, "why": why}, buttons=YES_OR_NO)

    def perform(self, case: Case) -> Result:
        order = case.shop.cancel(case.placed.number, case.value("reason") or "no_reason", case.key(self.name), case.now)
        if order.refund is None:
            return Result([Line("utter_order_cancel_done", case.facts)])
        due = spoken(order.refund.due_at, case.now) if order.refund.due_at else ""
        facts = {**case.facts, "amount": yuan(order.refund.amount), "bank": order.refund.bank, "due_at": due}
        return Result([Line("utter_order_cancel_refunded", facts)], topic="refund_status")
