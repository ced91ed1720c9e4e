"""R02: emoji, kaomoji, stickers and their codes, unless the enterprise allows them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from register.line import Line
from register.model import Breach

_PICTURES = (
    "\U0001f000-\U0001faff\u2600-\u2604\u2607-\u260d\u2614-\u2615\u2618\u2620-\u2623\u2638-\u2639\u263a-\u263b\u2660-\u2667"
    "\u2693-\u26a7\u26a9-\u26ff\u2705\u270a-\u270d\u2728\u274c\u274e\u2753-\u2757\u2763-\u2767\u2795-\u2797\u27b0"
    "\u2b50\u2b55\u3299\ufe0f\u2764\u2765"
)
_WECHAT = (
    "微笑|撇嘴|色|发呆|得意|流泪|害羞|闭嘴|睡|大哭|尴尬|发怒|调皮|呲牙|惊讶|难过|囧|抓狂|吐|偷笑|愉快|白眼|傲慢|困|惊恐|憨笑|悠闲|咒骂|疑问|嘘|晕|衰|骷髅|敲打|再见"
    "|擦汗|抠鼻|鼓掌|坏笑|左哼哼|右哼哼|哈欠|鄙视|委屈|快哭了|阴险|亲亲|可怜|笑脸|生病|脸红|破涕为笑|恐惧|失望|无语|嘿哈|捂脸|奸笑|机智|皱眉|耶|吃瓜|加油|汗|天啊|社会社会"
    "|旺柴|好的|打脸|哇|翻白眼|666|让我看看|叹气|苦涩|裂开|嘴唇|爱心|心碎|拥抱|强|弱|握手|胜利|抱拳|勾引|拳头|OK|合十|啤酒|咖啡|蛋糕|玫瑰|凋谢|菜刀|炸弹|便便|月亮|太阳|庆祝"
    "|礼物|红包|發|福|烟花|爆竹|猪头|跳跳|发抖|转圈|可爱|笑哭|心|大笑|表情|动画表情|呵呵|哈哈|嘻嘻|飞吻|鲜花|作揖|赞|比心|开心|亲|花|笑|呲牙笑|调皮笑"
)
_CODES = re.compile(
    rf"(?:[{_PICTURES}][\u200d\ufe0e\ufe0f]*)+|[0-9#*]\ufe0f?\u20e3"
    rf"|#[Ee](?:-[A-Za-z]?)?(?:\d{{1,3}}|\[数字x\])*(?:\d|(?![A-Za-z0-9]))|\[(?:{_WECHAT})\]"
    r"|/:[:A-Za-z0-9@)(<>!?*$&;,'\-|]{1,8}|(?<![A-Za-z0-9]):(?!https?:)[a-z][a-z_]{2,20}:(?![0-9])"
)
_FACES = re.compile(
    r"O\(∩_∩\)O(?:/~|~)?|[(（][^()（）\w\s]{0,3}[\^＾ωДд▽∇≧≦∀´`°□╯╰ಥ◡￣﹏╥∩◕‿•●ﾟ╬⊙T×><._￣ˊˋ][^()（）\u4e00-\u9fff\d]{0,10}[)）][/~ﾉノo]*"
    r"|\^[_.oO\-]{0,3}\^|(?<![A-Za-z])T[_.]{1,2}T(?![A-Za-z])|(?<![A-Za-z])(?:QAQ|QWQ|Orz|orz|OTZ|TAT|XD|qwq)(?![A-Za-z])|=[_.]=|-_-[|!]*|>_<|=\^_\^=|>3<|(?<![\w:/])[:;]-?[)(DPp](?![\w)])|[@⊙]_[@⊙]|o_[oO]|¯\\_"
)
_MAYBE = re.compile(rf"[{_PICTURES}\u20e3#\[/:(（^_=<>;]")


def find(line: Line) -> Iterator[Breach]:
    if line.settings.emoji_allowed or not _MAYBE.search(line.text):
        return
    for pattern in (_CODES, _FACES):
        for match in pattern.finditer(line.text):
            if _is_text(match.group()):
                continue
            yield Breach(
                "R02",
                match.start(),
                match.end(),
                f"“{match.group()}”是表情符号，企业未允许使用。",
                "请删去表情，用文字表达。",
                "",
            )


def _is_text(face: str) -> bool:
    """Brackets around plain Latin words, numbers or one mark, such as (USB-C) or (*), are no face."""
    inner = face.strip("()（）[]")
    marks = sum(not (c.isascii() and (c.isalnum() or c in " .-/+,:*%&'\"")) for c in inner)
    return face[0] in "(（" and marks < 2 and not set(inner) & set("^ω▽∇≧≦∀╯╰ಥ◡￣﹏╥∩◕‿")
