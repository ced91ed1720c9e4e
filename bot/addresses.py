"""Chinese postal addresses in a line: from the largest part that is named down to the door."""

import re

from bot.spans import Span


def _any(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


# Lead-ins and verbs stand where an address begins but belong to no place name.
_BARRIER = re.compile(
    _any(
        "改成 换成 变成 改为 换为 变更为 更改为 更换为 修改为 修改成 改到 换到 送到 寄到 发到 发往 寄往 "
        "发给 寄给 送去 搬到 搬去 寄去 收货地址 收件地址 配送地址 新地址 旧地址 原地址 地址 订单 收货 收件人? "
        "麻烦 帮忙 现在 目前 应该 全国 其他 哪个 哪里 哪条 这个 那个 客服"
    )
)
_PROVINCE = _any(
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 "
    "广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门"
)
# A sign of a place name: function words end one.
_SIGN = "(?:(?![的了是在到把我你他它们吗呢吧啊请改送寄换住给去要不没这那谢哪什么怎])[一-龥])"
_SIGN_OR_LATIN = f"(?:{_SIGN}|[A-Za-z0-9])"
_ENDS_OF_ROADS = _any(
    "大街 大道 路(?!由|上|程|线|径|过|灯) 街(?!舞|上|道) 道(?!歉|理|具|路|德) 巷 胡同 弄堂 "
    "村(?!里) 庄 屯 里(?!面|程|边)"
)
_ENDS_OF_PLACES = _any(
    "小区 花园 大厦 广场 公寓 家园 新村 社区 苑 中心 大楼 写字楼 软件园 产业园 科技园 工业园 创业园 园区 "
    "学校 大学 学院 中学 小学 医院 宿舍 商场 别墅 新城 国际 公馆 城(?!市|里)"
)
_PARTS = {
    "admin0": rf"{_PROVINCE}(?:省|市|(?:壮族|维吾尔|回族)?自治区|特别行政区)?",
    "admin1": rf"{_SIGN}{{1,7}}?(?:自治州|地区|盟|市(?!场|面|民|监|区))",
    "admin2": rf"{_SIGN}{{1,7}}?(?:自治县|新区|开发区|高新区|(?<![小社园])区(?!别|分|域|间)|县|旗(?!舰))",
    "admin3": rf"{_SIGN}{{1,7}}?(?:街道|镇|乡(?!下))",
    "road": rf"{_SIGN_OR_LATIN}{{1,9}}?{_ENDS_OF_ROADS}(?:[东南西北中]段?)?(?:[一二三四五六七八九十]段)?",
    "number": r"\d+(?:-\d+)?(?:号?弄|号(?!线|楼)(?:院|大院)?)",
    "place": rf"{_SIGN_OR_LATIN}{{1,11}}?{_ENDS_OF_PLACES}",
    "block": r"[A-Za-z0-9一二三四五六七八九十东南西北]{1,4}(?:号楼|栋|幢|座|单元|号院|期|区(?=\d|[A-Z]))",
    "door": r"[A-Za-z]?\d+(?:-\d+)*(?:室|楼|层|房|户|号房|铺|店|(?![\d年月日天元块个件台次小分]))",
    "desk": r"(?:菜鸟驿站|快递柜|丰巢柜?|物业(?:处|中心)?|门卫室?|传达室|前台|保安亭|[东南西北]门)",
}
_PART = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PARTS.items()))
_START = re.compile(_SIGN_OR_LATIN)


def find_addresses(text: str) -> list[Span]:
    """Addresses of a folded line; the value is the text of the span."""
    line = _BARRIER.sub(lambda match: "\0" * len(match.group()), text)
    spans: list[Span] = []
    place = 0
    while (start := _START.search(line, place)) is not None:
        end, kinds = _follow(line, start.start())
        if _is_address(kinds):
            spans.append(Span("address", text[start.start() : end], start.start(), end))
            place = end
        else:
            place = max(start.end(), end if kinds else start.end())
    return spans


def _follow(line: str, start: int) -> tuple[int, list[str]]:
    """Where the chain of address parts that begins here ends, and of which kinds it is."""
    end, kinds = start, []
    place = start
    while (part := _PART.match(line, place)) is not None:
        kinds.append(str(part.lastgroup))
        end = place = part.end()
        if place < len(line) and line[place] == " ":
            place += 1
    return end, kinds


def _is_address(kinds: list[str]) -> bool:
    """Enough parts to be a place someone can deliver to; a lone “小区” or “3号” is none."""
    admin = sum(kind.startswith("admin") for kind in kinds)
    door = any(kind in {"number", "block", "door"} for kind in kinds)
    if admin:
        return admin >= 2 or not {"road", "place", "number", "block"}.isdisjoint(kinds)
    return door and not {"road", "place"}.isdisjoint(kinds)
