"""Turns of phrase that decide inside a form, where the classifier only sees single lines."""

import re

_OTHER_ORDER = re.compile(
    r"(?:另|别的|其[他它]|换)(?:外)?(?:的)?(?:一|那|1)?[个单笔]?订?单(?!元)|另[一外]?[个单笔](?!元)|(?:不是|不对).{0,4}(?:这|那)[一个]?[个单笔]"
    r"|(?:订单号?|单号|订单).{0,4}(?:错|不对|不是)|(?:弄|搞|发|填|输|给)错.{0,3}(?:订单|单号|单了)"
)
_REFUSAL = re.compile(
    r"(?:不|别|没)(?:太)?(?:想|愿意?|方便|便|打算|能|会)?再?(?:给|提供|说|告诉|透露|填|报|查|改|换)(?!错|过|好)|拒绝"
    r"|不用了?$|不用(?:查|改|换|了)|不(?:查|改|换|弄|办|要|退|修|装|约|寄)了|算了|不必了?|先不"
)
_WHERE_NUMBER = re.compile(
    r"(?:订单号|单号|号码?).{0,6}(?:在哪|哪里|哪儿|怎么|怎样|如何|是什么|忘|找不|没)|(?:忘|不记得|记不|找不到|不知道|没有?).{0,5}(?:订单号|单号|号码)"
    r"|(?:在)?哪[里儿]?.{0,3}(?:看|查|找).{0,4}(?:订单号|单号)"
)
_THREAT = re.compile(
    r"123(?:15|45|00)|工商|消协|消费者协会|监管|市场监督|质监|律师|起诉|法院|法庭|打官司|告(?:你|死|到)|曝光|媒体|记者|电视台|差评|举报|黑猫|报警"
)
_YES = re.compile(r"^(?:对|是|好|嗯|行|可以|没错|没问题|确认|确定|同意|就这|ok)", re.IGNORECASE)
_NO = re.compile(r"^(?:不(?!错)|错|别|没(?!错|问题|事)|否|等等|no)|需要更正|(?:写|填|弄|搞)错", re.IGNORECASE)
_BLUNT_NO = re.compile(r"^(?:不是|不对|错了?|不是这个|不是的|不对的|都不是|no)[了的啊呀吧。.!！，,\s]*$", re.IGNORECASE)
_NAMED_TASKS = (
    (
        "order_change_address",
        re.compile(
            r"(?:改|换|变更).{0,8}(?:地址|收件人|收货人|电话|手机)|(?:地址|收件人|收货人|电话).{0,4}(?:改|换|变更)|新地址"
        ),
    ),
    ("refund_status", re.compile(r"退款|退钱|到账")),
    ("logistics_track", re.compile(r"物流|快递|包裹|到哪|运单")),
    ("order_status", re.compile(r"查|看看|订单(?:状态|进度|情况)|状态")),
)
_PHONE_TOPIC = re.compile(r"电话|手机|号码|联系方式")
_RECIPIENT_TOPIC = re.compile(r"收件人|收货人|收货的人|姓名|名字")
_ADDRESS_TOPIC = re.compile(r"地址|送到|送去|寄到|寄去|门牌|小区|楼|单元|换个地方|换地方|收货信息|收件信息")
_SAME_PERSON_NEGATED = re.compile(
    r"(?:电话|手机|号码|收件人|收货人|姓名)[和、与]?(?:电话|手机|号码|收件人)?都?(?:不变|不用|不改|不换|没变|一样|还是)"
)
_IDENTITY_WORDS = re.compile(
    r"订单|单号|编号|号码?|手机|电话|收货|尾数?|[后末]四位|[后末]4位|是|为|的|我|\d+|[\s,，。.:：、;；]"
)


def is_only_identity(text: str) -> bool:
    """A number and digits, and no wish beside them."""
    return bool(re.search(r"\d{4}", text)) and not _IDENTITY_WORDS.sub("", text)


def means_other_order(text: str) -> bool:
    """“不对，是另一单”: another order is meant than the one at hand."""
    return bool(_OTHER_ORDER.search(text))


def refuses(text: str) -> bool:
    return bool(_REFUSAL.search(text))


def asks_where_number_is(text: str) -> bool:
    return bool(_WHERE_NUMBER.search(text))


def threatens(text: str) -> bool:
    """Regulator, lawyer, media, bad review (NORMS E)."""
    return bool(_THREAT.search(text))


def says_yes(text: str) -> bool:
    return bool(_YES.search(text)) and not says_no(text)


def says_no(text: str) -> bool:
    return bool(_NO.search(text))


def only_says_no(text: str) -> bool:
    """A bare contradiction, as against 没有了 or 不用了."""
    return bool(_BLUNT_NO.search(text))


def task_named_in(text: str) -> str | None:
    """What a line that is mostly numbers still says it wants: “改地址 26… 尾号…”."""
    return next((task for task, pattern in _NAMED_TASKS if pattern.search(text)), None)


def parts_to_change(text: str) -> frozenset[str]:
    """Which of address, recipient and phone the line speaks of changing."""
    said = _SAME_PERSON_NEGATED.sub("", text)
    parts = {"phone"} if _PHONE_TOPIC.search(said) else set()
    if _RECIPIENT_TOPIC.search(said):
        parts.add("recipient")
    if _ADDRESS_TOPIC.search(said):
        parts.add("address")
    return frozenset(parts)
