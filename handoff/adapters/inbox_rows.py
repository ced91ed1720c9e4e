"""What an inbox is set up with, as JSON and back; JSON of any other form is refused, not guessed at."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from handoff.domain.inbox import (
    ChannelKind,
    CryptMode,
    Elsewhere,
    Flavour,
    KfAccount,
    OfficialAccount,
    Reach,
    ReplyMode,
    Secrets,
    ServiceMode,
    Trouble,
)

_CODES: dict[str, type[StrEnum]] = {
    "flavour": Flavour,
    "mode": CryptMode,
    "replies": ReplyMode,
    "service": ServiceMode,
    "way": Elsewhere,
}
_Built = TypeVar("_Built", OfficialAccount, KfAccount, Secrets, Reach)
_ENTRIES = frozenset({"menu", "servicers"})


def account_row(account: OfficialAccount | KfAccount | None) -> dict[str, Any] | None:
    return asdict(account) if account else None


def account_of(channel: ChannelKind, value: Any) -> OfficialAccount | KfAccount | None:
    """Raises ValueError naming what is wrong; fields that are not there take their default."""
    if channel is ChannelKind.WEB:
        if value is not None:
            raise ValueError("an inbox of the web has no account")
        return None
    return _built(OfficialAccount, value) if channel is ChannelKind.WECHAT_OA else _built(KfAccount, value)


def secrets_row(secrets: Secrets) -> dict[str, str]:
    return asdict(secrets)


def secrets_of(value: Any) -> Secrets:
    return _built(Secrets, value)


def trouble_row(trouble: Trouble | None) -> dict[str, str] | None:
    return {"code": trouble.code, "text": trouble.text, "at": trouble.at.isoformat()} if trouble else None


def trouble_of(value: Any) -> Trouble | None:
    if value is None:
        return None
    known = _mapping(value, {"code", "text", "at"})
    at = datetime.fromisoformat(_text("at", known["at"]))
    if at.tzinfo is None:
        raise ValueError("“at” has no time zone")
    return Trouble(_text("code", known["code"]), _text("text", known["text"]), at)


def _built(kind: type[_Built], value: Any) -> _Built:
    given = _mapping(value, {each.name for each in fields(kind)})
    try:
        return kind(**{name: _parsed(name, each) for name, each in given.items()})
    except TypeError as error:
        raise ValueError(f"a field is missing: {error}") from error


def _parsed(name: str, value: Any) -> Any:
    if name == "reach":
        return _built(Reach, value)
    if name in _ENTRIES:
        entries = _mapping(value)
        return {key: _text(f"{name}.{key}", each) for key, each in entries.items()}
    return _CODES[name](value) if name in _CODES else _text(name, value)


def _mapping(value: Any, names: set[str] | None = None) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise ValueError(f"an object is expected, not {type(value).__name__}")
    if names is not None and (unknown := value.keys() - names):
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    return value


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"“{name}” is to be text, not {type(value).__name__}")  # noqa: TRY004 (one error for the form)
    return value
