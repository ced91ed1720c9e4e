"""Details with a few known answers: read by their wording or the button pressed, asked with buttons."""

import re
from collections.abc import Callable, Mapping

from actions.details.faults import is_damage, is_fault
from actions.line import Line, button
from actions.tasks.task import Case, Detail

YES_OR_NO = (button("确认", "对，确认"), button("需要更正", "不对，需要更正"))

# Wording by reason code; which codes a task offers stands in the policy.
_REASONS: Mapping[str, re.Pattern[str]] = {
    code: re.compile(pattern)
    for code, pattern in {
        "damaged": r"破损|碎|裂|压[坏扁]|磕|划痕|变形|摔坏|外箱.{0,4}(?:破|烂)",
        "quality": r"质量|坏|故障|毛病|不(?:能用|工作|转|制[冷热]|加热|通电|出水|启动)"
        r"|漏[水电]|噪[音声]|异响|用不了|没反应|开不了机",
        "not_as_described": r"描述|不符|宣传|图片|跟?(?:页面|介绍|详情).{0,6}不(?:一样|符|同)",
        "wrong_spec": r"尺寸|大小|规格|太[大小高宽]|放不[下进]|型号.{0,3}(?:不|错)|颜色",
        "wrong_order": r"[拍买下选]错|重复(?:下单|购买|买|拍)|拍(?:多|重)|买(?:多|重)了|[买拍下]重复",
        "late": r"慢|还?没发|不发货|等不[及了]|太久|未按时|超时|来不及",
        "not_received": r"没(?:有)?(?:收到|拿到)|未收到",
        "price": r"贵|降价|便宜|差价|价格",
        "address": r"地址",
        "no_reason": r"不想?要|不喜欢|用不[上着]|不需要|后悔|不合适|改主意|七天|无理由|没(?:什么|啥)?原因",
        "other": r"其[他它](?:原因)?$|别的原因",
    }.items()
}

# What a reason counts as where the policy's list for the matter does not have it.
_COUNTS_AS: Mapping[str, tuple[str, ...]] = {
    "damaged": ("quality",),
    "wrong_order": ("wrong_spec", "no_reason"),
    "price": ("no_reason",),
    "other": ("no_reason",),
}
# “不是质量问题，是不喜欢”: what it is not is no reason.
_NOT_SO = re.compile(r"(?:不是|并非|没有?|无)(?:什么|啥|任何)?(?:质量问题|质量|坏|破损?|损坏|毛病|故障)")


_TALK = frozenset(
    {"affirm", "deny", "thanks", "greet", "goodbye", "urge", "bot_challenge", "human_request", "complaint"}
)
# What the knowledge answers: a question of this kind in the middle of a form is no answer to ours.
_KNOWN = frozenset(
    {
        *("product_info", "product_usage", "authenticity", "payment_method", "invoice_availability"),
        *("return_policy", "delivery_method"),
    }
)
_QUESTION = re.compile(
    r"[?？]|[吗么]$|怎么|怎样|如何|什么|多久|多少|哪[里些个种]|几[个天次年]|能不能|是不是|有没有|可不可以"
)


def reason(kind: str, response: str, *, slot: str = "reason") -> Detail:
    """Why: a code of the policy's list for `kind`; a line that fits none, said when asked, counts as `other`, or as
    not wanted where there is no such code."""

    def read(case: Case) -> str | None:
        codes = case.policy.reasons[kind]
        text = _NOT_SO.sub("", case.turn.text)
        said = next((code for code, words in codes.items() if words in text), None)
        by_wording = [code for code, pattern in _REASONS.items() if pattern.search(text)]
        # A fault or a crack in words of its own counts after the plain reasons.
        by_wording += [code for code, is_it in (("quality", is_fault), ("damaged", is_damage)) if is_it(text)]
        offered = (_offered(code, codes) for code in by_wording)
        found = said or next((code for code in offered if code), None)
        return found or (_offered("other", codes) if free_text(case, slot) else None)

    def ask(case: Case) -> Line:
        buttons = [button(words) for words in case.policy.reasons[kind].values()]
        return Line(response, case.facts, buttons=buttons)

    return Detail(slot, ask, read)


def _offered(code: str, codes: Mapping[str, str]) -> str | None:
    return next((one for one in (code, *_COUNTS_AS.get(code, ())) if one in codes), None)


def choice(
    slot: str,
    response: str,
    options: Mapping[str, tuple[str, str]],
    *,
    needed: Callable[[Case], bool] = lambda _case: True,
) -> Detail:
    """`options`: value → (button title, wording as a pattern)."""

    def read(case: Case) -> str | None:
        text = case.turn.text
        return next(
            (value for value, (title, words) in options.items() if title in text or re.search(words, text)), None
        )

    def ask(case: Case) -> Line:
        return Line(response, case.facts, buttons=[button(title) for title, _ in options.values()])

    return Detail(slot, ask, read, needed)


def free_text(case: Case, slot: str) -> str | None:
    """The whole line, where it can only be the answer to what was asked."""
    turn = case.turn
    is_answer = case.asked == slot and (turn.intent == "inform" or turn.is_unsure or turn.task is None)
    if not is_answer or turn.intent in _TALK or (turn.intent in _KNOWN and _QUESTION.search(turn.text)):
        return None
    return turn.text if len(turn.text) >= 2 else None
