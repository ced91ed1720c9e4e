"""R15: the customer's phone, ID, bank card and address are never repeated in full."""

from __future__ import annotations

import re
from collections.abc import Iterator

from register.line import Line
from register.model import Breach
from register.text import View

_SEP = r"[ \-]?"
_MOBILE = re.compile(rf"(?<![0-9a-z])(?:\+?86{_SEP})?(1[3-9]\d{_SEP}\d{{4}}{_SEP}\d{{4}})(?![0-9a-z])")
_ID = re.compile(
    r"(?<![0-9a-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9x](?![0-9a-z])"
)
_CARD = re.compile(r"(?<![0-9a-z])[1-9]\d{3}(?: ?\d{4}){3}(?: ?\d{1,3})?(?![0-9a-z])")
_MASKED_PHONE = re.compile(r"\[电话x\]")
_MASKED_ADDRESS = re.compile(r"\[地址x\]")
_NAME_AND_NUMBER = re.compile(
    r"(?:收[货件]人|联系人|姓名|客户)[:是为]{0,2}\s*(?:\[姓名x\]|[一-鿿]{2,4})[,、;\s]{0,2}(?:(?:手机|联系)?(?:电话|号码|手机号码?)?[:是为]{0,2}\s*)"
    r"(1[3-9]\d[*\d]{4}\d{4})"
)
_STREET = r"(?:路|街|道|巷|弄|大街|胡同|村|镇|乡|小区|花园|家园|公寓|大厦|广场|苑|园|里|城|庭|府|湾)"
_HOME = re.compile(
    rf"[一-鿿\d]{{2,30}}?{_STREET}[一-鿿\da-z\-]{{0,24}}?\d{{1,5}}(?:号楼?|栋|幢|单元|室|楼|座|弄|户)[一-鿿\da-z\-]{{0,16}}"
)
_ROOM = re.compile(r"\d+(?:栋|幢|单元|室|号楼|座|户)")

_NUMBER_OF_A_THING = re.compile(
    r"(?:订单|运单|快递|物流|单号|编号|编码|条码|流水|服务单|工单|包裹|sn|序列号|发票|税号)[^,。!?]{0,6}$"
)
_COMPANYS = re.compile(
    r"客服|商家|厂家|售后|热线|网点|门店|维修|站点|自提|快递|配送|师傅|骑手|官方|公司|店铺|卖家|供应商|服务电话|服务中心|回电|回拨|外呼|来电|我的(?:电话|号码)|专员|工程师|经理|总机|仓"
)
_CUSTOMERS = re.compile(r"您|收货|收件|预留|客户|登记|配送信息|注册|绑定")
_ADDRESSED = re.compile(r"您|收[货件]|地址|送[到至往]|寄[到至往]|配送")
_AT_HOME = re.compile(r"收货|您的?地址|您家|配送信息|送[到至]|寄[到至]|邮寄")
_SAID_TO_BE_THEIRS = re.compile(r"手机号|您的|收货|预留")
_SAID_TO_BE_THEIRS_AFTER = re.compile(r"您的|您预留")
_OURS_ADDRESS = re.compile(
    r"网点|门店|维修|站点|自提|仓库?|寄回|寄到我|退货地址|退回|"
    r"商家|售后|厂家|服务中心|我们的地址|公司地址|店地址|营业|请您?[将把]|邮寄至以下|寄往|检测"
)


def find(line: Line) -> Iterator[Breach]:
    view = line.plain
    yield from _phones(line, view)
    for match in _ID.finditer(view.text):
        yield _hidden(line, view, *match.span(), keep=4)
    for match in _CARD.finditer(view.text):
        if "卡" in view.before(match.start(), 16) and not _ID.fullmatch(match.group()):
            yield _hidden(line, view, *match.span(), keep=4)
    for match in _NAME_AND_NUMBER.finditer(view.text):
        if "*" in match.group(1):
            yield line.breach("R15", view, *match.span(), suggestion="姓名和号码请不要同时写出。")
    yield from _addresses(line, view)


def _phones(line: Line, view: View) -> Iterator[Breach]:
    for match in _MOBILE.finditer(view.text):
        before = view.before(match.start(1), 20)
        if not _NUMBER_OF_A_THING.search(before) and not _is_the_companys(before):
            yield _hidden(line, view, *match.span(1), keep=4)
    for match in _MASKED_PHONE.finditer(view.text):
        before, after = view.before(match.start(), 20), view.after(match.end(), 14)
        if not _is_the_companys(before) and (
            _SAID_TO_BE_THEIRS.search(before) or _SAID_TO_BE_THEIRS_AFTER.search(after)
        ):
            yield line.breach("R15", view, *match.span())


def _is_the_companys(before: str) -> bool:
    """Whose number it is: the word nearest to it decides."""
    companys = max((m.start() for m in _COMPANYS.finditer(before)), default=-1)
    customers = max((m.start() for m in _CUSTOMERS.finditer(before)), default=-1)
    return companys > customers


def _hidden(line: Line, view: View, start: int, end: int, *, keep: int) -> Breach:
    digits = [c for c in view.text[start:end] if c.isalnum()]
    head = "".join(digits[:3]) if len(digits) == 11 else ""
    replacement = f"{head}****{''.join(digits[-keep:])}"
    return line.breach("R15", view, start, end, suggestion="请只写后四位。", replacement=replacement)


def _addresses(line: Line, view: View) -> Iterator[Breach]:
    for match in _HOME.finditer(view.text) if any(c in view.text for c in "号栋幢室元") else ():
        around = view.before(match.start(), 24)
        if _OURS_ADDRESS.search(around) or _OURS_ADDRESS.search(match.group()) or "*" in match.group():
            continue
        if _ROOM.search(match.group()) or _ADDRESSED.search(around + match.group()):
            yield line.breach("R15", view, *match.span(), suggestion="地址请只写到区县和最后三个字。")
    for match in _MASKED_ADDRESS.finditer(view.text):
        around = view.before(match.start(), 24) + view.after(match.end(), 12)
        if _AT_HOME.search(around) and not _OURS_ADDRESS.search(around):
            yield line.breach("R15", view, *match.span())
