"""All entities of one line: every rule looks, then the surer rule wins where two claim the same words."""

from typing import Any

from bot.addresses import find_addresses
from bot.amounts import find_amounts
from bot.days import find_days, is_sure
from bot.hours import find_hours
from bot.invoices import find_tax_numbers, find_titles
from bot.normalise import fold
from bot.numbers import find_codes, find_lone_tail, find_said_tails
from bot.parcels import find_slips
from bot.people import find_neighbours, find_people
from bot.products import Catalogue, told_by_models
from bot.simplified import simplify
from bot.spans import Span, blank_out, without_overlaps

CATALOGUE_FILE = "catalogue.json"
_MAX_SEARCHED_CHARS = 2_000
# These are kept in the customer's own signs; of the others the value is what they mean.
_AS_TYPED = frozenset({"address", "person", "invoice_title"})


def find_entities(text: str, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Entities in reading order, offsets in code points of the text as given."""
    line = simplify(fold(text[:_MAX_SEARCHED_CHARS]))
    coded, rest = _numbers(line)
    titles = find_titles(rest, beside_tax_number=any(span.entity == "tax_number" for span in coded))
    rest = blank_out(rest, titles)
    people = find_people(rest)
    days, hours = find_days(rest), find_hours(rest)
    sure = [*people, *filter(is_sure, days), *hours]
    addresses = find_addresses(blank_out(rest, sure))
    placed = [*titles, *people, *addresses]
    rest = blank_out(rest, [*placed, *days, *hours])
    goods = catalogue.find(rest)
    neighbours = find_neighbours(line, [*coded, *placed])
    money = find_amounts(blank_out(rest, [span for span in goods if span.entity == "model"]))
    said = any(span.entity == "phone_tail" for span in coded)
    tails = [] if said else find_lone_tail(blank_out(line, [*coded, *placed, *days, *hours, *money]), coded)
    # “尾号1234” is surer than a door number, an address surer than the place names inside a product.
    spans = without_overlaps([*coded, *titles, *addresses, *people, *hours, *days, *money, *goods, *neighbours, *tails])
    return [_as_json(span, text) for span in told_by_models(spans)]


def _numbers(line: str) -> tuple[list[Span], str]:
    """The numbers that tell by themselves what they are, and the line without them."""
    slips = find_slips(line)
    taxes = find_tax_numbers(blank_out(line, slips))
    codes = find_codes(blank_out(line, [*slips, *taxes]))
    rest = blank_out(line, [*slips, *taxes, *codes])
    tails = find_said_tails(rest)
    return [*slips, *taxes, *codes, *tails], blank_out(rest, tails)


def _as_json(span: Span, text: str) -> dict[str, Any]:
    value = text[span.start : span.end] if span.entity in _AS_TYPED else span.value
    return {"entity": span.entity, "value": value, "start": span.start, "end": span.end}
