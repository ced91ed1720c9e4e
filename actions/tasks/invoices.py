"""An invoice asked for, or changed part by part."""

import re
from dataclasses import dataclass
from typing import Any

from actions.dates import spoken
from actions.details.choices import YES_OR_NO
from actions.details.contact_data import email
from actions.details.invoice_data import (
    ELECTRONIC,
    PERSON,
    SOME_COMPANY,
    SPECIAL,
    is_company,
    kind_in,
    tax_number_in,
    tax_number_is_well_formed,
    title_in,
)
from actions.line import Line, button
from actions.tasks.invoice_view import invoice_card, said_title
from actions.tasks.task import Case, Detail, Result, Task
from shop.masking import masked_email
from shop.money import InvoiceKind, InvoiceRequest

_SLOTS = ("invoice_kind", "invoice_title", "tax_number", "email")
# What of an invoice can be changed: title of the button, wording.
_PARTS = {
    "title": ("发票抬头", r"抬头|公司名|单位名|名称|个人.{0,4}(?:改|换)|(?:改|换).{0,4}(?:公司|单位)"),
    "tax": ("税号", r"税号|识别号|信用代码"),
    "email": ("接收邮箱", r"邮箱|邮件"),
    "kind": ("发票类型", r"类型|专票|普票|增票|专用发票"),
}
# Rules and how-tos; whoever wants an invoice made or changed says so in other words.
_IN_GENERAL = re.compile(
    r"怎么(?:填|写|弄|申请|操作|开|改)|如何|咋(?:填|写|弄)|哪些(?:材料|资料)|什么(?:材料|资料)|资质|那[一]?栏|每格|红冲|冲红"
    r"|[能可]不?[能以]?.{0,6}(?:合并?开|合到|拆)|几次|多久|期限|明细|内容(?:写|能|可)|备注栏|项目编号|纸质?票|撕|丢了|开户行"
)


@dataclass(frozen=True)
class _Wanted:
    """The invoice as it is to be: what was said now, over what the present one says."""

    kind: str | None
    title: str | None
    tax_number: str | None
    email: str | None

    @property
    def is_for_company(self) -> bool:
        return self.title is not None and self.title != PERSON and (self.tax_number is not None or _named(self.title))


def _named(title: str) -> bool:
    return title == SOME_COMPANY or is_company(title)


def _wanted(case: Case) -> _Wanted:
    present = case.order.invoice if case.order else None
    kind, title, tax, address = (case.value(slot) for slot in ("invoice_kind", "invoice_title", "tax_number", "email"))
    if present is not None:
        kind = kind or present.kind.value
        # A number of its own belongs to the title it was given for.
        tax = tax or (present.tax_number if title is None else None)
        title, address = title or present.title, address or present.email
    if title == PERSON and case.value("tax_number") is None:
        kind = kind or ELECTRONIC
        tax = None
    return _Wanted(kind, title, tax, address)


def _parts(case: Case) -> set[str]:
    return set((case.value("facet") or "").split("+")) - {""}


def _is_change(case: Case) -> bool:
    return case.order is not None and case.order.invoice is not None


def _parts_in(case: Case) -> str | None:
    if case.asked not in {None, "facet"} and case.turn.intent != "invoice_change":
        return None
    text = case.turn.text
    found = [part for part, (title, words) in _PARTS.items() if title in text or re.search(words, text)]
    return "+".join(found) or None


def _needs_kind(case: Case) -> bool:
    title = case.value("invoice_title")
    if _is_change(case):
        return "kind" in _parts(case)
    return title != PERSON


def _needs_title(case: Case) -> bool:
    wanted = _wanted(case)
    is_unfit = wanted.kind == SPECIAL and not wanted.is_for_company
    return not _is_change(case) or "title" in _parts(case) or is_unfit


def _needs_tax_number(case: Case) -> bool:
    wanted = _wanted(case)
    if not wanted.is_for_company and wanted.kind != SPECIAL:
        return False
    return wanted.tax_number is None or "tax" in _parts(case)


def _tax_problem(_case: Case, value: str) -> Line | None:
    if tax_number_is_well_formed(value):
        return None
    return Line("utter_tax_number_invalid", {"length": str(len(value))})


def _title_problem(case: Case, value: str) -> Line | None:
    if value == PERSON and _wanted(case).kind == SPECIAL:
        return Line("utter_invoice_special_needs_company")
    return None


