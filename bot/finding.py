"""All entities of one line: every rule looks, then the surer rule wins where two claim the same words."""

from typing import Any

from bot.addresses import find_addresses
from bot.normalise import fold
from bot.numbers import find_numbers
from bot.people import find_people
from bot.products import Catalogue
from bot.spans import Span, blank_out, without_overlaps

CATALOGUE_FILE = "catalogue.json"
_MAX_SEARCHED_CHARS = 2_000


def find_entities(text: str, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Entities in reading order, offsets in code points of the text as given."""
    line = fold(text[:_MAX_SEARCHED_CHARS])
    numbers = find_numbers(line)
    fixed = [span for span in numbers if span.entity != "phone_tail"]
    people = find_people(blank_out(line, fixed))
    addresses = find_addresses(blank_out(line, [*fixed, *people]))
    products = catalogue.find(line)
    # “尾号1234” is surer than a door number, an address surer than the place names inside a product.
    spans = without_overlaps([*numbers, *addresses, *products, *people])
    return [_as_json(span, text) for span in spans]


def _as_json(span: Span, text: str) -> dict[str, Any]:
    value = text[span.start : span.end] if span.entity == "address" else span.value
    return {"entity": span.entity, "value": value, "start": span.start, "end": span.end}
