"""Signs that stand for something else in a line: masks, emoji codes, links and what a shop page pastes in."""

import html
import re

# What platforms put in place of private data, and what customers themselves leave out.
_MASKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\[?\s*(?:订单编号|订单号|order)\s*[:：]\s*\[orderid_\w*\]"), "订单号№"),
    (re.compile(r"\[?(?:orderid|订单编?号|单号)[_x\d]*\]|<(?:order|订单)[^<>]{0,12}>"), "№"),
    (re.compile(r"\[(?:姓名|name|人名|收件人|联系人)\w*\]|<(?:姓名|人名)>"), "♟"),
    (re.compile(r"\[(?:地址|address)\w*\]|<地址>"), "⌂"),
    (re.compile(r"\[(?:电话|手机号?|phone|号码)\w*\]|(?<!\d)1[3-9]\d[*xX]{2,}\d{2,4}|<(?:电话|手机)>"), "☎"),
    (re.compile(r"\[(?:金额|money|价格)\w*\]"), "0元"),
    (re.compile(r"\[(?:日期|date)\w*\]"), "0月0日"),
    (re.compile(r"\[(?:时间|time)\w*\]"), "0点"),
    (re.compile(r"\[(?:数字|number|num)\w*\]"), "0"),
    (re.compile(r"\[(?:组织机构|公司|机构|单位)\w*\]"), "⌘公司"),
    (
        re.compile(r"\[(?:链接|站点|网址|url|link)\w*\]|(?:https?://|www\.)[!-~]+|[\w-]+\.(?:com|cn|html)(?:/[!-~]*)?"),
        "⌁",
    ),
    (re.compile(r"\*{3,}"), "0"),
)
# “#E-s07”, “[微笑]”, “/:rose”, “[em_12]”: faces, which say next to nothing of the matter.
_FACE = re.compile(
    r"#e-[a-z]\d*(?:\[?数字x?\]?|0)?|/::?[a-z)(<>@*~,$|!?-]{1,8}(?![a-z/])|\[/?(?:em_?)?\w{1,6}\](?<!\d\])"
)
_WORDS = {"№": "订单号", "♟": "姓名", "⌂": "地址", "☎": "手机号", "⌘": "", "⌁": "链接", "☺": ""}
_SIGN = re.compile("[" + "".join(_WORDS) + "]")


def without_codes(text: str) -> str:
    """Canonical text with one sign for each mask, link and emoji code; codes of the web's mark-up resolved."""
    if not any(sign in text for sign in "[<&#/*.xX"):
        return text
    text = html.unescape(text).replace("\xa0", " ")
    for pattern, sign in _MASKS:
        text = pattern.sub(sign, text)
    return _FACE.sub("☺", text)


def in_words(text: str) -> str:
    """The signs as words, for an encoder that knows no signs of ours."""
    return _SIGN.sub(lambda match: _WORDS[match.group()], text)
