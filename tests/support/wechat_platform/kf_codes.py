"""Codes that come with events and moves: each lets one message out, once, for a while."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from tests.support.wechat_platform.errors import Refused

if TYPE_CHECKING:
    from tests.support.wechat_platform.kf_customer import KfCustomer

_SHORT, _LONG = timedelta(seconds=20), timedelta(hours=48)
# Nobody has told with what a code is refused that is used, unknown or too old.
CODE_REFUSED = 40058


class Kind(StrEnum):
    WELCOME = "welcome"
    POOLED = "pooled"
    TAKEN = "taken"
    ENDED = "ended"


_LIFE = {Kind.WELCOME: _SHORT, Kind.POOLED: _LONG, Kind.TAKEN: _LONG, Kind.ENDED: _SHORT}
_MENUS = frozenset({Kind.WELCOME, Kind.ENDED})
_STATE = {Kind.POOLED: 2, Kind.TAKEN: 3, Kind.ENDED: 4}


@dataclass
class Code:
    value: str
    kind: Kind
    customer: "KfCustomer"
    until: datetime


@dataclass
class Codes:
    now: Callable[[], datetime]
    _open: dict[str, Code] = field(default_factory=dict)

    def issue(self, kind: Kind, customer: "KfCustomer") -> str:
        value = token_urlsafe(32)
        self._open[value] = Code(value, kind, customer, self.now() + _LIFE[kind])
        return value

    def find(self, value: object, msgtype: str) -> Code:
        """Raises Refused for one that cannot be used now, or not for this kind of message."""
        code = self._open.get(str(value))
        if code is None or self.now() >= code.until:
            raise Refused(CODE_REFUSED, "invalid code")
        if msgtype != "text" and not (msgtype == "msgmenu" and code.kind in _MENUS):
            raise Refused(40008)
        if code.kind in _STATE and code.customer.state != _STATE[code.kind]:
            raise Refused(95018)
        return code

    def use(self, code: Code) -> None:
        del self._open[code.value]
