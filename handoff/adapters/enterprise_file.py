"""Reads enterprise.yml and lines.yml; whatever is wrong is named by its key."""

import re
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ruamel.yaml import YAML

from handoff.domain.business_hours import BusinessHours, Period
from handoff.domain.clocks import SlaPolicy
from handoff.domain.enterprise import Enterprise
from handoff.domain.errors import BadInput
from handoff.domain.lines import Lines

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LENGTH = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?")
_OWN_LENGTHS = {"contact_within", "case_feedback"}


def read_enterprise(path: Path) -> Enterprise:
    """Raises BadInput naming the key that cannot be read."""
    data = _mapping(path)
    sla = dict(data.get("sla", {}))
    own = {name: _length(sla.pop(name), name) for name in sorted(_OWN_LENGTHS & sla.keys())}
    register, widget = data.get("register", {}), data.get("widget", {})
    return Enterprise(
        name=_text(data, "name"),
        service_name=_text(data, "service_name"),
        hours=_hours(data),
        policy=_policy(sla),
        agent_silent_after=_length(data.get("agent_silent_after", "60s"), "agent_silent_after"),
        emoji_allowed=bool(register.get("emoji_allowed", False)),
        permitted=tuple(register.get("permitted", ())),
        suggestions=tuple(widget.get("suggestions", ())),
        **own,
    )


def read_lines(path: Path) -> Lines:
    return Lines({name: str(text) for name, text in _mapping(path).items()})


def _mapping(path: Path) -> dict[str, Any]:
    if not path.exists():
        raise BadInput(f"{path}: no such file")
    data = YAML(typ="safe").load(path)
    if not isinstance(data, dict):
        raise BadInput(f"{path}: expected `key: value` lines")
    return data


def _text(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"enterprise file: `{key}` is missing or empty")
    return value


def _policy(sla: dict[str, Any]) -> SlaPolicy:
    known = SlaPolicy.__dataclass_fields__.keys()
    if unknown := sla.keys() - known:
        raise BadInput(f"enterprise file: unknown length sla.{min(unknown)}")
    lengths: dict[str, Any] = {
        name: int(value) if name == "max_renewals" else _length(value, f"sla.{name}") for name, value in sla.items()
    }
    return SlaPolicy(**lengths)


def _length(value: object, key: str) -> timedelta:
    match = _LENGTH.fullmatch(str(value))
    if not match or not any(match.groups()):
        raise BadInput(f"enterprise file: `{key}: {value}` is no length; write for example 2m30s")
    hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _hours(data: dict[str, Any]) -> BusinessHours:
    try:
        zone = ZoneInfo(data.get("timezone", "Asia/Shanghai"))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadInput(f"enterprise file: unknown timezone {data.get('timezone')}") from error
    week = data.get("business_hours", {})
    return BusinessHours(
        weekly={number: _periods(week.get(day, []), day) for number, day in enumerate(_DAYS)},
        special={date.fromisoformat(str(day)): _periods(open_, str(day)) for day, open_ in _special(data)},
        zone=zone,
    )


def _special(data: dict[str, Any]) -> list[tuple[object, Any]]:
    return list((data.get("special_days") or {}).items())


def _periods(values: list[str], key: str) -> tuple[Period, ...]:
    return tuple(_period(value, key) for value in values)


def _period(value: str, key: str) -> Period:
    try:
        opens, closes = (part.strip() for part in value.split("-"))
        period = Period(time.fromisoformat(opens), time.max if closes == "24:00" else time.fromisoformat(closes))
    except ValueError as error:
        raise BadInput(f"enterprise file: `{key}: {value}` is no period; write for example 08:30-12:00") from error
    if period.closes <= period.opens:
        raise BadInput(f"enterprise file: `{key}: {value}` closes before it opens")
    return period
