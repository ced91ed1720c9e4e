"""One line under check: its views, what in it is exempt, and the questions the checks ask of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from register.model import Breach, RegisterSettings
from register.rules import rule_by_id
from register.text import View, fold

_TITLES_AND_LINKS = re.compile(
    r"《[^《》]{1,60}》|https?://[!-~]{1,500}|www\.[!-~]{1,300}|[\w.+-]{1,60}@[\w-]{1,60}\.[a-z.]{2,20}", re.ASCII
)
_QUOTE = re.compile(r"“([^“”]{1,200})”|「([^「」]{1,200})」|『([^『』]{1,200})』|\"([^\"]{1,200})\"|‘([^‘’]{1,200})’")
_QUOTED_BEFORE = re.compile(
    r"(?:您|客户|用户|顾客|反馈|提到|所说|说的?|问|留言|描述|写|评价|诉求|内容|原话|表示)[^。!?]{0,8}$"
)
_QUOTED_AFTER = re.compile(r"^\s*(?:的问题|的情况|的疑问|的诉求|的需求|这|一事|的反馈|的留言|的评价|的说法)")

# A day, a clock time or a number; placeholders of templates and of masked data stand for one.
_CONCRETE = re.compile(
    r"\d|\{\w+\}|[x×]{2}|\*\*|\[(?:数字|时间|日期)x\]|[今明后当次隔翌][天日晚早]|[一二两三四五六七八九十百半]+(?:个|多)?"
    r"(?:天|日|小时|分钟|钟头|周|月|年|点|刻|工作日|自然日|星期|秒|件|元)"
    r"|(?:周|星期|礼拜)[一二三四五六日天末]|[本下]周|[本下]个?月|月[底初中]|年[底初]|[今明]年|凌晨|上午|中午|下午|傍晚|晚上|零点"
)
_ASKING = re.compile(
    r"[吗么否]|什么|哪|谁|怎么|怎样|如何|为何|多少|多[大久长高远重宽]|啥|咋|几(?:个|天|点|号|台|件|次|年|月|位|款|种|本|张|条|套|楼|斤|米|寸|岁|人)|请问|您看$|您看呢$"
    r"|([一-鿿])[不没]\1|有没有|有无|还是(?!不|没|需要|要|建议|在|有点|会|比较|可以|无法|正常|挺|这样|很|请)"
)
_NOT_ASKING = re.compile(
    r"(?:没有?|不是|无论|不管|不论|任何)什么|什么(?:都|也)|怎么(?:都|也)|多少(?:都|也)|哪(?:里|个|种)?(?:都|也)"
    r"|有(?:什么|任何|啥|哪些)?(?:其他|其它|别的)?的?(?:问题|需要|疑问|疑惑|不明白|情况)[^?]{0,6}(?:可以|请您|请随时|随时|欢迎|您再|再)"
    r"|(?:我|这边|小妹|妹子|正在|需要)[^?,]{0,8}(?:看|查|核|确认|了解|咨询|反馈|问)[^?,]{0,8}(?:什么|哪|怎么|如何|多少|是否|为何)"
    r"|(?:告知|告诉|联系|说明|通知)(?:您|我)[^?]{0,6}(?:什么|怎么|如何|是否)"
)
_REQUEST = re.compile(r"^(?:亲+|那|好的|还|也|就|先)*[,， ]?(?:麻烦|请(?!问)|辛苦|劳烦|烦请|稍等|您稍等|您先稍等)")
_NOUN_ASKED = re.compile(
    r"^(?:那|那么|但是|然后|您的?|对应的?)*(?:您|订单号?|单号|截图|图片|照片|地址|型号|电话|手机号?|姓名|抬头|税号|编号|链接|邮箱|颜色|尺寸|时间|数量|金额|商品|发票|其他|另外)(?:码|号)?呢$"
)


@dataclass(frozen=True)
class Line:
    """A text with everything the checks share; offsets in breaches are those of the text as given."""

    text: str
    settings: RegisterSettings

    @cached_property
    def plain(self) -> View:
        return fold(self.text)

    @property
    def squeezed(self) -> View:
        return self.plain.squeezed

    @cached_property
    def exempt(self) -> tuple[tuple[int, int], ...]:
        """Stretches nobody is blamed for: permitted terms, colleagues' names, book titles, links."""
        spans = [match.span() for match in _TITLES_AND_LINKS.finditer(self.text)]
        for term in (*self.settings.permitted, *self.settings.colleagues):
            spans.extend(m.span() for m in re.finditer(re.escape(term), self.text) if term)
        return tuple(spans)

    @cached_property
    def quoted(self) -> tuple[tuple[int, int], ...]:
        """The customer's own words, cited: in quotation marks and said to be theirs."""
        return tuple(
            match.span()
            for match in _QUOTE.finditer(self.text)
            if _QUOTED_BEFORE.search(self.text[max(0, match.start() - 16) : match.start()])
            or _QUOTED_AFTER.match(self.text[match.end() : match.end() + 8])
        )

    def breach(
        self,
        rule_id: str,
        view: View,
        start: int,
        end: int,
        *,
        message: str | None = None,
        suggestion: str | None = None,
        replacement: str | None = None,
        mild: bool = False,
        advice: bool = False,
    ) -> Breach:
        """A breach at a stretch of `view`, in the rule's own words unless better ones are given."""
        rule = rule_by_id(rule_id)
        first, last = view.original(start, end)
        return Breach(
            rule_id,
            first,
            last,
            message or rule.message.format(span=self.text[first:last]),
            suggestion or rule.suggestion,
            replacement,
            mild,
            advice,
        )

    def excuses(self, breach: Breach) -> bool:
        """Whether the breach lies inside an exempt stretch or, privacy and promises apart, inside a quotation."""
        if any(start <= breach.start and breach.end <= end for start, end in self.exempt):
            return True
        if breach.rule in ("R13", "R15"):
            return False
        return any(start <= breach.start and breach.end <= end for start, end in self.quoted)


def is_concrete(sentence: str) -> bool:
    """Whether a sentence names a day, a time or a number."""
    return _CONCRETE.search(sentence) is not None


def asks(clause: str, *, marked: bool) -> bool:
    """Whether a folded clause that ends with 呢 really asks something; `marked`: a question mark follows."""
    if _NOUN_ASKED.match(clause):
        return True
    found = _ASKING.search(clause)
    if marked:
        return found is not None or not _REQUEST.match(clause)
    if found is None:
        return False
    return "请问" in clause or not _NOT_ASKING.search(clause)
