"""What the dialogue is told of a message: in the light of what was asked, in full words, and request by request."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot import oddities
from bot.answers import chosen, corrected, denied, starts_again, wants_another_choice
from bot.asked import Asked
from bot.context import OTHER_ORDER, WHICH_GOODS, freight_of, in_full, means_another_order
from bot.requests import Request, after_answer, clauses_of, requests_of, wish_that_decides

Parse = dict[str, Any]
Parser = Callable[[str], Awaitable[Parse]]

_CALM = {"label": "calm", "score": 0.0}
_FALLBACK = "nlu_fallback"
_EXCHANGE = "我要换货"
# About these “换一个” means the goods: they are to be exchanged.
_GOODS_AT_HOME = frozenset(
    {
        *("item_damaged", "item_wrong", "item_missing", "return_request", "exchange_request", "return_policy"),
        *("refund_request", "repair_request", "delivery_problem", "after_sales_status"),
    }
)


@dataclass(frozen=True)
class Heard:
    """One thing a message says. `parse` is what the dialogue reads; `notes` go to the actions beside it."""

    text: str
    parse: Parse
    notes: Mapping[str, Any] = field(default_factory=dict)


async def heard_in(parse: Parse, asked: Asked, parser: Parser) -> list[Heard]:
    """At least one; more than one where the message holds several requests."""
    text = str(parse["text"])
    found = (
        _odd(parse)
        or await _answer(parse, asked, parser)
        or await _put_right(parse, asked, parser)
        or await _in_full(parse, asked, parser)
    )
    if found is not None:
        return [found]
    english = oddities.in_chinese(text) if oddities.is_english(text) else None
    if english is not None:
        return [_as_if_said(english, await parser(english), parse, {"in_chinese": True})]
    if oddities.is_english(text):
        return [Heard(text, _named(parse, _FALLBACK, fallback=True), {"in_chinese": True})]
    plain = oddities.without_tags(text)
    if plain != text:
        return [_as_if_said(plain, await parser(plain), parse, {})]
    return await _several(parse, asked, parser) or [Heard(text, parse)]


def as_one(parse: Parse, heard: list[Heard]) -> Parse:
    """The whole message's parse: its intent is the first request's, all of them are listed where there are several."""
    if len(heard) == 1:
        return parse
    first = heard[0].parse
    requests = [{"intent": one.parse["intent"]["name"], "text": one.text} for one in heard]
    told = {key: first[key] for key in ("intent", "fallback", "intent_ranking")}
    return {**parse, **told, "requests": requests}


def _odd(parse: Parse) -> Heard | None:
    text = str(parse["text"])
    kind = oddities.oddity(text)
    if kind is None or kind == oddities.ENGLISH:
        return None
    if kind == oddities.ORDERS:
        return Heard(text, _named(parse, "out_of_scope"))
    # No words of the customer's: nothing in it may be taken for an answer.
    return Heard("", {**_named(parse, _FALLBACK, fallback=True), "text": ""}, {"odd": kind})


async def _answer(parse: Parse, asked: Asked, parser: Parser) -> Heard | None:
    text = str(parse["text"]).strip()
    pressed = chosen(text, asked)
    if pressed is not None:
        return _as_if_said(pressed, await parser(pressed), parse, {})
    if wants_another_choice(text) and asked.matter in _GOODS_AT_HOME:
        return _as_if_said(_EXCHANGE, await parser(_EXCHANGE), parse, {})
    if wants_another_choice(text) and (asked.buttons or asked.matter):
        name = "deny" if asked.yes_or_no else _FALLBACK
        return Heard(text, _named(parse, name, fallback=name == _FALLBACK), {"another": True})
    if starts_again(text):
        return Heard(text, _named(parse, _FALLBACK, fallback=True), {"again": True})
    return None


async def _put_right(parse: Parse, asked: Asked, parser: Parser) -> Heard | None:
    text = str(parse["text"])
    meant = corrected(text)
    if meant is not None:
        read = await parser(meant)
        return None if read["fallback"] else _as_if_said(meant, read, parse, {})
    if denied(text) and (asked.topic or asked.requested or asked.responses):
        return Heard(text, _named(parse, "deny"), {"denied": True})
    return None


async def _in_full(parse: Parse, asked: Asked, parser: Parser) -> Heard | None:
    entities = [(str(one["entity"]), str(one["value"])) for one in parse["entities"]]
    full = in_full(str(parse["text"]), entities, asked)
    if full is None and means_another_order(str(parse["text"]), asked):
        # The matter stays what it was, only the order is another.
        return Heard(str(parse["text"]), _named(parse, str(asked.topic)))
    if full is None:
        return None
    if full == OTHER_ORDER:
        return Heard(full, {**_named(parse, str(asked.topic)), "text": full})
    if full == WHICH_GOODS:
        return Heard(str(parse["text"]), _named(parse, _FALLBACK, fallback=True), {"odd": "which_goods"})
    read = await parser(full)
    # The matter is known: it is the one that was asked about before.
    return _as_if_said(full, read, parse, {})


async def _several(parse: Parse, asked: Asked, parser: Parser) -> list[Heard]:
    line = str(parse["text"])
    clauses = clauses_of(line)
    if not clauses:
        return []
    parses = [await parser(one.text) for one in clauses]
    decides = wish_that_decides(clauses, parses)
    if decides is not None:
        return [Heard(line, _named(parse, decides))]
    if asked.requested is not None:
        found = after_answer(clauses, parses, parse, line)
        found = found or requests_of(clauses, parses, parse, line)
    else:
        found = requests_of(clauses, parses, parse, line)
    full = [await _of_its_matter(one, found[0], parser) for one in found]
    return [_one_of(full, place, parse) for place in range(len(full))]


async def _of_its_matter(request: Request, first: Request, parser: Parser) -> Request:
    """“怎么退货，运费谁出” asks about the freight of the return."""
    full = freight_of(request.text, first.intent) if request is not first else None
    if full is None:
        return request
    read = _as_if_said(full, await parser(full), dict(request.parse), {})
    return request if read.parse["fallback"] else Request(full, read.parse)


def _one_of(requests: list[Request], place: int, whole: Parse) -> Heard:
    # How the customer feels is met once, before the first answer.
    mood = whole["emotion"] if place == 0 else _CALM
    request = requests[place]
    signals = whole["signals"] if place == 0 or whole["degraded"] else {}
    read = {**request.parse, "emotion": mood, "complaint": False, "signals": signals}
    later = [{"intent": one.intent, "text": one.text} for one in requests[place + 1 :]]
    return Heard(request.text, read, {"further": place > 0, "later": later})


def _as_if_said(text: str, read: Parse, parse: Parse, notes: Mapping[str, Any]) -> Heard:
    """Read as these words, felt and named as in the words that were typed."""
    kinds = {one["entity"] for one in read["entities"]}
    lent = [{**one, "start": 0, "end": 0} for one in parse["entities"] if one["entity"] not in kinds]
    mood = {key: parse[key] for key in ("emotion", "complaint", "signals")}
    return Heard(text, {**read, **mood, "text": text, "entities": [*read["entities"], *lent]}, notes)


def _named(parse: Parse, intent: str, *, fallback: bool = False) -> Parse:
    confidence = parse["intent"]["confidence"]
    return {**parse, "intent": {"name": intent, "confidence": confidence}, "fallback": fallback}
