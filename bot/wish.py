"""What a line says beside its numbers: order number and last digits name an order, the rest says what is wanted."""

import re

# With the words that only announce a number; 我的订单260000000001 keeps its 订单, since that is spoken of.
_TAIL = re.compile(
    r"[,，、;；\s]*(?:我的|收货|预留)?(?:手机|电话)?(?:号码?)?的?(?:尾号|[后末][四4]位)(?:数字?)?[是为:：\s]*\d{4}(?!\d)"
)
_ANNOUNCED = re.compile(
    r"[,，、;；\s]*(?:我的)?(?:订单号|单号|订单编号)[是为:：\s]*\d{12}(?!\d)|[,，、;；]\s*订单\s*\d{12}(?!\d)"
)
_NUMBER = re.compile(r"(?<![A-Za-z\d])\d{12}(?P<tail>[,，\s]+\d{4})?(?!\d)")
# Intents by which a line wants nothing of its own.
NO_WISH = frozenset(
    {
        "inform",
        "affirm",
        "deny",
        "thanks",
        "greet",
        "goodbye",
        "urge",
        "praise",
        "bot_challenge",
        "out_of_scope",
        "complaint",
        "suggestion",
    }
)
_LEAST = 2


def wish_beside_numbers(text: str) -> str | None:
    """The line without order number and last digits, where both stand in it and something is left to read."""
    number = _NUMBER.search(text)
    if number is None or not (number["tail"] or _TAIL.search(text)):
        return None
    rest = _NUMBER.sub("", _ANNOUNCED.sub("", _TAIL.sub("", text))).strip(" ,，、;；")
    return rest if len(re.findall(r"[一-龥]", rest)) >= _LEAST else None
