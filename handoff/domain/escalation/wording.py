"""How alike two lines are, and which orders and parcels they name."""

import re
from difflib import SequenceMatcher

from handoff.domain.escalation.spelling import folded

# Numbers, addresses and cards of orders, also masked ones: they say of what, never what is asked.
_NAMED = re.compile(r"https?://\S+|\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]|[a-z]*\d[\da-z-]{5,}")
_FILLER = re.compile(
    r"&nbsp;|[的了吗呢啊呀吧嘛么哦噢嗯额我你您请问一下这那个还就是都也麻烦帮给，。！？,.!?~…;；:：\s]|亲|怎么|什么|为啥|咋|在吗"
)
_SIGNS = re.compile(r"[^\w\u4e00-\u9fff]+")
# Fewer signs than this left of a line ask nothing by themselves.
_SAYS_SOMETHING = 2


def named(text: str) -> frozenset[str]:
    """Whatever tells one order, parcel or product from another."""
    found = _NAMED.findall(folded(text).text)
    return frozenset(sign for sign in found if any(mark.isdigit() for mark in sign))


def gist(text: str) -> str:
    """What is left of a line without numbers and fillers."""
    plain = _NAMED.sub("", folded(text).text)
    return _SIGNS.sub("", _FILLER.sub("", plain))


def says_something(text: str) -> bool:
    return len(gist(text)) >= _SAYS_SOMETHING


def alike(one: str, other: str) -> float:
    """0–1: the mean of the shorter gist's pairs of signs found in the other, and of what stands in the same order."""
    first, second = gist(one), gist(other)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    pairs, others = _pairs(first), _pairs(second)
    shared = len(pairs & others) / max(1, min(len(pairs), len(others)))
    order = SequenceMatcher(None, first, second, autojunk=False).ratio()
    return (shared + order) / 2


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[place : place + 2] for place in range(len(text) - 1)) or frozenset({text})
