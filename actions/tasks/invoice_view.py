"""The invoice of an order: how it stands, where to get it, and sent by e-mail once more."""

import re
from typing import Any

from actions.cards import card
from actions.dates import spoken
from actions.details.choices import YES_OR_NO
from actions.details.contact_data import email
from actions.details.invoice_data import PERSON, is_company
from actions.line import Line, button, yuan
from actions.tasks.task import Case, Detail, Result, Task
from shop.masking import masked_email, named_by_title
from shop.money import Invoice, InvoiceState

_STATES = {InvoiceState.REQUESTED: "开具中", InvoiceState.ISSUED: "已开具", InvoiceState.REISSUING: "重新开具中"}
_IN_GENERAL = re.compile(
    r"打印|ofd|xml|验真|验证|真假|校验码|票号|纸质|寄出?|快递|随货|箱子|包装|复印|截.{0,2}图|打包|转发|权限|打不开|下不了|空白"
    r"|灰的|正常吗|一般多久|几天(?!.{0,4}我的)|哪里(?:看|下|查|能)|怎么(?:看|下|查|导)|咋下|哪个页面",
    re.IGNORECASE,
)
_MAKE = re.compile(r"[开补换改]")
_SEND = re.compile(
    r"发(?:到|给|送|我|至|一[份下遍])|再发|重发|重新发|补发|推送?一?[次遍下]"
    r"|没收到.{0,4}(?:邮件|票)|邮箱"
)


def said_title(title: str) -> str:
    """A company in full; a person by surname only (R01, R15)."""
    return title if title == PERSON or is_company(title) else named_by_title(title, "")


class ViewInvoice(Task):
    """How it stands and where to get it; `facet` `send`: sent by e-mail once more, to another address after a yes."""

    name = "invoice_view"
    is_query = True
    details = (
        Detail(
            "facet",
            lambda case: Line("utter_ask_for_invoice_email", case.facts),
            lambda case: "send" if _SEND.search(case.turn.text) else None,
            lambda _case: False,
        ),
        email("utter_ask_for_invoice_email", needed=lambda _case: False),
    )

    def asks_knowledge(self, case: Case) -> bool:
        is_own = case.turn.entity("order_number") is not None or _SEND.search(case.turn.text)
        return bool(_IN_GENERAL.search(case.turn.text)) and not is_own

    def instead(self, case: Case) -> str | None:
        """Whoever names a title wants one made."""
        return "invoice_change" if re.search(r"抬头|税号", case.turn.text) and _MAKE.search(case.turn.text) else None

    def refusal(self, case: Case) -> Line | None:
        invoice = case.order.invoice if case.order else None
        if invoice and invoice.state is not InvoiceState.ISSUED and invoice.due_at and invoice.due_at < case.now:
            late = {**case.facts, "due_at": spoken(invoice.due_at, case.now)}
            return Line("utter_invoice_late", late, needs_person=True)
        return super().refusal(case)

    def restated(self, case: Case) -> Line | None:
        invoice, address = case.placed.invoice, case.value("email")
        if invoice is None or address is None or address == invoice.email:
            return None
        return Line("utter_restate_invoice_send", {**case.facts, "email": masked_email(address)}, buttons=YES_OR_NO)

    def perform(self, case: Case) -> Result:
        order = case.placed
        if case.value("facet") == "send" or case.value("email"):
            invoice = case.shop.send_invoice(order.number, case.value("email"), case.key(self.name), case.now)
            facts = {**case.facts, "email": masked_email(invoice.email)}
            return Result([Line("utter_invoice_sent", facts, card=invoice_card(invoice, case))])
        if order.invoice is None:
            raise LookupError("an order without an invoice was refused before")
        invoice = order.invoice
        facts = {
            **case.facts,
            "kind": invoice.kind.in_chinese,
            "title": invoice.title if invoice.tax_number else said_title(invoice.title),
            "issued_at": spoken(invoice.issued_at or invoice.requested_at, case.now),
            "email": masked_email(invoice.email),
        }
        return Result([Line("utter_invoice_issued", facts, card=invoice_card(invoice, case))])


def invoice_card(invoice: Invoice, case: Case) -> dict[str, Any]:
    rows = [
        ("订单号", invoice.order_number),
        ("发票类型", invoice.kind.in_chinese),
        ("抬头", invoice.title if invoice.tax_number else said_title(invoice.title)),
        ("金额", f"{yuan(invoice.amount)}元"),
        ("接收邮箱", masked_email(invoice.email)),
    ]
    if invoice.due_at and invoice.state is not InvoiceState.ISSUED:
        rows.append(("预计开具", f"{spoken(invoice.due_at, case.now)}前"))
    is_issued = invoice.state is InvoiceState.ISSUED
    steps = [button("重新发送", "把发票再发一次到邮箱"), button("修改发票")] if is_issued else []
    link = ("下载发票", invoice.download_url) if invoice.download_url else None
    return card("invoice", "发票", _STATES[invoice.state], rows, actions=steps, link=link)
