"""Our values as JSON and back, told by their types alone: money in names that end in _fen, instants in RFC 3339."""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime, time
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from shop.catalogue import Review
from shop.models import Order, Parcel
from shop.money import Invoice

_MONEY = frozenset({"amount", "difference", "paid_price", "price", "price_now", "threshold", "total"})
# What the rest of the code takes for granted and no type can say.
_NEVER_EMPTY = frozenset({(Order, "lines"), (Parcel, "events")})
_WITHIN = {(Review, "grade"): range(1, 6)}
# Customers open it: nothing but a page.
_LIKE = {(Invoice, "download_url"): re.compile(r"(https://|/(?!/))\S+")}

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"\d\d:\d\d")
_SHOWN = 40

T = TypeVar("T")


class Unfit(Exception):
    """A body that is not what docs/shop-api.yaml promises; says where, and never what a customer said."""


def wire_name(field: str) -> str:
    """How a field is called in JSON: nobody shall take fen for yuan."""
    return f"{field}_fen" if field in _MONEY else field


def to_wire(value: object) -> Any:
    """A value of ours as what `json` can write."""
    if is_dataclass(value):
        return {wire_name(field.name): to_wire(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: to_wire(part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return [to_wire(part) for part in value]
    return _scalar(value)


def _scalar(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
    return value


def from_wire(kind: Any, value: object, where: str = "$") -> Any:
    """The value of the type `kind` that this JSON says; raises Unfit. Names that nobody knows are passed over."""
    if get_origin(kind) in {Union, UnionType}:
        return _optional(kind, value, where)
    if get_origin(kind) is tuple:
        return _several(get_args(kind)[0], value, where)
    if is_dataclass(kind):
        return _object(kind, value, where)
    if issubclass(kind, Enum):
        return _member(kind, value, where)
    return _SCALARS[kind](value, where)


def _optional(kind: Any, value: object, where: str) -> Any:
    if value is None:
        return None
    (inner,) = (part for part in get_args(kind) if part is not NoneType)
    return from_wire(inner, value, where)


def _several(kind: Any, value: object, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise Unfit(f"{where} is no list")
    return tuple(from_wire(kind, part, f"{where}[{place}]") for place, part in enumerate(value))


def _object(kind: Any, value: object, where: str) -> Any:
    if not isinstance(value, dict):
        raise Unfit(f"{where} is no object")
    types = _types_of(kind)
    read: dict[str, Any] = {}
    for field in fields(kind):
        name = wire_name(field.name)
        inside = f"{where}.{name}"
        if name not in value:
            read |= _left_out(field, types[field.name], inside)
            continue
        read[field.name] = from_wire(types[field.name], value[name], inside)
        _check((kind, field.name), read[field.name], inside)
    return kind(**read)


def _check(field: tuple[Any, str], value: Any, where: str) -> None:
    if field in _NEVER_EMPTY and not value:
        raise Unfit(f"{where} is empty")
    if field in _WITHIN and value not in _WITHIN[field]:
        raise Unfit(f"{where} is not between {_WITHIN[field][0]} and {_WITHIN[field][-1]}")
    if field in _LIKE and value is not None and not _LIKE[field].fullmatch(value):
        raise Unfit(f"{where} is no address of a page")


def _left_out(field: "Field[Any]", kind: Any, where: str) -> dict[str, Any]:
    if field.default is not MISSING or field.default_factory is not MISSING:
        return {}
    if NoneType in get_args(kind):
        return {field.name: None}
    raise Unfit(f"{where} is missing")


def _member(kind: type[Enum], value: object, where: str) -> Enum:
    try:
        return kind(value)
    except ValueError:
        # Values of a list that both sides know are nobody's secret.
        raise Unfit(f"{where} is {str(value)[:_SHOWN]!r}, none of {', '.join(each.value for each in kind)}") from None


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise Unfit(f"{where} is no text")
    return value


def _flag(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise Unfit(f"{where} is neither true nor false")
    return value


def _whole(value: object, where: str) -> int:
    # True is an int to Python.
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Unfit(f"{where} is no whole number from 0")
    return value


def _instant(value: object, where: str) -> datetime:
    return _parsed(_INSTANT, _in_utc, value, where, "instant with its zone")


def _in_utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _day(value: object, where: str) -> date:
    return _parsed(_DAY, date.fromisoformat, value, where, "day like 2026-11-24")


def _time(value: object, where: str) -> time:
    return _parsed(_TIME, time.fromisoformat, value, where, "time like 09:00")


def _parsed(form: "re.Pattern[str]", parse: Callable[[str], T], value: object, where: str, what: str) -> T:
    if isinstance(value, str) and form.fullmatch(value):
        try:
            return parse(value)
        except (ValueError, OverflowError):
            # The right form but no such day, or one that UTC does not reach.
            pass
    raise Unfit(f"{where} is no {what}")


_SCALARS: Mapping[Any, Callable[[object, str], Any]] = {
    str: _text,
    bool: _flag,
    int: _whole,
    datetime: _instant,
    date: _day,
    time: _time,
}


@cache
def _types_of(kind: Any) -> Mapping[str, Any]:
    return get_type_hints(kind)
