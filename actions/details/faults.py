"""What is wrong with goods, in the customer's own words: kept whole, and said back only by the symptoms in them."""

import re
from collections.abc import Callable

from actions.line import Line
from actions.phrases import refuses
from actions.tasks.task import Case, Detail

_FAULT = re.compile(
    r"甩不干|不(?:制冷|制热|加热|通电|出水|进水|排水|下水|脱水|甩干|启动|工作|转动?|冷|热|亮|响|显示|喷水?|吸尘|吸水?|抽烟|排烟|打火|点火"
    r"|化霜|充电|开机|上水|停机?|动|摇头|出风|出雾|喷雾|烘干|洗|能用|能开机|能启动|灵|熄|干)"
    r"|没反应|没(?:有)?(?:声音|图像|信号|热水|冷气|吸力|热气|画面|动静)|漏[水电气油]|渗水|滴水|异响|噪[音声]|(?:声音|响声)(?:很|太|特别)?大"
    r"|咔咔响|嗡嗡响|吱吱响|开不了机?|关不[上紧严了]|打不(?:开|着火?|燃)|点不着|充不[进上]电?|用不了|跳闸|报错|报警|故障(?:码|代码)|[EeFf]\d{1,2}(?!\d)"
    r"|冒烟|烧焦|糊味|焦味|异味|臭味|结冰|结霜|黑屏|花屏|闪屏|闪烁|卡(?:住|死|顿)|死机|断电|自动(?:关机|断电)|掉线|连不上|失灵|松动|抖动|震动"
    r"|坏|故障|毛病|质量问题|用着用着"
)
_DAMAGE = re.compile(
    r"破损|破[了的裂个皮洞]|碎[了的屏]?|裂[了痕纹缝开]|压[坏扁]|磕[碰坏]?|划[痕伤花]|变形|摔[坏了]|凹[陷进]?|掉漆|瘪|外箱.{0,4}(?:破|烂)|烂[了的]|有个坑|锈"
)
# Single signs are too short to be said back.
_SAID_AS = {
    "裂": "开裂",
    "碎": "碎裂",
    "破": "破损",
    "烂": "破损",
    "锈": "生锈",
    "有个坑": "凹陷",
    "凹": "凹陷",
    "瘪": "凹陷",
}
_UNSAID = re.compile(r"没(?:有)?(?:坏|破损?|碎|毛病|故障)|不是(?:坏|质量问题|故障)|(?:没有?|无|不是)质量问题")
# These may read like a matter of their own when they answer the question what is wrong.
_OTHER_MATTERS = frozenset(
    {
        "affirm",
        "deny",
        "thanks",
        "greet",
        "goodbye",
        "urge",
        "bot_challenge",
        "human_request",
        "complaint",
        "order_status",
        "logistics_track",
        "delivery_time",
        "refund_status",
        "after_sales_status",
        "order_cancel",
        "return_request",
        "exchange_request",
        "refund_request",
        "installation",
        "repair_center",
        "return_policy",
        "invoice_change",
        "callback_request",
    }
)
# Who is speaking stands in the order already.
_IDENTITY = re.compile(r"(?:订单号?|单号|手机号?|[尾后][号四]位?)*(?:是|为)?[\s:：，,]*\d{4,}")
_LONGEST = 200
_SHOWN = 4


def symptoms(text: str) -> tuple[str, ...]:
    """What is named as wrong, faults before damage, each once: 不脱水, 漏水."""
    said = _UNSAID.sub("", text)
    found = [match.group().rstrip("了的") for pattern in (_FAULT, _DAMAGE) for match in pattern.finditer(said)]
    # 坏 says nothing beside something that does.
    telling = [one for one in found if one not in {"坏", "故障", "毛病", "用着用着"}] or found
    return tuple(dict.fromkeys(_SAID_AS.get(one, one) for one in telling if one))[:_SHOWN]


def is_fault(text: str) -> bool:
    """It does not work, as against being broken outside."""
    return bool(_FAULT.search(_UNSAID.sub("", text)))


def is_damage(text: str) -> bool:
    return bool(_DAMAGE.search(_UNSAID.sub("", text)))


def said_fault(text: str) -> str:
    """How our line names it; free words are not repeated, because ours must keep to the register."""
    return "、".join(symptoms(text)) or "您描述的问题"


def recorded(text: str) -> str:
    """As it is written down for whoever looks into it: without numbers of order and phone."""
    return "" if text == "[图片]" else _IDENTITY.sub("", text).strip("，,。 ")[:_LONGEST]


def fault(
    response: str, *, slot: str = "note", needed: Callable[[Case], bool] = lambda _case: True, only_asked: bool = False
) -> Detail:
    """The whole line, wherever it names a symptom; asked for, whatever is said unless it is another matter."""

    def read(case: Case) -> str | None:
        text = case.turn.text
        if case.asked == slot and not refuses(text) and case.turn.intent not in _OTHER_MATTERS and len(text) >= 2:
            return recorded(text) or None
        # Of a line that asks for the matter, only one that tells more than that something is broken.
        telling = [one for one in symptoms(text) if one not in {"坏", "故障", "毛病", "质量问题"}]
        return recorded(text) if telling and not only_asked else None

    return Detail(slot, lambda case: Line(response, case.facts), read, needed)
