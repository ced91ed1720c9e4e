"""Chinese postal addresses in a line: from the largest part that is named down to the door."""

import re
from collections.abc import Mapping, Sequence

from bot.places import ends_with_county, known_starts
from bot.spans import Span
from bot.wording import any_of

# Lead-ins and verbs stand where an address begins but belong to no place name.
_BARRIER = re.compile(
    any_of(
        "改成 换成 变成 改为 换为 变更为 更改为 更换为 修改为 修改成 改到 换到 送到 寄到 发到 发往 寄往 "
        "发给 寄给 送去 搬到 搬去 寄去 收货地址 收件地址 配送地址 新地址 旧地址 原地址 地址 订单 收货 收件人? "
        "写成 填成 写错 实际是 应该是 少写了? 漏写了? 位于 属于 来自 不是 "
        "麻烦 帮忙 现在 目前 应该 全国 其他 哪个 哪里 哪条 这个 那个 客服"
    )
)
_PROVINCE = any_of(
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 "
    "广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门"
)
# A sign of a place name: function words end one (but 解放 is in many).
_SIGN = "(?:(?!(?<!解)放|[的了是在到把我你他它们吗呢吧啊请改送寄换住给去要不没这那谢哪什么怎写填收说买查多])[一-龥])"
_SIGN_OR_LATIN = f"(?:{_SIGN}|[A-Za-z0-9])"
_ENDS_OF_ROADS = any_of(
    "大街 大道 (?<![马半一铁线电水公网])路(?![由上程线径过灯人费]) 街(?![舞上道]) "
    "(?<![知街渠频味])道(?![歉理具路德了]) "
    "巷(?!子) 胡同 弄堂 (?<![农乡])村(?!里|小区|镇) 庄(?!园) 屯 "
    "(?<![家公城手心夜店屋楼箱机盒桶库单村县市区镇系卡袋院车海])里(?!面|程|边|小区|花园|新村|有|没|还)"
)
_ENDS_OF_PLACES = any_of(
    "小区 花园 大厦 广场 公寓 家园 新村 社区 苑 中心 大楼 写字楼 软件园 产业园 科技园 工业园 创业园 园区 "
    "学校 大学 学院 美院 中学 小学 幼儿园 酒店 宾馆 饭店 超市 银行 公司 车站 大院 医院 宿舍 商场 别墅 新城 国际 公馆 "
    "汇(?![款报总]) 城(?![市里])"
)
_PARTS = {
    # 北京路 is a road and 内蒙古大学 a school.
    "admin0": rf"{_PROVINCE}(?:省|市|(?:壮族|维吾尔|回族)?自治区|特别行政区)?"
    r"(?![东西南北中]?(?:路|街|大道|道|巷)|[一-龥]{0,4}(?:大学|学院|医院|大厦|饭店|宾馆))",
    "admin1": rf"{_SIGN}{{1,7}}?(?:自治州|(?<=[一-龥]{{2}})州(?=[一-龥]{{1,5}}[县市区])|地区|盟"
    r"|(?<![城超门上都股夜])市(?![场面民监区]))",
    "admin2": rf"{_SIGN}{{1,7}}?(?:自治县|新区|开发区|高新区|(?<![小社园郊市景校片本整全地个辖])区(?![别分域间号])"
    r"|(?<![本全个小])县(?![城里])|(?:自治|[左右前后中])旗)",
    "admin3": rf"{_SIGN}{{1,7}}?(?:街道|镇|乡(?!下))",
    "cross": rf"{_SIGN}{{2,6}}(?:路|街|大道)(?:与|和|、|/|跟)?{_SIGN}{{1,6}}(?:路|街|大道)"
    r"(?:交叉口|交汇处|路口|交口|口)",
    "road": rf"{_SIGN_OR_LATIN}{{1,9}}?{_ENDS_OF_ROADS}(?:[东南西北中]段?)?(?:[一二三四五六七八九十]段)?"
    r"(?:延长线|延伸段)?",
    "number": r"[一二三四五六七八九十]组(?:\d+号)?|[甲乙丙附]?\d+(?:-\d+)?(?:号?弄|号(?![线楼])(?:院|大院)?|组)"
    r"(?:附\d+号?|之[一二三四五六七八九])?",
    "place": rf"{_SIGN_OR_LATIN}{{1,11}}?{_ENDS_OF_PLACES}",
    "block": r"[A-Za-z0-9一二三四五六七八九十东南西北]{1,4}(?:号楼|栋|幢|座|单元|号院|期|区(?=\d|[A-Z]))",
    "door": r"[A-Za-z]?\d+(?:-\d+)*(?:室|楼|层|房|户|号房|铺|店|(?![\d年月日天元块个件台次小分点升匹寸瓦多.:：]))",
    "desk": r"(?:菜鸟驿站|快递柜|丰巢柜?|物业(?:处|中心)?|门卫室?|传达室|前台|保安亭|[东南西北]门)",
    # A house by its bare name, known by the block behind it: 蓝鼎B座.
    "house": rf"{_SIGN}{{2,6}}(?=[A-Z\d]{{1,3}}(?:座|栋|幢|号楼))",
}
_PART = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PARTS.items()))
_START = re.compile(_SIGN_OR_LATIN)
_AT = re.compile(r"(?:[在到住放寄送]|\0)\s*$")
_NAMED = re.compile(
    r"(?!自己|旁边|隔壁|附近|整个|老旧|高层|封闭|同一|商业|市民|时间|[一-龥]*(?:上门|结果|扔|错|门口))"
    r"[一-龥]{2,8}(?:小区|花园|大厦|公寓|家园|新村|苑|广场|公馆|别墅|新城|路|大道|[一二三四五六七八九十]区)"
)
_HOUSE = re.compile(r"号楼|栋|幢|座|单元|\d[楼层]\d{3}")
_HOUSE_NUMBER = re.compile(r"\d{1,3}(?:号楼|栋|幢)")


