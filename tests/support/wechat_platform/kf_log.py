"""What one 微信客服 account's customers, servicers and sessions did, to be pulled page by page."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.support.wechat_platform.errors import Refused

KEPT_FOR = timedelta(days=3)
TOKEN_LIFE = timedelta(minutes=10)
MOST_A_PAGE = 1000
_A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Item:
    at: datetime
    fields: Mapping[str, Any]


@dataclass
class KfLog:
    """`page_size`: the most in one page; `empty_pages`: so many of the next pages are empty and say that more follows.

    `tokenless_a_minute`: how often it may be pulled without the token of a bell; the real number is not told.
    """

    now: Callable[[], datetime]
    items: list[Item] = field(default_factory=list)
    page_size: int = MOST_A_PAGE
    empty_pages: int = 0
    tokenless_a_minute: int = 5
    _tokens: dict[str, datetime] = field(default_factory=dict)
    _cursors: dict[str, int] = field(default_factory=dict)
    _tokenless: list[datetime] = field(default_factory=list)

    def add(self, fields: Mapping[str, Any]) -> None:
        self.items.append(Item(self.now(), fields))

    def new_token(self) -> str:
        token = "ENC" + secrets.token_urlsafe(33)
        self._tokens[token] = self.now() + TOKEN_LIFE
        return token

    def page(self, cursor: str, token: str, limit: int) -> Mapping[str, object]:
        self._check(token)
        if not 1 <= limit <= MOST_A_PAGE or (cursor and cursor not in self._cursors):
            raise Refused(40058)
        start = self._first_kept(self._cursors.get(cursor, 0))
        size = 0 if self.empty_pages else min(limit, self.page_size)
        self.empty_pages -= bool(self.empty_pages)
        end = min(start + size, len(self.items))
        has_more = int(end < len(self.items) or size == 0)
        return {
            "errcode": 0,
            "errmsg": "ok",
            "next_cursor": self._cursor_at(end),
            "has_more": has_more,
            "msg_list": [item.fields for item in self.items[start:end]],
        }

    def _check(self, token: str) -> None:
        now = self.now()
        if token:
            if now >= self._tokens.get(token, now):
                raise Refused(95007)
            return
        self._tokenless = [at for at in self._tokenless if now - at < _A_MINUTE]
        if len(self._tokenless) >= self.tokenless_a_minute:
            raise Refused(45009)
        self._tokenless.append(now)

    def _first_kept(self, start: int) -> int:
        since = self.now() - KEPT_FOR
        return next((place for place in range(start, len(self.items)) if self.items[place].at > since), len(self.items))

    def _cursor_at(self, place: int) -> str:
        # Never the same twice: a cursor is nothing to compare or to count with.
        cursor = "4gw7" + secrets.token_urlsafe(12)
        self._cursors[cursor] = place
        return cursor
