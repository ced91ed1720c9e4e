"""Whatever comes in as JSON or in the address: an answer of ours, never a fault."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoff.domain.agent import Role
from handoff.settings import load
from handoff.web.access import VisitorTokens
from tests.web.house import House
from tests.web.office import open_office
from tests.web.routes import UNSAFE, Route, all_routes

# An address of its own, so that what is tried here is not counted against the other tests' limits.
_FROM = "127.0.0.66"

_FIELDS = [
    *("visitor_token", "client_id", "text", "name", "password", "answers_seq", "override_reason"),
    *("result", "availability", "capacity", "count", "episode_id", "grade", "reason", "user_id", "consented"),
    *("version", "status", "handling", "priority", "department", "convenient_time", "due_at", "category", "demand"),
    *("channel", "enabled", "account", "secrets"),
]
# Signing out would end the login that the other calls need; it takes no body.
_ROUTES = [route for route in all_routes(load(secret_key="only-the-table")) if route.path.startswith("/api")]
_TAKING = [route for route in _ROUTES if route.method in UNSAFE and "logout" not in route.path]
_GIVING = [route for route in _ROUTES if route.method == "GET"]

# Lone surrogates and NUL included: a browser can send them, a database cannot keep them.
_TEXTS = st.text(st.characters(codec=None), max_size=40) | st.sampled_from(
    [
        "",
        "\x00",
        "\ud83d",
        "online",
        "solved",
        "售后",
        "0123456789abcdef",
        "2026-11-20T02:00:00Z",
        "a" * 3000,
        "' OR 1=1 --",
        "{{7*7}}",
        "../../etc/passwd",
    ]
)
_NUMBERS = st.integers() | st.sampled_from([2**31, 2**63, 2**64, -1, 10**400]) | st.floats()
_VALUES = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=8,
)
_BODIES = st.dictionaries(st.sampled_from(_FIELDS), _VALUES, max_size=5) | _VALUES
# Mostly right, so that more than the first check is met.
_CLOSE = st.fixed_dictionaries(
    {"client_id": st.sampled_from(["0123456789abcdef", "fedcba9876543210"]), "text": _TEXTS},
    optional={name: _VALUES for name in _FIELDS if name not in {"client_id", "text"}},
)
_CLOSE_TO_A_TICKET = st.fixed_dictionaries(
    {"version": st.integers(0, 3)},
    optional={
        "status": st.sampled_from(["open", "pending", "solved", "closed"]),
        "due_at": st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat),
        **dict.fromkeys(("handling", "result", "department", "convenient_time"), _TEXTS),
    },
)
_CLOSE_TO_AN_INBOX = st.fixed_dictionaries(
    {"version": st.integers(0, 3), "channel": st.sampled_from(["web", "wechat_oa", "wechat_kf"])},
    optional={
        "name": _TEXTS,
        "enabled": st.booleans(),
        "account": st.fixed_dictionaries(
            {},
            optional={
                "app_id": st.sampled_from(["wx0123456789abcdef", "gh_1"]),
                "corp_id": st.just("ww0123456789abcdef"),
                "open_kfid": st.just("wkAAAA"),
                "mode": st.sampled_from(["plain", "safe", "other"]),
                "reach": st.fixed_dictionaries({"way": st.sampled_from(["web", "phone", "notice"]), "detail": _TEXTS}),
                **dict.fromkeys(("api_base", "welcome", "kf_account"), _TEXTS),
                **dict.fromkeys(("menu", "servicers"), st.dictionaries(_TEXTS, _TEXTS, max_size=2)),
            },
        ),
        "secrets": st.fixed_dictionaries(
            {}, optional=dict.fromkeys(("token", "aes_key", "secret"), st.sampled_from(["", "Abc123", "A" * 43, "密"]))
        ),
    },
)


@dataclass(frozen=True)
class Target:
    client: httpx.Client
    episodes: tuple[str, ...]
    tickets: tuple[str, ...]
    tokens: VisitorTokens

    def call(self, route: Route, at: int, **given: Any) -> httpx.Response:
        # A visitor of its own for each try: their limit is not what is tried.
        headers = {"Authorization": f"Bearer {self.tokens.issue(f'{at:032x}')}"} if route.access == "visitor" else {}
        path = route.at(
            self.episodes[at % len(self.episodes)], self.tickets[at % len(self.tickets)], ("web", "none")[at % 2]
        )
        return self.client.request(route.method, path, headers=headers, **given)


@pytest.fixture(scope="module")
def target(house: House) -> Iterator[Target]:
    async def arrange() -> tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]:
        async with open_office(house) as office:
            # The one who may reach every route.
            admin = await office.person(Role.ADMIN)
            episodes = (await office.served(admin), await office.queued(), await office.with_bot())
            tickets = (await office.ticket(admin), await office.ticket())
            return {**admin.socket_headers, "X-CSRF-Token": admin.csrf}, (*episodes, "unknown"), (*tickets, "unknown")

    headers, episodes, tickets = asyncio.run(arrange())
    tokens = VisitorTokens(house.settings.secret_key.get_secret_value())
    with httpx.Client(
        base_url=house.url, headers=headers, transport=httpx.HTTPTransport(local_address=_FROM), timeout=20.0
    ) as client:
        yield Target(client, episodes, tickets, tokens)


_MANY = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)


@_MANY
@given(
    route=st.sampled_from(_TAKING),
    body=_BODIES | _CLOSE | _CLOSE_TO_A_TICKET | _CLOSE_TO_AN_INBOX,
    at=st.integers(0, 10**6),
)
def test_no_body_is_a_fault(target: Target, route: Route, body: Any, at: int) -> None:
    answer = target.call(route, at, content=json.dumps(body).encode())

    _is_an_answer(answer)


@_MANY
@given(route=st.sampled_from(_TAKING), body=st.binary(max_size=200), at=st.integers(0, 10**6))
def test_no_bytes_are_a_fault(target: Target, route: Route, body: bytes, at: int) -> None:
    _is_an_answer(target.call(route, at, content=body))


@_MANY
@given(
    route=st.sampled_from(_GIVING),
    query=st.dictionaries(
        st.sampled_from(["before", "limit", "view", "q"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
        | st.sampled_from(
            [
                "0",
                "1",
                "999999999",
                "9999999999",
                "-1",
                "resolved",
                "all",
                "open",
                "mine",
                "due",
                "done",
                "%",
                "_",
                "\\",
                "\x00",
            ]
        ),
    ),
    at=st.integers(0, 10**6),
)
def test_no_query_is_a_fault(target: Target, route: Route, query: dict[str, str], at: int) -> None:
    _is_an_answer(target.call(route, at, params=query))


def _is_an_answer(answer: httpx.Response) -> None:
    assert answer.status_code < 500, answer.text
    # A file to be saved is of its own kind.
    assert answer.headers["content-type"] == "application/json" or "content-disposition" in answer.headers
    if answer.status_code >= 400:
        assert {"code", "message"} <= answer.json().keys()
