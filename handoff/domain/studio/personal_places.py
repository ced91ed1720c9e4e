"""Addresses: where they stand in a line, and which of their words tell the house. Province, city and district stay."""

import re
from collections.abc import Iterator

from handoff.domain.studio.personal import Found, Kind
from handoff.domain.studio.stand_ins import PLACES

_PROVINCE = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾"
    "|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
# Words between a verb and a place. 都 and 和 are in the names of known towns.
_NO_PLACE = (
    "我你您他她它们的了是在到住送寄改换给去往把请从发放收为来与跟址有没不要这那哪什么怎吗呢吧啊就也还说让叫帮或及等能可"
)
_SIGN = f"(?:(?![{_NO_PLACE}]|(?<![成首于丰])都|和(?![平浩田县顺]))[一-龥])"
_WITHIN = "(?![路街巷弄村园苑号栋幢楼省县]|市(?![中北南]区))"
_IN_PROVINCE = rf"(?:{_PROVINCE})(?:省|市|(?:壮族|维吾尔|回族)?自治区|特别行政区)?(?![东南西北中]?(?:路|街|大道|巷))"
_LEVEL = (
    r"(?:自治州|地区|盟|(?<![超城门夜])市(?!场)|自治县|自治旗|新区|开发区|高新区|工业园区"
    r"|(?<![小社园一二三四五六七八九十\dA-Za-z])区(?![分别域间号])|县(?!城))"
)
_ADMIN = rf"(?:(?:{_IN_PROVINCE})?(?:(?:{_WITHIN}{_SIGN}){{1,7}}?{_LEVEL}\s?){{1,4}}|{_IN_PROVINCE})"
# Without a parse nothing tells where a name begins: the last signs before 路 are taken for it.
_ROAD = rf"(?:(?![路街巷]){_SIGN}){{2,4}}?(?:大街|大道|胡同|弄堂|路|街(?!道)|巷|弄|村|庄|屯)(?:[东南西北中]段)?"
_TOWN = rf"{_SIGN}{{1,4}}?(?:街道|镇|乡)"
_PLACE = (
    rf"{_SIGN}{{2,6}}?(?:小区|花园|大厦|广场|公寓|家园|新村|社区|苑|大楼|写字楼|软件园|产业园|科技园|工业园|园区"
    "|国际|公馆|别墅|新城|宿舍|大院)"
)
_NUMBER = (
    r"[A-Za-z]?\d{1,5}(?:-\d{1,5}){0,3}(?:号楼|号院|号(?!线)|弄|幢|栋|座|单元|室|楼|层|房|户|铺|组)"
    "|[A-Za-z](?:座|栋|幢|区|单元)"
)
_DOOR = r"[A-Za-z]?\d{1,5}(?:-\d{1,5}){0,3}(?![\d年月日天元块个件台次分点升匹%.:：])"
_CHAIN = re.compile(
    rf"(?:{_ADMIN}\s?)?(?:{_TOWN}\s?)?(?:"
    rf"(?:(?:{_ROAD}|{_PLACE})\s?){{1,3}}(?:{_NUMBER}\s?)(?:(?:{_NUMBER}|{_PLACE})\s?){{0,5}}(?:{_DOOR})?"
    rf"|(?:{_PLACE})\d{{1,4}}-\d{{1,4}}(?:-\d{{1,4}}){{0,2}}"
    rf"|\d{{1,4}}(?:幢|栋|座|号楼)(?:\s?{_NUMBER}){{0,3}}\s?(?:{_DOOR}|(?<=[室楼层房户号]))"
    rf"|\d{{1,4}}单元\s?(?:{_NUMBER}|{_DOOR}))"
)
# What our own lines leave of an address.
_SHOWN_IN_PART = re.compile(rf"{_ADMIN}[*＊]{{2,8}}(?P<it>[^\s,，。*＊；;）)]{{1,3}})")

_ADMIN_HEAD = re.compile(rf"(?:{_IN_PROVINCE}\s?)?(?:(?:{_WITHIN}[一-龥]){{1,7}}?{_LEVEL}\s?){{0,4}}")
# Words that say what a part is; the name stands before them.
_PARTS = (
    "自治州|街道|镇|乡|大街|大道|胡同|弄堂|路口|路|街|巷|村委会|村|庄|屯|小区|花园|大厦|广场|公寓|家园|新村|社区|苑|中心|大楼|写字楼|软件园|产业园|创业园"
    "|科技园|工业园|园区|学校|大学|学院|美院|中学|小学|幼儿园|酒店|宾馆|饭店|超市|银行|公司|车站|大院|医院|宿舍|商场|别墅|新城|国际|公馆|城|府|湾|里"
)
_KEPT = (
    "号楼|号院|号|弄|幢|栋|座|单元|室|楼|层|房|户|铺|店|组|期|区|段|东门|南门|西门|北门|门口|菜鸟驿站|驿站|快递柜|丰巢柜?|物业|门卫室?|传达室|前台"
    "|保安亭|延长线|交叉口|交汇处"
)
_COUNT = "[东南西北中上下前后第附之一二三四五六七八九十百甲乙丙]+"
_TOKEN = re.compile(
    rf"(?P<digits>\d+)|(?:{_COUNT})?(?:{_KEPT})|(?:{_COUNT})(?:{_PARTS})(?![一-龥])|与"
    rf"|(?P<name>[一-龥]+?)(?:{_PARTS})|(?P<rest>[一-龥]{{2,}})"
)


def find_places(line: str) -> list[Found]:
    """Addresses in a line in plain signs, from the largest part that is named down to the door."""
    shown = [Found(*match.span("it"), Kind.PLACE) for match in _SHOWN_IN_PART.finditer(line)]
    return [*shown, *(Found(_begin(match), match.end(), Kind.PLACE) for match in _CHAIN.finditer(line))]


def _begin(chain: re.Match[str]) -> int:
    """Behind words that only stand before a name which is a stand-in already."""
    start, end, is_number = next(telling(chain.group()), (0, 0, True))
    if start or is_number:
        return chain.start()
    known = next((place for place in PLACES if chain.group()[:end].endswith(place)), None)
    return chain.start() + end - len(known) if known else chain.start()


def telling(address: str) -> Iterator[tuple[int, int, bool]]:
    """The pieces that tell the house, and whether each is a number; the others may be read by anybody."""
    head = _ADMIN_HEAD.match(address)
    for match in _TOKEN.finditer(address, head.end() if head else 0):
        for group in ("digits", "name", "rest"):
            if match[group]:
                yield *match.span(group), group == "digits"
