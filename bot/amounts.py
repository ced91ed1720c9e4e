"""Sums of money: 199元, 两百块, ¥50, 3千多; a bare number only where the words around it speak of money."""

import re

from bot.counting import SIGNS, value_of, written
from bot.spans import Span
from bot.wording import any_of

_FIGURES = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,7}(?:\.\d{1,2})?"
_WORDS = rf"[{SIGNS}俩仨]{{1,9}}"
_MIXED = r"\d{1,4}(?:\.\d)?[百千万kKwW]\d?"
_VAGUE = r"(?:多|来|几)?"
# 一块 alone is “together”, and blocks and batteries are counted with 块, too.
_THINGS = r"(?!\s?(?:地|板|布|屏|电池|玻璃|面板|肉|砖|石|滤|木|抹|儿))"
_MARKED = re.compile(rf"[¥￥]\s?(?:{_MIXED}|{_FIGURES})(?:元|块钱?)?|(?:{_FIGURES})\s?(?:rmb|RMB|人民币)")
_WITH_UNIT = re.compile(
    rf"(?<![\d.a-zA-Z几])(?:{_MIXED}|{_FIGURES}|(?<![{SIGNS}几]){_WORDS}){_VAGUE}"
    r"(?:元(?![旦素宵气])(?:钱|整)?|圆|大洋|块(?:钱|大洋)|块多?(?:钱|[1-9一二三四五六七八九](?![\d个台天次件年块]))"
    rf"|(?<!一)块(?:多钱?)?(?!一块){_THINGS}"
    rf"|毛钱?(?![巾病线衣])|万(?=块|元)块?元?)"
)
_ROUND = re.compile(
    rf"(?<![\d.a-zA-Z{SIGNS}几])(?:\d{{1,3}}[百千万]|[一二两三四五六七八九]?十[一二三四五六七八九]?(?![百千万])"
    rf"|[一二两三四五六七八九][百千万])(?:[{SIGNS}]{{0,5}}|\d){_VAGUE}"
    rf"(?![{SIGNS}\d个台件次人天转瓦wWgGkK升米公积平遍字条年月号日点岁斤毫克度户家分种倍小位步里多来几])"
)
_BARE = re.compile(
    rf"(?<![\d.:：a-zA-Z*#@/双-])(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,6}})(?:\.\d{{1,2}})?{_VAGUE}"
    rf"(?![\d:：a-zA-Z*%/.-]|[{SIGNS}多来几年月号日天次台个件人点升匹瓦寸小期平斤公千克款楼栋遍位层岁折度转秒家条单字张套米毫]"
    r"|[级门星袋只周倍例]|分(?!\d*期))"
)
_PAYS = any_of(
    "花了? 买了? 拍了? 付了? 付款 支付 实付 交了? 收了? 收费 退了? 退款 退回 补了? 补差 补偿 赔了? 赔偿 赔付 "
    "差价 差了? 降到?了? 降价 "
    "涨到?了? 贵了? 便宜了? 优惠了? 减了? 满 立减 返了? 返现 扣了? 价格? 售价 单价 总价 原价 现价 到手价? 活动价 "
    "标价 卖 才 押金 定金 尾款 "
    "运费 邮费 安装费 上门费 维修费 检测费 面值 余额 充值? 还差 白条 花呗 少了? 多收了? 要价 报价 打个 抵扣? "
    "立返 货款 钱 标 变成? 变 涨 值 要 送"
)
_BETWEEN = (
    any_of(
        r"\s [:：] 我们? 你们? 是 为 了 就 都 要 只 才 又 到 成 给 至 的 共 一共 总共 大概 差不多 将近 快 人家 还 "
        r"金额 原来 现在 之前"
    )
    + "{0,3}$"
)
_BEFORE = re.compile(_PAYS + _BETWEEN)
_AFTER = re.compile(
    r"\s?"
    + any_of(
        "的发票 买的? 买[了到] 拍的 入手 到手 包邮 的?价 贵 降[到成] 降了 变[成了] 太?[有太好]点?贵 不值 不贵 减 "
        "抵 的?运费 优惠 "
        "什么时候退 怎么[退没还] 退 一个太?贵"
    )
)
# Small numbers behind these count other things more often than money.
_WEAK = re.compile(r"(?:买了?|拍了?|要|送|才|满|值|差|少了?|到|变成?|标|只|补了?)" + _BETWEEN)
# “1万2的冰箱”
_OF_GOODS = re.compile(r"的(?=[那这]|[一-龥]{0,4}[机箱器炉锅灶视调煲扇券])")
_MAY_BE = re.compile(rf"\d|[¥￥元块毛]|[{SIGNS}][百千万]")


def find_amounts(text: str) -> list[Span]:
    """Sums of a folded line without its long numbers, dates and times; the value is the sum in yuan."""
    if _MAY_BE.search(text) is None:
        return []
    spans: list[Span] = []
    for pattern in (_MARKED, _WITH_UNIT):
        spans += [_span(match) for match in pattern.finditer(text) if not _covered(match, spans)]
    spans += [_span(match) for match in _ROUND.finditer(text) if not _covered(match, spans) and _is_money(match, text)]
    bare = [match for match in _BARE.finditer(text) if not _covered(match, spans)]
    sure = [match for match in bare if _is_money(match, text)]
    spans += [_span(match) for match in sure]
    if spans:
        # “昨天1899，今天1699”: beside one price, a number of its size is another.
        spans += [_span(match) for match in bare if match not in sure and _is_a_price(match, text)]
    return spans


def _is_money(match: re.Match[str], text: str) -> bool:
    if re.search(r"\d{3}多$|[百千万]多$", match.group()):
        return True
    if re.search("[百千万]", match.group()) and _OF_GOODS.match(text, match.end()):
        return True
    before = text[max(0, match.start() - 12) : match.start()]
    # “99%” and “5台” are refused by the pattern; what is left of one digit is money only after a plain word for it.
    if re.search(r"[满充送减]$", before):
        return True
    if _BEFORE.search(before):
        return len(match.group()) > 1 and (len(match.group()) > 2 or not _WEAK.search(before))
    return len(match.group()) > 1 and _AFTER.match(text, match.end()) is not None


def _is_a_price(match: re.Match[str], text: str) -> bool:
    return bool(
        re.fullmatch(r"\d{3,5}(?:\.\d{1,2})?", match.group())
        and not re.match(r"\s?(?:款|型|瓦|转|年|结尾|尾号)", text[match.end() :])
        and not re.search(r"(?:尾号|后四位|尾数|是)\s?$", text[: match.start()])
    )


def _covered(match: re.Match[str], spans: list[Span]) -> bool:
    return any(match.start() < span.end and span.start < match.end() for span in spans)


def _span(match: re.Match[str]) -> Span:
    return Span("amount", _value(match.group()), match.start(), match.end())


def _value(said: str) -> str:
    """In yuan: 9块9 is 9.9, 三千多 is 3000."""
    text = re.sub(r"[¥￥\s,钱整多来几]|大洋|人民币|rmb|RMB|^俩", "", said)
    whole, _, rest = text.replace("圆", "元").replace("元", "块").partition("块")
    cents = re.fullmatch(r"[1-9一二三四五六七八九]", rest)
    if whole.endswith("毛"):
        dimes = value_of(whole.removesuffix("毛"))
        return said if dimes is None else written(dimes / 10)
    value = value_of(whole)
    if value is None:
        return said
    return written(value + (value_of(rest) or 0) / 10) if cents else written(value)
