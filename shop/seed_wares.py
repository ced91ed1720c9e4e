"""What hangs on a demo order besides its goods and services: payments, invoice, review."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, insert

from shop.catalogue import ReviewState
from shop.money import InvoiceKind, InvoiceState, PaymentState
from shop.plans import Plan
from shop.policy import read_policy
from shop.slots import SHANGHAI
from shop.tables import payments
from shop.tables_service import invoices, reviews
from shop.timeline import History

_METHODS = ("微信支付", "支付宝", "银行卡支付", "云闪付")
_FAILED = ("银行卡当日支付限额已用完", "账户余额不足", "支付超时未确认")
_TITLES = (
    ("个人", None),
    ("杭州青禾家居有限公司", "91330100MA0000001X"),
    ("嘉兴云栖办公用品有限公司", "91330400MA0000002Y"),
)
_PRAISE = (
    (5, "安装师傅准时，机器运行安静，用了几天很满意。"),
    (4, "外观与图片一致，做工扎实，说明书再详细一些就更好。"),
    (3, "功能够用，送货比预期晚了一天。"),
    (5, "操作简单，家里老人也会用。"),
)
_HIDDEN = "评价中含有联系方式"


def write_payments(connection: Connection, number: str, plan: Plan, made: History, total: int, more: Random) -> None:
    method, failed = more.choice(_METHODS), more.choice(_FAILED)
    paid_at: datetime | None = made.order.get("paid_at")
    tried_at: datetime = made.order["placed_at"] + timedelta(minutes=1)
    attempts: list[dict[str, Any]] = []
    if plan.payment == "failed":
        attempts.append({"at": tried_at, "state": PaymentState.FAILED.value, "reason": failed})
    if paid_at is not None:
        attempts.append({"at": paid_at, "state": PaymentState.PAID.value, "reason": None})
        if plan.payment == "duplicate":
            again = paid_at + timedelta(minutes=2)
            attempts.append({"at": again, "state": PaymentState.DUPLICATE.value, "reason": None})
    for attempt, one in enumerate(attempts, start=1):
        values = {"order_number": number, "attempt": attempt, "method": method, "amount": total, **one}
        connection.execute(insert(payments).values(**values))


def write_invoice(connection: Connection, number: str, plan: Plan, made: History, total: int, more: Random) -> None:
    title, tax_number = more.choice(_TITLES)
    if plan.invoice == "none":
        return
    policy = read_policy()
    asked_at: datetime = made.order.get("paid_at") or made.order["placed_at"]
    is_issued = plan.invoice != "requested"
    connection.execute(
        insert(invoices).values(
            order_number=number,
            kind=InvoiceKind.ELECTRONIC.value,
            state=(InvoiceState.ISSUED if is_issued else InvoiceState.REQUESTED).value,
            title=title,
            tax_number=tax_number,
            email=f"kehu{number[-4:]}@example.com",
            amount=total,
            requested_at=asked_at,
            due_at=None if is_issued else asked_at + policy.feedback_within,
            issued_at=asked_at + timedelta(minutes=30) if is_issued else None,
            download_url=policy.invoice_url.format(order_number=number, token=f"{more.getrandbits(64):016x}")
            if is_issued
            else None,
            changes=policy.invoice_changes if plan.invoice == "changed" else 0,
        )
    )


def write_review(connection: Connection, number: str, plan: Plan, made: History, today: date, more: Random) -> None:
    grade, text = more.choice(_PRAISE)
    if plan.review == "none":
        return
    since: datetime = made.order.get("signed_at") or made.order["placed_at"]
    last_evening = datetime.combine(today - timedelta(days=1), time(21), SHANGHAI)
    is_hidden = plan.review == "hidden"
    connection.execute(
        insert(reviews).values(
            order_number=number,
            grade=grade,
            text=text,
            state=(ReviewState.HIDDEN if is_hidden else ReviewState.PUBLISHED).value,
            created_at=max(since, min(since + timedelta(hours=22), last_evening)),
            changes=0,
            hidden_reason=_HIDDEN if is_hidden else None,
        )
    )
