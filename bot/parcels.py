"""Numbers that are no order's: of service orders (FW and S with twelve digits) and of parcels."""

import re

from bot.spans import Span, blank_out

_SERVICE = re.compile(r"(?<![A-Za-z0-9])(?:FW|S)(?:[ -]?\d){12}(?![A-Za-z0-9])", re.IGNORECASE)
# Fewer or more digits are a slip of typing; FW stands for nothing else.
_SERVICE_NEARLY = re.compile(r"(?<![A-Za-z0-9])FW[ -]?\d{8,15}(?![A-Za-z0-9])", re.IGNORECASE)
_SERVICE_CALLED = re.compile(r"(?:售后|服务|维修|报修|安装|工)单(?:编?号|号码)?(?:\s|[:：]|是|为)*(\d{12})(?!\d)")

_MADE_OF = r"(?:[ -]?[0-9])"
_LETTERED = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?:SF|YT|ZTO|ZT|STO|ST|YD|JT|DP[KLE]?|HT|TT|UC|EMS|KY){_MADE_OF}{{10,16}}"
    r"|JD[A-Z]{0,3}[ -]?\d[0-9-]{8,16}|E[A-Z]\d{9}CN)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_CARRIER = (
    r"(?:顺丰|京东|中通|圆通|申通|韵达|极兔|德邦|百世|邮政|EMS|ems|丹鸟|菜鸟|天天|安能|跨越)"
    r"(?:快递|物流|速[递运]|快运)?"
)
_IS = r"(?:\s|[:：,，]|是|为|就是|的|填)*"
# A parcel's number called so may have any length; called after its carrier alone it must not look like an order's.
_CALLED = re.compile(
    r"(?:运单(?:编?号|号码)?|(?:快递单|物流单|快递|物流|退货单|回寄单|寄件单|面单)(?:编?号|号码))"
    rf"{_IS}([A-Za-z]{{0,4}}\d{{8,20}}|[A-Za-z]{{0,4}} ?\d{{3,5}}(?:[ -]\d{{2,5}}){{2,4}})(?![A-Za-z0-9])"
)
_OF_CARRIER = re.compile(rf"{_CARRIER}(?:的)?(?:单号|运单号?|快递单号)?{_IS}((?!1[3-9]\d{{9}}(?!\d))\d{{10,18}})(?!\d)")
_THEN_CARRIER = re.compile(rf"(?<![A-Za-z0-9])((?!1[3-9]\d{{9}}(?!\d)|2[56]\d{{10}}(?!\d))\d{{10,18}}){_IS}{_CARRIER}")
# Thirteen digits and more are no order's; where a parcel is spoken of they are its number.
_LONG = re.compile(r"(?<![A-Za-z0-9])\d{13,15}(?![A-Za-z0-9])")
_OF_PARCELS = re.compile(r"快递|物流|运单|包裹|派[送件]|揽收|寄[回出了]|签收|中转")
_MAY_BE = re.compile(r"\d{8}|FW|fw")


def find_slips(text: str) -> list[Span]:
    """Service and tracking numbers of a folded line; the value is without spaces, in capitals."""
    if _MAY_BE.search(text.replace(" ", "").replace("-", "")) is None:
        return []
    services = [_span("service_number", match, 0) for match in _SERVICE.finditer(text)]
    line = blank_out(text, services)
    services += [_span("service_number", match, 0) for match in _SERVICE_NEARLY.finditer(line)]
    services += [_span("service_number", match, 1) for match in _SERVICE_CALLED.finditer(line)]
    line = blank_out(text, services)
    parcels: list[Span] = []
    for pattern, group in ((_LETTERED, 0), (_CALLED, 1), (_OF_CARRIER, 1), (_THEN_CARRIER, 1)):
        parcels += [_span("tracking_number", match, group) for match in pattern.finditer(line)]
        line = blank_out(line, parcels)
    if _OF_PARCELS.search(line):
        parcels += [_span("tracking_number", match, 0) for match in _LONG.finditer(line)]
    return [*services, *parcels]


def _span(entity: str, match: re.Match[str], group: int) -> Span:
    value = match.group(group).replace(" ", "").replace("-", "").upper()
    return Span(entity, value, match.start(group), match.end(group))
