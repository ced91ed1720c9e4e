"""What an invoice needs of its buyer: the title behind 抬头 or a company's name, and the tax number."""

import re

from bot.spans import Span, blank_out
from bot.wording import any_of

_CONTEXT = re.compile(
    r"发票|开票|专票|普票|增票|抬头|税号|识别号|信用代码|报销|单位名|公司名|单位[:：]|公司[:：]|税务登记|纳税号|[Ss][Hh]是|名称"
)
_CALLED = re.compile(r"税号|识别号|信用代码|税务登记|(?<![A-Za-z])[Ss][Hh](?![A-Za-z])")
# 统一社会信用代码: who registers and as what, six digits of the place, body and check sign; typing slips may be in it.
_CODE = re.compile(r"(?<![0-9A-Za-z])(?=\d*[A-Za-z]|91|92|93|12)[159Y][1239]\d{6}[0-9A-Za-z]{9,11}(?![0-9A-Za-z])")
_LIKE_ONE = re.compile(r"(?<![0-9A-Za-z@._-])(?=(?:[A-Za-z]*\d){8})[0-9A-Za-z]{15,20}(?![0-9A-Za-z@])")
_SPACED = re.compile(r"(?<![0-9A-Za-z@._-])(?:[0-9A-Za-z]{2,6}[ -]){2,7}[0-9A-Za-z]{1,6}(?![0-9A-Za-z@])")

_ENDINGS = any_of(
    "有限(?:责任)?公司 股份公司 分公司 公司 集团 厂 商行 经营部 商店 商贸 超市 酒店 宾馆 饭店 大学 学院 中学 "
    "小学 学校 幼儿园 医院 诊所 合作社 "
    "事务所 工作室 委员会 居委会 村委会 协会 研究院 研究所 银行 支行 管理局 税务局 派出所 大队 中心 门市部 书店 "
    "药店 物业"
)
# Function words stand in no name, though their signs do in 联想, 新能源 or 用友.
_FUNCTION = (
    r"[的在们我你他她它这那把给让去要是不吗呢吧啊拿买说还也就没谁哪走个改换写填打]|(?<!成)都|(?<![联理梦])想"
    r"|(?<![节智动核热效])能(?![源科达环力])|(?<=[一两几])张|开(?=公司|单位|个|一|成|专|普|发票|票)|用(?!友)"
)
_SIGN = rf"(?:(?!{_FUNCTION})[一-龥A-Za-z0-9（）()·&])"
_COMPANY = re.compile(rf"{_SIGN}{{2,30}}{_ENDINGS}(?:（[一-龥]+）|\([一-龥]+\)|第?[一-龥]{{2,8}}分公司)?")
_FORMAL = re.compile(rf"{_SIGN}{{3,30}}(?:有限(?:责任)?公司|股份公司)(?:[一-龥]{{2,8}}分公司)?")
_LEAD = re.compile(
    "^.*"
    + any_of(
        "抬头 名称 全称 名义 专票 普票 发票 开票 [改换写填开]成 [改换]为 [改换]到 开给 单位[是叫为]? "
        "公司[是叫为](?!司) 原来是 应该是"
    )
    + r"|^[成为](?![都功安武华信达])"
    r"|^(?:请|麻烦|帮我?|我们?|给|把|就|是|叫|写|填|开|用|要|想|的|为|按|以|公司(?=[一-龥]{3}))+"
)
_NO_NAME = re.compile(
    "^"
    + any_of(
        "我们? 咱们? 你们 贵 本 这家? 那家? 别的 新 老 个 换 开 改 用 要 想 的 给 为 以 能 可以 帮 请 按 写 哪 "
        "一家 两家 大 小 单位 企业 某 "
        "结果 以前 原来 现在 别人家 上一家 上家 直接 隔壁 总 律师 会计师?"
    )
    + f"*(?:{_ENDINGS}|单位|企业)$"
)
_SAID = re.compile(
    r"(?:抬头(?:名称)?|发票(?=[改换开])|(?:单位|公司)(?:名称|(?=[:：])))"
    + any_of(r"\s [:：,，] 是 为 就 写成? 填成? 用 开给 [改换][成为]? 变成 开成? 要 请 我的?名字 还是 应该")
    + "+"
)
_BUYER = re.compile(rf"({_SIGN}{{4,30}})(?=$|[\s,，。.;；!！?？、\0]|的|行不|可以|就行|谢谢)")
_NAME = re.compile(r"(个人(?!名|的?姓|抬头)|[一-龥]{2,4}?)(?=$|[\s,，。.;；!！?？、]|的(?!名)|吧|就行|可以|谢谢|\d)")
_LIKE_A_FIRM = re.compile(r"科技|贸易|商贸|实业|文化|传媒|餐饮|装饰|建筑|物业|工程|[厂店学院局所社部行馆校]$")
_NOT_TITLES = re.compile(
    any_of(
        "公司 单位 企业 名字 自己 本人 什么 怎么 怎样 哪 吗 能 可以 不 没 一下 一样 错 填 重(?!庆) 为准 随便 空 "
        "这个 那个 之前 原来 "
        "[我你他她它] 税号 抬头 发票 ^[把要写填开改换给用成为是就] 看看 查 直接"
    )
)


def find_tax_numbers(text: str) -> list[Span]:
    """Tax numbers of a folded line; the value is without spaces, in capitals."""
    codes = list(_CODE.finditer(text))
    called = _CALLED.search(text)
    if not codes and called is not None:
        codes = [match for match in _LIKE_ONE.finditer(text) if not _is_mail(text, match)]
    if not codes and called is not None:
        codes = [match for match in _SPACED.finditer(text) if 15 <= len(_bare(match.group())) <= 20]
    if not codes and _CONTEXT.search(text) is not None:
        codes = [match for match in _LIKE_ONE.finditer(text) if re.search(r"[A-Za-z]", match.group())]
    return [Span("tax_number", _bare(match.group()).upper(), match.start(), match.end()) for match in codes]


def find_titles(text: str, *, beside_tax_number: bool) -> list[Span]:
    """Titles of a folded line without its numbers: what 抬头 is said to be, or a company in a talk about invoices."""
    whole = text.strip(" ,，。.!！\0")
    is_about = beside_tax_number or _CONTEXT.search(text) is not None
    pattern = _COMPANY if is_about else _FORMAL
    if not is_about and pattern.fullmatch(whole) is None and "开给" not in text:
        return []
    found = [span for match in pattern.finditer(text) if (span := _named(match)) is not None]
    return found or _said(blank_out(text, found))


def _named(match: re.Match[str]) -> Span | None:
    """The company without the words that lead up to it; None where it is spoken of without its name."""
    name = match.group()
    while (shorter := _LEAD.sub("", name)) != name:
        name = shorter
    if len(name) < 4 or name[0].isdecimal() or _NO_NAME.match(name):
        return None
    return Span("invoice_title", name, match.end() - len(name), match.end())


def _said(text: str) -> list[Span]:
    spans: list[Span] = []
    for lead in _SAID.finditer(text):
        is_title = "抬头" in lead.group()
        name = (_NAME.match(text, lead.end()) if is_title else None) or _BUYER.match(text, lead.end())
        if name is None or not (is_title or _LIKE_A_FIRM.search(name.group(1))):
            continue
        if _NOT_TITLES.search(name.group(1)) is None:
            spans.append(Span("invoice_title", name.group(1), name.start(1), name.end(1)))
    return spans


def _bare(text: str) -> str:
    return text.replace(" ", "").replace("-", "")


def _is_mail(text: str, match: re.Match[str]) -> bool:
    return text[match.end() : match.end() + 1] == "@"