def find_addresses(text: str) -> list[Span]:
    """Addresses of a folded line; the value is the text of the span."""
    line = _BARRIER.sub(lambda match: "\0" * len(match.group()), text)
    known = known_starts(line)
    spans: list[Span] = []
    place = 0
    while (found := _START.search(line, place)) is not None:
        start, end, kinds = _chain(line, found.start(), known)
        if _is_address(kinds, line[start:end]) or _is_named_place(line, start, end, kinds):
            spans.append(Span("address", text[start:end], start, end))
            place = end
        else:
            place = max(found.end(), end if kinds else found.end())
    return spans


def _chain(line: str, start: int, known: Mapping[int, int]) -> tuple[int, int, list[str]]:
    """The chain of parts from here; where a known place begins within the first part, the words before it are "
    "none."""
    end, kinds = _follow(line, start)
    if kinds and start not in known:
        first = _PART.match(line, start)
        later = next((place for place in sorted(known) if first is not None and start < place < first.end()), None)
        if later is not None:
            return later, *_follow(line, later)
    return start, end, kinds


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


def _is_address(kinds: Sequence[str], said: str) -> bool:
    """Enough parts to be a place someone can deliver to; a lone “小区”, “3号” or a city is none."""
    of = set(kinds)
    if "cross" in of:
        return True
    if any(kind.startswith("admin") for kind in kinds):
        if not {"road", "place", "number", "block", "house"}.isdisjoint(of):
            return len(kinds) > 1
        # 卸货区 and 评论区 end like districts: alone it takes a known one.
        is_parted = len(kinds) > 1 and not {"admin2", "admin3"}.isdisjoint(of)
        return is_parted or (kinds[0] in {"admin1", "admin2"} and ends_with_county(said))
    doors = sum(kind in {"number", "block", "door"} for kind in kinds)
    if not {"road", "place"}.isdisjoint(of):
        return doors > 0
    return doors > 1 and _HOUSE.search(said) is not None


def _is_named_place(line: str, start: int, end: int, kinds: Sequence[str]) -> bool:
    """“在阳光花园”, “我是8号楼”: a house or estate by its name, where a place is expected."""
    if kinds == ["block"]:
        return _HOUSE_NUMBER.fullmatch(line, start, end) is not None
    is_name = kinds in (["place"], ["road"], ["admin2"]) and _NAMED.fullmatch(line, start, end) is not None
    return is_name and _AT.search(line[:start]) is not None
