"""JSON lines: one object a line, UTF-8; only `text` must be there."""

import json
from collections.abc import Iterable, Iterator

from handoff.adapters.studio_formats.records import line_of, record_of
from handoff.domain.errors import BadInput
from handoff.domain.studio.exchange import Brought, ExchangedLine, Place, Problem

_SHOWN = 80


def write_jsonl(lines: Iterable[ExchangedLine]) -> Iterator[str]:
    for line in lines:
        yield json.dumps(record_of(line), ensure_ascii=False) + "\n"


def read_jsonl(text: str) -> Iterator[Brought | Problem]:
    for number, row in enumerate(text.split("\n"), start=1):
        if not row.strip():
            continue
        place = Place(number)
        try:
            yield Brought(line_of(_object(row)), place)
        except BadInput as error:
            yield Problem(place, str(error), row.strip()[:_SHOWN])


def _object(row: str) -> dict[str, object]:
    try:
        found = json.loads(row)
    except (ValueError, RecursionError) as error:
        raise BadInput("不是有效的 JSON。") from error
    if not isinstance(found, dict):
        raise BadInput("不是 JSON 对象。")
    return found
