"""What an invoice needs of its buyer, read from a line: which kind, whose title, and the number of a company."""

import re
import unicodedata

from actions.details.choices import free_text
from actions.tasks.task import Case

PERSON = "个人"
# The contact wants a company's title and has not yet said which company.
SOME_COMPANY = "公司"
ELECTRONIC, SPECIAL = "electronic", "special"

# 统一社会信用代码: who registers, six digits of the place, body and check character; no I, O, S, V, Z.
_SIGN = "[0-9A-HJ-NP-RT-UW-Y]"
_TAX_NUMBER = re.compile(rf"{_SIGN}{{2}}\d{{6}}{_SIGN}{{10}}")
_LIKE_A_NUMBER = re.compile(r"(?<![0-9A-Za-z@._-])[0-9A-Za-z]{13,24}(?![0-9A-Za-z@])")
_ANSWERED_NUMBER = re.compile(r"(?<![0-9A-Za-z@._-])(?=[A-Za-z]*\d)[0-9A-Za-z]{5,24}(?![0-9A-Za-z@])")
_SPECIAL = re.compile(r"专票|专用|增票|增专|增值税(?!普通|电子普通)")
_ASKS_WHETHER = re.compile(r"(?:能|可以|支持|有没有|可否)(?:不能)?.{0,12}[吗么不没嘛][?？]?$")
_ELECTRONIC = re.compile(r"普票|普通|电子(?:发)?票|电子版")
_TURNED_INTO = re.compile(r".*(?:[改换开变转填写]?[成为]|[改换]到?)")
_ENDINGS = (
    "公司|集团|厂|商行|经营部|商店|超市|酒店|中心|学校|大学|学院|中学|小学|幼儿园|医院|诊所|合作社"
    "|事务所|工作室|委员会|协会|研究院|研究所|银行"
)
_COMPANY = re.compile(rf"[一-龥A-Za-z0-9（）()·&]{{2,40}}(?:{_ENDINGS})")
_IS_COMPANY = re.compile(rf"(?:{_ENDINGS})$")
_NO_NAME = re.compile(
    rf"^(?:我们?|咱们?|你们|贵|本|这家|那家|别的|新|老|个|换|开|改|用|要|想|的|给|为|以|帮|请|按|写)*(?:{_ENDINGS}|单位|企业)$"
)
_BEFORE_NAME = re.compile(r"^.*(?:抬头|名称|全称|[改换写填]成|[改换]为|开给)|^.*(?:公司|单位)(?:名字?)?(?:叫|是|为)")
_LEAD = re.compile(r"^(?:[:：是为叫填写开用给要就的请把发票我们先]|麻烦|帮我)+(?=.{4})")
# The shop itself is nobody’s title.
_OURS = re.compile(r"(?:你们|贵)(?:公司|司|店|商城)")
_SOME_COMPANY = re.compile(
    r"(?:公司|单位|企业)(?:的|抬头|名义|名称|发票|户头|报销|开|买|采购)|(?:[改换开写填]|抬头)(?:成|为|给|是)?(?:我们)?(?:公司|单位|企业)"
    r"|^(?:公司|单位|企业|对公)[的吧了。]*$"
)
_PERSON = re.compile(r"个人|私人|抬头.{0,3}(?:我(?:的)?(?:名字|姓名|自己|本人)|本人)")
_TITLE_SAID = re.compile(r"抬头\s*(?:[:：]|是|为|写|填|用|[改换][成为])\s*")


def tax_number_is_well_formed(value: str) -> bool:
    return _TAX_NUMBER.fullmatch(value) is not None


def kind_in(case: Case) -> str | None:
    """After “把普票换成专票” the second is meant; whether one can be had at all is another question."""
    text = case.turn.text
    if _ASKS_WHETHER.search(text):
        return None
    turned = _TURNED_INTO.match(text)
    for part in ([text[turned.end() :]] if turned else []) + [text]:
        if _SPECIAL.search(part):
            return SPECIAL
        if _ELECTRONIC.search(part):
            return ELECTRONIC
    return None


def title_in(case: Case) -> str | None:
    """A company's name, 个人 or a person's name, or that it shall be some company."""
    text = _OURS.sub("", _folded(case.turn.text))
    name = _company_in(text)
    if name:
        return name
    turned = _TURNED_INTO.match(text)
    said_no_name = name is not None
    said = text[turned.end() :] if turned and re.search(r"公司|单位|企业|个人", text[turned.end() :]) else text
    if (
        (said_no_name and not _PERSON.search(said))
        or _SOME_COMPANY.search(said)
        or (turned and re.search(r"^(?:公司|单位|企业)", said))
    ):
        return SOME_COMPANY
    if _PERSON.search(said):
        return PERSON
    if _TITLE_SAID.search(text) and (named := case.turn.entity("invoice_title") or case.turn.entity("person")):
        return named
    return _title_as_answer(case)


def is_company(title: str) -> bool:
    return bool(_IS_COMPANY.search(title))


def tax_number_in(case: Case) -> str | None:
    """A number meant as one, well formed or not: `problem` tells what is wrong with it."""
    text = _folded(case.turn.text)
    if case.asked == "tax_number" or re.search(r"税号|识别号|信用代码", text):
        found = _ANSWERED_NUMBER.findall(re.sub(r"(?<=[0-9A-Za-z])[ -]+(?=[0-9A-Za-z])", "", text))
    else:
        found = _LIKE_A_NUMBER.findall(text)
    known = {case.value("order_number"), case.turn.entity("order_number"), case.turn.mobile}
    fitting = [one.upper() for one in found if one not in known and not re.fullmatch(r"\d{12}|\d{4}", one)]
    # “尾号不是7K2M，是91…”: what is well formed counts before what is not.
    return next((one for one in fitting if tax_number_is_well_formed(one)), fitting[-1] if fitting else None)


def _company_in(text: str) -> str | None:
    """Empty where a company is spoken of without its name."""
    found = _COMPANY.findall(text)
    if not found:
        return None
    name = _LEAD.sub("", _BEFORE_NAME.sub("", found[-1]))
    name = re.sub(r"^[成为](?!都|功|安)", "", name)
    return "" if _NO_NAME.match(name) or len(name) < 4 else name


def _title_as_answer(case: Case) -> str | None:
    typed = free_text(case, "invoice_title")
    if typed is None or re.search(r"\d{6}|@|[?？]|怎么|什么", typed):
        return None
    title = _BEFORE_NAME.sub("", re.split(r"[，,。；;]", typed)[0]).strip("：: ")
    return title if 2 <= len(title) <= 40 else None


def _folded(text: str) -> str:
    """Full-width letters and digits as plain ones; Chinese brackets of a company's name stay."""
    return "".join(sign if sign in "（）：，" else unicodedata.normalize("NFKC", sign) for sign in text)
