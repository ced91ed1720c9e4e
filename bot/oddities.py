"""Lines that are no sentence of a customer's: nothing, faces, links, code, orders to a machine; and other tongues."""

import re
import unicodedata

from bot.marks import without_codes
from bot.normalise import fold

BLANK, FACES, LINK, CODE, ORDERS, ENGLISH = "blank", "faces", "link", "code", "orders", "english"

_HAN = re.compile(r"[㐀-鿿]")
_TAG = re.compile(r"<!--.*?-->|<(script|style)\b[^>]*>.*?</\1\s*>|</?[a-z][^<>]{0,200}>", re.IGNORECASE | re.DOTALL)
_MASK = re.compile(r"<(?:姓名|人名|地址|电话|手机|订单|order)[^<>]{0,12}>")
_URL = re.compile(r"(?:https?://|www\.)[!-~]+|[\w.-]+\.(?:com|cn|net|html?)(?:/[!-~]*)?", re.IGNORECASE)
_SQL = re.compile(
    r"\b(?:drop|alter|truncate)\s+table\b|\bunion\s+(?:all\s+)?select\b|\bselect\b.{1,80}\bfrom\b|\bdelete\s+from\b"
    r"|\binsert\s+into\b|['\"]\s*(?:or|and)\s*['\"]?\d+['\"]?\s*=\s*['\"]?\d+|;\s*--",
    re.IGNORECASE | re.DOTALL,
)
_ORDERS = re.compile(
    r"(?:忽略|无视|忘[记掉]|跳过|不要遵守).{0,8}(?:以上|之前|上面|前面|先前|所有|原来|一切).{0,8}(?:指令|指示|提示|设定|规则|内容|对话)"
    r"|系统(?:提示词|指令|prompt)|提示词|(?:你|您)(?:现在|从现在)(?:开始)?(?:是|扮演)一?[个名]|扮演.{0,10}(?:角色|助手|模型|专家)"
    r"|越狱|开发者模式|\bjailbreak\b|\bsystem\s*prompt\b|\bdeveloper\s+mode\b"
    r"|\b(?:ignore|forget|disregard)\b.{0,20}\b(?:previous|above|prior|all)\b|\bas\s+an?\s+ai\b|\byou\s+are\s+now\b",
    re.IGNORECASE | re.DOTALL,
)
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?", re.IGNORECASE)
# What `without_codes` puts for a code such as “[微笑]”.
_FACE_SIGN = re.compile("☺")
_SHORTENED = re.compile(r"n't\b|'(?:re|s|m|ll|ve|d)\b", re.IGNORECASE)
# Words that only help a sentence along; one of them shows that it is English and no model or brand.
_COMMON = frozenset(
    [
        "i",
        "my",
        "me",
        "the",
        "a",
        "an",
        "is",
        "are",
        "was",
        "to",
        "of",
        "for",
        "in",
        "on",
        "it",
        "you",
        "your",
        "can",
        "could",
        "please",
        "want",
        "need",
        "how",
        "what",
        "when",
        "where",
        "why",
        "who",
        "do",
        "does",
        "did",
        "has",
        "have",
        "not",
        "no",
        "with",
        "from",
        "order",
        "hello",
        "hi",
        "refund",
        "cancel",
        "return",
        "delivery",
        "package",
        "parcel",
    ]
)
# What a plain English wish is in the words that the bot reads, the more telling first.
_MEANINGS = tuple(
    (re.compile(pattern, re.IGNORECASE), wish)
    for pattern, wish in (
        (r"\b(?:human|real person|live agent|agent|representative|speak to (?:a )?(?:person|someone))\b", "转人工"),
        (r"(?<!not )(?<!n't )\bcancel\b", "我要取消订单"),
        (r"\b(?:change|update|wrong)\b.{0,20}\baddress\b", "我要修改收货地址"),
        (
            r"\brefund\b.{0,30}\b(?:when|where|status|yet|arrive)\b|\b(?:when|where|status)\b.{0,30}\brefund\b",
            "查询退款进度",
        ),
        (r"\brefund\b|\bmoney back\b", "我要退款"),
        (r"\bexchange\b|\breplace(?:ment)?\b", "我要换货"),
        (r"\breturn\b.{0,12}\bpolic", "退货有什么规定"),
        (r"\breturn\b|\bsend (?:it )?back\b", "我要退货"),
        (r"\b(?:repair|fix)\b", "我要报修"),
        (r"\b(?:broken|damaged|defective|not work(?:ing)?|doesn't work)\b", "收到的商品坏了"),
        (r"\binstall(?:ation)?\b", "预约安装"),
        (r"\b(?:invoice|receipt)\b", "开发票"),
        (r"\b(?:when|how long)\b.{0,40}\b(?:arrive|delivered|get here|come)\b", "什么时候送到"),
        (r"\b(?:when|how long)\b.{0,30}\bship", "什么时候发货"),
        (r"\b(?:where|track(?:ing)?)\b.{0,30}\b(?:order|package|parcel|delivery|items?)\b|\btracking\b", "查询物流"),
        (r"\border\b.{0,12}\bstatus\b|\bstatus\b.{0,20}\border\b|\bmy order\b", "查询订单状态"),
        (r"\b(?:coupon|discount|promotion|sale)\b", "有什么优惠活动"),
        (r"\b(?:pay|payment)\b", "有哪些支付方式"),
        (r"^\W*(?:hi|hello|hey)\W*$", "你好"),
        (r"^\W*(?:thanks|thank you|thx)\b.{0,10}$", "谢谢"),
        (r"^\W*(?:bye|goodbye)\W*$", "再见"),
    )
)


def oddity(text: str) -> str | None:
    """What makes this line no sentence to be read as one; None for whatever can be."""
    plain = fold(text)
    if not plain.strip():
        return BLANK
    if _ORDERS.search(plain):
        return ORDERS
    if _SQL.search(plain):
        return CODE
    rest = _FACE_SIGN.sub("", without_codes(_URL.sub("", without_tags(plain)).lower()))
    if _says(rest):
        return ENGLISH if is_english(plain) else None
    return _without_words(plain)


def _without_words(plain: str) -> str | None:
    if _TAG.search(plain):
        return CODE
    if _URL.search(plain):
        return LINK
    # A bare “?” or “!” pushes; it is a line of its own.
    return None if "?" in plain or "!" in plain else FACES


def without_tags(text: str) -> str:
    """The text without mark-up; what platforms put in place of private data is none."""
    if "<" not in text:
        return text
    kept = _MASK.sub(lambda match: f"[{match.group()[1:-1]}]", text)
    return _TAG.sub(" ", kept).strip() if _TAG.search(kept) else text


def is_english(text: str) -> bool:
    """At least two words, one of them a common one, and no Chinese."""
    if _HAN.search(text):
        return False
    words = [word.lower() for word in _WORD.findall(_SHORTENED.sub("", text))]
    return len(words) > 1 and not _COMMON.isdisjoint(words)


def in_chinese(text: str) -> str | None:
    """What a plain English line wants, in Chinese, with the numbers it names; None where that is not plain."""
    wish = next((wish for pattern, wish in _MEANINGS if pattern.search(text)), None)
    if wish is None:
        return None
    numbers = re.findall(r"(?<!\d)(?:\d{12}|\d{4})(?!\d)", fold(text))
    return " ".join([wish, *(f"尾号{one}" if len(one) == 4 else one for one in numbers)])


def _says(text: str) -> bool:
    # The signs that stand for masked data are no letters, but they do say something.
    return any(unicodedata.category(char)[0] in "LN" or char in "№♟⌂☎⌁" for char in text)
