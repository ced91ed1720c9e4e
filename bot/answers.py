"""Short answers to what the bot has just asked, and words that put right what it took them for."""

import re

from bot.asked import Asked

_END = r"[吧了的呢啊呀哈嘛,，。.!！~～\s]*$"
_NUMERALS = {
    sign: place for place, signs in enumerate(("1一", "2二两", "3三", "4四", "5五", "6六"), 1) for sign in signs
}
_ORDINAL = re.compile(
    rf"^(?:那|就|我)?(?:要|选|是|用|按)?(?:第\s*(?P<nth>[1-6一二两三四五六])\s*(?:个|项|种|条|款|单|笔|样)?"
    rf"|(?P<bare>[1-6一二三四五六])[.、号]?)(?:就行|就好|好了|可以)?{_END}"
)
_FORMER = re.compile(
    rf"^(?:就|那就?)?(?:选|要)?(?:(?:最)?(?:上面|前面|上边|前边)(?:的)?(?:那|这)?[个项条种]?|前者|头一个){_END}"
)
_LATTER = re.compile(
    rf"^(?:就|那就?)?(?:选|要)?(?:(?:最)?(?:下面|后面|下边|后边)(?:的)?(?:那|这)?[个项条种]?|后者|最后(?:那|一)?[个项条种]){_END}"
)
_ANY = re.compile(rf"^(?:都行|都可以|都好|随便|随意|哪个都行|哪种都行|怎么都行|无所谓|(?:你|您)?看着办|任意){_END}")
# Where none of the answers costs the customer anything, the first will do.
_ANY_WILL_DO = frozenset({"slot", "return_way", "call_time"})

_YES = re.compile(
    rf"^(?:对+|是的?|嗯+|恩+|好的?|行|可以|没错|要的?|需要|有的?|还有|就是(?:这|那)?个?|正是|ok|okay|yes|yep|确定|确认){_END}",
    re.IGNORECASE,
)
_NO = re.compile(rf"^(?:不(?:是|对|要|用|需要)?|没有?|没别的|暂时没有?|无|否|no|nope|都不是){_END}", re.IGNORECASE)

# “不要了” is as often the reason that was asked for.
_LEAVES = re.compile(
    rf"^(?:那|我)?(?:(?:还是)?算了|(?:先|暂时)?不(?:想)?(?:办|弄|搞|查|改|换|退|修|装|约|寄|填|用)(?:了|啦)|不用(?:办|弄|查|改)了?|[,，]){{1,3}}{_END}"
)

_ACT = r"(?:退款|退货|退换|退掉|退|换货|换|维修|修|取消|改|查|催|投诉|拒收|安装|开(?:发)?票|要发票|下单)"
_CORRECTED = re.compile(
    r"^(?:我)?(?:说的)?(?:不是|没说|没有说|没要)(?:要|说|想要?)?(?P<former>.{0,12}?)[,，;；、 ]*(?:而)?"
    r"(?:是|我要|我想|想要|要)(?:要|想要?|说)?(?P<meant>.{1,20})$"
)
_DENIED = re.compile(
    rf"^(?:我)?(?:又|并|可|从来|根本)?(?:没(?:有)?(?:说|让|叫|想|要)(?:过|你|您)?(?:要|想)?|不是(?:要|想|说要)|谁说(?:我)?要|什么时候说(?:过)?要)"
    rf"(?:你|您)?.{{0,4}}{_ACT}.{{0,4}}$"
)
_ACTS = re.compile(_ACT)
# “换一个” after a list or an answer asks for another choice; with nothing before it goods are to be exchanged.
_ANOTHER_CHOICE = re.compile(rf"^(?:再|给我|帮我)?换(?:一?个|别的|其[他它]的?|一种)(?:看看|试试)?{_END}")
_AGAIN = re.compile(
    rf"^(?:那)?(?:我)?(?:重新|再)(?:说|来|开始|说明|讲)(?:一?[次遍下])?{_END}|^(?:重来|从头(?:来|开始|再来)){_END}"
)


def chosen(text: str, asked: Asked) -> str | None:
    """The button that “第一个” or “就上面那个” means; None where nothing was offered or none is meant."""
    offered = asked.buttons
    if not offered:
        return None
    if asked.requested in _ANY_WILL_DO and _ANY.match(text):
        return offered[0]
    if _FORMER.match(text):
        return offered[0]
    if _LATTER.match(text):
        return offered[-1]
    found = _ORDINAL.match(text)
    place = _NUMERALS[found["nth"] or found["bare"]] if found else 0
    return offered[place - 1] if 0 < place <= len(offered) else None


def yes_or_no(text: str) -> str | None:
    """`affirm` or `deny` for a short answer to a question of ours; None for anything else."""
    if _YES.match(text):
        return "affirm"
    return "deny" if _NO.match(text) else None


def leaves(text: str) -> bool:
    """“算了”, “不办了”: the customer does not want to go on."""
    return bool(_LEAVES.match(text.strip()))


def corrected(text: str) -> str | None:
    """“不是退货是换货”: the wish that is meant; None where nothing is put right."""
    found = _CORRECTED.match(text.strip())
    if found is None or not _ACTS.search(found["former"]) or not _ACTS.search(found["meant"]):
        return None
    return f"我要{found['meant'].strip()}"


def denied(text: str) -> bool:
    """“我没说要取消”: we took up a wish that nobody had."""
    return bool(_DENIED.match(text.strip().rstrip("。.!！~ "))) and corrected(text) is None


def wants_another_choice(text: str) -> bool:
    return bool(_ANOTHER_CHOICE.match(text.strip()))


def starts_again(text: str) -> bool:
    """“重新说”, “从头来”: what was said so far is to be forgotten."""
    return bool(_AGAIN.match(text.strip()))
