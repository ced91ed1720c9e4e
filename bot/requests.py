"""Two requests in one line: where it may be parted, and which of its clauses are requests of their own."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Parse = Mapping[str, Any]

# Longer lines tell a story; whoever writes one is read as a whole.
_LONGEST, _MOST_CLAUSES, _MOST_REQUESTS = 200, 8, 3
_LEAST = 2

# Begins something more, whatever stands before it.
_MORE = (
    r"(?:另外(?:还有|再|还)?|顺便(?:再)?|此外|除此之外|再就是|还有就是|还有(?:一|1)?个(?:问题|事)|还有(?:一|1)?件事|再问(?:一下|下|个)"
    r"|还想问(?:一下|下)?|还想(?:知道|了解)|对了|其次|再帮我|还要麻烦)"
)
# Begins something more only where a clause begins: “还有货吗” asks about goods.
_MORE_AT_START = re.compile(rf"^(?:{_MORE}|还有(?!货|没有|多久|多少|几|吗|现货|库存|[一-龥]{{0,2}}活动|优惠))")
# These go on with the same thing as often as not.
_AND = re.compile(r"^(?:以及|同时|然后(?:再)?|并且|而且)")
_INLINE = re.compile(
    rf"(?<=[一-龥\w])(?={_MORE})|(?<=[一-龥]{{4}})(?=还有(?:什么时[候间]|怎么|我的|为什么|能不能|可以))"
)
_STOPS = re.compile(r"[,，。;；!！?？\n\r、]+|(?<=[一-龥])[ \t　]+(?=[一-龥])|(?<=\d)[ \t　]+(?=[一-龥]{2})")
# “发票开了吗什么时候发货”: the particle ends a question, no sign needed.
_QUESTION_ENDS = re.compile(r"(?<=[吗呢嘛])(?=[一-龥]{4})(?!的|了|还是)")
_FILL = re.compile(
    r"^(?:请问(?:一下|下)?|想?问(?:一下|下)|想咨询(?:一下|下)?|麻烦问(?:一下|下)|[,，。、;；!！:：\s]+|一下)+"
)

_ENDS = " ,，。、;；!！\t　\n\r"

_ASKS = re.compile(
    r"[吗么嘛呢](?![一-龥])|[了过好到完]没有?(?![一-龥])|[?？]|什么|啥|怎么|怎样|如何|咋|多久|多少|多长|几[天点号时个次年月]|哪|谁|能不能|可不可以|是不是|有没有|是否|会不会|要不要|为什么"
)
_WANTS = re.compile(
    r"帮我|给我|我要|我想|想要|麻烦|请(?!问)|申请|办理|取消|修改|改[一成到下个]|换[一成个]|[退换]货|退款|开[一张个]?.{0,2}发票|催|查|预约|报修|安排|补发"
)
# “怎么还没发货”: no question where a wish stands beside it, but its reason.
_REPROACHES = re.compile(r"怎么还|还没|还不|还未|迟迟|一直[没不]|都.{0,6}[天周月]了")

# Talk, and what no piece of work or knowledge answers.
_NO_MATTER = frozenset(
    {
        *("greet", "thanks", "goodbye", "affirm", "deny", "inform", "urge", "praise", "bot_challenge"),
        *("out_of_scope", "nlu_fallback"),
    }
)
# These take the whole line: a person is to come, or one's own words are to be passed on.
_WHOLE = frozenset({"complaint", "human_request", "callback_request", "suggestion"})
_SAYS_OUTRIGHT = re.compile(r"人工|客服|真人|经理|主管|投诉|举报|12315|起诉|律师|曝光")
# Different names for one wish: goods are to go back, or not to come.
_ONE_WISH = frozenset(
    {
        *("order_cancel", "refuse_delivery", "return_request", "exchange_request", "refund_request", "repair_request"),
        *("item_missing", "item_wrong", "item_damaged", "delivery_problem"),
    }
)
# Said once, good for all requests of the line.
_SHARED = frozenset({"order_number", "phone_tail", "phone", "person", "product", "model", "service_number"})


@dataclass(frozen=True)
class Clause:
    """A piece of a line without what joins it to the others; `is_more` when that said that something else begins."""

    start: int
    text: str
    is_more: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def asks(self) -> bool:
        return bool(_ASKS.search(self.text))

    @property
    def wants(self) -> bool:
        return bool(_WANTS.search(self.text))

    @property
    def reproaches(self) -> bool:
        return bool(_REPROACHES.search(self.text))


@dataclass(frozen=True)
class Request:
    """One of several requests of a line, with the clauses that belong to it; `parse` reads it alone."""

    text: str
    parse: Parse

    @property
    def intent(self) -> str:
        return str(self.parse["intent"]["name"])


def clauses_of(line: str) -> list[Clause]:
    """Where the line may be parted; fewer than two where it cannot be."""
    if len(line) > _LONGEST:
        return []
    cuts = sorted(
        {0, len(line), *(match.start() for match in (*_INLINE.finditer(line), *_QUESTION_ENDS.finditer(line)))}
    )
    spans: list[tuple[int, int]] = []
    for first, last in pairwise(cuts):
        at = first
        for stop in _STOPS.finditer(line, first, last):
            # The mark stays with its question.
            spans.append((at, stop.end()))
            at = stop.end()
        spans.append((at, last))
    found = [_clause(line, start, end) for start, end in spans]
    clauses = [one for one in found if one.text]
    return clauses if _LEAST <= len(clauses) <= _MOST_CLAUSES else []


def wish_that_decides(clauses: Sequence[Clause], parses: Sequence[Parse]) -> str | None:
    """`complaint` or `human_request` where one clause is that: it must not drown in what stands beside it."""
    said = {
        _name(parse)
        for one, parse in zip(clauses, parses, strict=True)
        if not parse["fallback"] and _SAYS_OUTRIGHT.search(one.text)
    }
    return next((name for name in ("human_request", "complaint") if name in said), None)


def requests_of(clauses: Sequence[Clause], parses: Sequence[Parse], whole: Parse, line: str) -> list[Request]:
    """The requests of the line in order; empty where it is one request, or none, or one for a person."""
    if whole["complaint"] or (not whole["fallback"] and whole["intent"]["name"] in _WHOLE):
        return []
    if any(parse["complaint"] or (not parse["fallback"] and _name(parse) in _WHOLE) for parse in parses):
        return []
    leads = _leads(clauses, parses)
    if len({_name(parses[lead]) for lead in leads}) < _LEAST:
        return []
    leads = leads[:_MOST_REQUESTS]
    firsts = [0, *leads[1:]]
    lasts = [*leads[1:], len(clauses)]
    return [
        _request(clauses[first:last], parses[lead], whole, line)
        for lead, first, last in zip(leads, firsts, lasts, strict=True)
    ]


def after_answer(clauses: Sequence[Clause], parses: Sequence[Parse], whole: Parse, line: str) -> list[Request]:
    """“是的，另外发票开了吗” where a question of ours waits: the answer first, then the request; else empty."""
    if whole["complaint"] or any(parse["complaint"] for parse in parses) or not clauses:
        return []
    first = next((place for place, one in enumerate(clauses) if _is_request(one, parses[place]) and one.asks), None)
    if not first or any(_is_matter(parse) for parse in parses[:first]):
        return []
    return [
        _request(clauses[:first], parses[0], whole, line),
        _request(clauses[first:], parses[first], whole, line),
    ]


def _leads(clauses: Sequence[Clause], parses: Sequence[Parse]) -> list[int]:
    """The clauses that are requests of their own; neighbours that want the same count once."""
    found = [place for place, one in enumerate(clauses) if _is_request(one, parses[place])]
    if any(clauses[place].wants and not clauses[place].reproaches for place in found):
        found = [place for place in found if clauses[place].is_more or not clauses[place].reproaches]
    kept: list[int] = []
    for place in found:
        names = {_name(parses[one]) for one in kept}
        is_same = _name(parses[place]) in names
        is_one_wish = _name(parses[place]) in _ONE_WISH and bool(names & _ONE_WISH) and not clauses[place].is_more
        if not is_same and not is_one_wish:
            kept.append(place)
    return kept


def _is_request(clause: Clause, parse: Parse) -> bool:
    return _is_matter(parse) and (clause.asks or clause.wants or clause.is_more)


def _is_matter(parse: Parse) -> bool:
    return not parse["fallback"] and _name(parse) not in _NO_MATTER


def _request(clauses: Sequence[Clause], parse: Parse, whole: Parse, line: str) -> Request:
    """These clauses as one request: its own entities, and what the rest of the line says for all."""
    start, end = clauses[0].start, clauses[-1].end
    own = [one for one in whole["entities"] if start <= one["start"] < end]
    missing = _SHARED - {one["entity"] for one in own}
    lent = [one for one in whole["entities"] if one not in own and one["entity"] in missing]
    text = line[start:end]
    placed = [{**one, "start": one["start"] - start, "end": min(one["end"], end) - start} for one in own]
    # What stands elsewhere in the line has no place in this part.
    return Request(
        text, {**parse, "text": text, "entities": [*placed, *({**one, "start": 0, "end": 0} for one in lent)]}
    )


def _clause(line: str, start: int, end: int) -> Clause:
    text, is_more = line[start:end], False
    while True:
        before = text
        text = _AND.sub("", _FILL.sub("", text))
        if more := _MORE_AT_START.search(text):
            is_more, text = True, text[more.end() :]
        if text == before:
            return Clause(end - len(text), text.rstrip(_ENDS), is_more)


def _name(parse: Parse) -> str:
    return str(parse["intent"]["name"])