_COMPANY_NAME = Detail("invoice_title", lambda _case: Line("utter_ask_for_company_name"), title_in)


class ChangeInvoice(Task):
    """The first invoice of an order, or another one in its place; `facet`: the parts to change."""

    name = "invoice_change"
    details = (
        Detail(
            "facet",
            lambda case: Line(
                "utter_ask_for_invoice_part", _facts(case), buttons=[button(title) for title, _ in _PARTS.values()]
            ),
            _parts_in,
            lambda case: _is_change(case) and not any(case.value(slot) for slot in _SLOTS),
        ),
        Detail(
            "invoice_kind",
            lambda case: Line(
                "utter_ask_for_invoice_kind", case.facts, buttons=[button("电子普通发票"), button("增值税专用发票")]
            ),
            kind_in,
            _needs_kind,
        ),
        Detail(
            "invoice_title",
            lambda case: Line("utter_ask_for_invoice_title", case.facts, buttons=[button("个人"), button("公司")]),
            title_in,
            _needs_title,
            _title_problem,
        ),
        Detail(
            "tax_number", lambda _case: Line("utter_ask_for_tax_number"), tax_number_in, _needs_tax_number, _tax_problem
        ),
        email(
            "utter_ask_for_invoice_email",
            needed=lambda case: not _is_change(case) or "email" in _parts(case),
        ),
    )

    def asks_knowledge(self, case: Case) -> bool:
        return bool(_IN_GENERAL.search(case.turn.text)) and case.turn.entity("order_number") is None

    def take(self, case: Case) -> dict[str, Any]:
        found = super().take(case)
        former, title = case.value("invoice_title"), found.get("invoice_title")
        if title and former not in {None, SOME_COMPANY, title} and "tax_number" not in found:
            # The number belonged to the title that is taken back.
            found["tax_number"] = None
        if case.asked in {"tax_number", "email"} and found.get("invoice_title") == PERSON:
            found.pop("invoice_title")
        if "tax_number" in found and found.get("invoice_title") == SOME_COMPANY:
            # “税号是…，公司的”: the name is still to come; an answer to another question names none.
            found.pop("invoice_title") if case.value("invoice_title") else None
        return found

    def missing(self, case: Case) -> Detail | None:
        if case.value("invoice_title") == SOME_COMPANY and (case.value("invoice_kind") or not _needs_kind(case)):
            return _COMPANY_NAME
        return super().missing(case)

    def restated(self, case: Case) -> Line | None:
        if _is_same(case):
            return None
        wanted = _wanted(case)
        response = "utter_restate_invoice_company" if wanted.tax_number else "utter_restate_invoice_person"
        return Line(response, _facts(case), buttons=YES_OR_NO)

    def perform(self, case: Case) -> Result:
        if _is_same(case):
            return Result([Line("utter_invoice_same", _facts(case), card=_present_card(case))])
        wanted = _wanted(case)
        request = InvoiceRequest(
            InvoiceKind(wanted.kind or ELECTRONIC), wanted.title or PERSON, wanted.tax_number, wanted.email or ""
        )
        was_there = case.placed.invoice is not None
        invoice = case.shop.request_invoice(case.placed.number, request, case.key(self.name), case.now)
        due = spoken(invoice.due_at, case.now) if invoice.due_at else ""
        response = "utter_invoice_change_done" if was_there else "utter_invoice_request_done"
        return Result([Line(response, {**_facts(case), "due_at": due}, card=invoice_card(invoice, case))])


def _is_same(case: Case) -> bool:
    present, wanted = case.placed.invoice, _wanted(case)
    if present is None:
        return False
    said = (present.kind.value, present.title, present.tax_number, present.email)
    return said == (wanted.kind, wanted.title, wanted.tax_number, wanted.email)


def _facts(case: Case) -> dict[str, str]:
    wanted = _wanted(case)
    title = wanted.title or PERSON
    return {
        **case.facts,
        "kind": InvoiceKind(wanted.kind or ELECTRONIC).in_chinese,
        "title": title if wanted.tax_number else said_title(title),
        "tax_number": wanted.tax_number or "",
        "email": masked_email(wanted.email or ""),
    }


def _present_card(case: Case) -> dict[str, Any] | None:
    present = case.placed.invoice
    return invoice_card(present, case) if present else None
