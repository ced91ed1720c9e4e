"""Every route × every role × every kind of episode: exact answers, and no route without an expectation (promise 6)."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
from websockets.exceptions import InvalidStatus

from handoff.domain.agent import Role
from handoff.settings import ROOT, load
from tests.web.expectations import ALLOWED, BODIES, FOR_REVIEWERS, KINDS, OF_EPISODES, OF_TICKETS, QUERIES, TICKETS
from tests.web.house import House
from tests.web.office import Office
from tests.web.people import Caller, Person, Visitor
from tests.web.routes import UNSAFE, Route, all_routes

_ROUTES = all_routes(load(secret_key="only-the-table"))
_DESK_ROLES = (Role.AGENT, Role.LEAD, Role.ADMIN)
_ROLES = {
    "login": tuple(Role),
    "desk": _DESK_ROLES,
    "studio": (Role.TRAINER, Role.REVIEWER, Role.ADMIN),
    "admin": (Role.ADMIN,),
}

_NO_EPISODE = "0" * 32


@dataclass
class Callers:
    """One caller of every kind; nobody signs in twice."""

    office: Office
    made: dict[str, Caller]

    async def get(self, kind: str) -> Caller:
        if kind not in self.made:
            if kind == "nobody":
                self.made[kind] = await self.office.nobody()
            elif kind == "visitor":
                self.made[kind] = await self.office.visitor()
            else:
                self.made[kind] = await self.office.person(Role(kind))
        return self.made[kind]


@pytest_asyncio.fixture
async def callers(office: Office) -> AsyncIterator[Callers]:
    yield Callers(office, {})


async def _call(office: Office, caller: Caller, route: Route, episode_id: str = _NO_EPISODE, **more: Any) -> int:
    """The status; 101 for a WebSocket that was opened."""
    if route.method == "WS":
        try:
            wire = await office.dial(route.path, caller.socket_headers | more.get("headers", {}), more.get("origin"))
        except InvalidStatus as refused:
            return refused.response.status_code
        await wire.close()
        return 101
    headers = dict(more.get("headers", {}))
    if "origin" in more:
        headers["Origin"] = more["origin"]
    body = _body(route, more.get("fills", {}))
    given: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {"json": body}
    answer = await caller.http.request(
        route.method,
        route.at(episode_id, more.get("ticket_id", _NO_EPISODE)),
        **given,
        params=QUERIES.get(route.name),
        headers=headers,
    )
    _is_ours(answer, route)
    return answer.status_code


def _body(route: Route, fills: dict[str, Any]) -> dict[str, Any] | bytes | None:
    """Ids and versions are of the moment."""
    body = BODIES.get(route.name)
    if not isinstance(body, dict):
        return body
    fresh = {"client_id": uuid.uuid4().hex, "user_id": _NO_EPISODE, **fills}
    return {name: fresh.get(name, value) for name, value in body.items()}


def _is_ours(answer: httpx.Response, route: Route) -> None:
    """A refusal is JSON with a code and a Chinese sentence, never the framework's page."""
    if answer.status_code >= 400:
        body = answer.json()
        assert body["code"], route.name
        assert any("一" <= letter <= "鿿" for letter in body["message"]), route.name


def test_every_route_has_an_expectation() -> None:
    names = {route.name for route in _ROUTES}

    assert names == ALLOWED.keys() | OF_EPISODES.keys() | OF_TICKETS.keys()
    assert {route.name for route in _ROUTES if route.method in UNSAFE} == BODIES.keys()
    assert {route.access for route in _ROUTES} == {"public", "visitor", "login", "desk", "studio", "admin"}


_BUILT = ("/desk.html", "/studio.html", "/shop.html", "/widget.html", "/chat.js", "/favicon.svg")


@pytest.mark.parametrize("kind", ["nobody", "visitor", *Role])
async def test_a_route_answers_whom_its_access_names(office: Office, callers: Callers, kind: str) -> None:
    caller = await callers.get(kind)
    # Signing out ends the login that the other calls need.
    routes = sorted((route for route in _ROUTES if route.name in ALLOWED), key=lambda route: "logout" in route.path)

    found = {route.name: await _call(office, caller, route) for route in routes}

    assert found == {route.name: _expected(route, kind) for route in routes}


def _expected(route: Route, kind: str) -> int:
    if route.path in _BUILT and not (ROOT / "handoff" / "web" / "static" / route.path[1:]).exists():
        return 404
    if route.access == "visitor":
        return ALLOWED[route.name] if kind == "visitor" else 401
    roles = _ROLES.get(route.access)
    if roles and kind in {"nobody", "visitor"}:
        return 401
    if roles and (kind not in roles or (route.name in FOR_REVIEWERS and kind == Role.TRAINER)):
        return 403
    return ALLOWED[route.name]


@pytest.mark.parametrize("kind", ["nobody", "visitor", Role.TRAINER, Role.REVIEWER])
async def test_nobody_beside_the_desk_reaches_an_episode(office: Office, callers: Callers, kind: str) -> None:
    caller, agent = await callers.get(kind), await office.person()
    episode_id = await office.served(agent)
    routes = [route for route in _ROUTES if route.name in OF_EPISODES.keys() | OF_TICKETS.keys()]
    ticket_id = await office.ticket(agent)

    found = {await _call(office, caller, route, episode_id, ticket_id=ticket_id) for route in routes}

    assert found == {403 if kind in set(Role) else 401}


@pytest.mark.parametrize("role", _DESK_ROLES)
async def test_an_episode_answers_whose_it_is(office: Office, role: Role) -> None:
    caller, other, third = await office.person(role), await office.person(), await office.person()

    async def made(kind: str) -> str:
        whose = caller if kind.startswith("own") else other
        if kind in {"queued", "bot"}:
            return await (office.queued() if kind == "queued" else office.with_bot())
        return await (office.resolved(whose) if "resolved" in kind else office.served(whose))

    standing = {kind: await made(kind) for kind in KINDS}
    expected, found = {}, {}
    for route in (route for route in _ROUTES if route.name in OF_EPISODES):
        statuses = OF_EPISODES[route.name]["agent" if role is Role.AGENT else "lead"]
        for kind, status in zip(KINDS, statuses, strict=True):
            # A call that is let through may move its episode; one that is refused must leave it for the next.
            moves = status == 200 and route.method in UNSAFE
            episode_id = await made(kind) if moves else standing[kind]
            expected[route.name, kind] = status
            found[route.name, kind] = await _call(office, caller, route, episode_id, fills={"user_id": third.user.id})

    assert found == expected
    assert standing == {kind: each for kind, each in standing.items() if await _is(office, kind, each, caller, other)}


async def _is(office: Office, kind: str, episode_id: str, caller: Person, other: Person) -> bool:
    """Whether the episode still is what it was made as."""
    status, owner = {
        "own": ("assigned", caller),
        "others": ("assigned", other),
        "queued": ("queued", None),
        "own resolved": ("resolved", caller),
        "others' resolved": ("resolved", other),
        "bot": ("bot", None),
    }[kind]
    async with office.services.desk_view.look() as snapshot:
        episode = await snapshot.episode(episode_id)
    return episode is not None and (episode.status, episode.assignee_id) == (status, owner.user.id if owner else None)


@pytest.mark.parametrize("role", _DESK_ROLES)
async def test_a_ticket_answers_whose_it_is(office: Office, role: Role) -> None:
    caller, other, third = await office.person(role), await office.person(), await office.person()
    whose = {"own": caller, "others": other, "nobody's": None}
    expected, found = {}, {}
    for route in (route for route in _ROUTES if route.name in OF_TICKETS):
        statuses = OF_TICKETS[route.name]["agent" if role is Role.AGENT else "lead"]
        for kind, status in zip(TICKETS, statuses, strict=True):
            ticket_id = await office.ticket(whose[kind])
            fills = {"user_id": third.user.id, "version": 0 if kind == "nobody's" else 1}
            expected[route.name, kind] = status
            found[route.name, kind] = await _call(office, caller, route, ticket_id=ticket_id, fills=fills)

    assert found == expected


@pytest.mark.parametrize("role", _DESK_ROLES)
async def test_a_ticket_that_is_not_there_is_not_found(office: Office, role: Role) -> None:
    caller, third = await office.person(role), await office.person()
    routes = [route for route in _ROUTES if route.name in OF_TICKETS]

    found = {route.name: await _call(office, caller, route, fills={"user_id": third.user.id}) for route in routes}

    not_allowed = {name: 403 for name in found if name.endswith("/assign") and role is Role.AGENT}
    assert found == {**dict.fromkeys(found, 404), **not_allowed}


@pytest.mark.parametrize("role", _DESK_ROLES)
async def test_what_does_not_exist_looks_like_what_is_not_theirs(office: Office, role: Role) -> None:
    caller, other = await office.person(role), await office.person()
    foreign = await office.resolved(other)

    for path in ("", "/messages?before=9"):
        missing = await caller.get(f"/api/desk/episodes/{_NO_EPISODE}{path}")
        theirs = await caller.get(f"/api/desk/episodes/{foreign}{path}")

        assert missing.status_code == 404
        if role is Role.AGENT:
            assert (theirs.status_code, theirs.json()) == (404, missing.json())


@pytest.mark.parametrize("token", [None, "", "wrong", "不是令牌", "the other's"])
async def test_an_unsafe_call_without_its_own_csrf_token_changes_nothing(
    office: Office, house: House, token: str | None
) -> None:
    agent, other = await office.person(Role.ADMIN), await office.person()
    episode_id = await office.served(agent)
    before = (await agent.open(episode_id))["summary"]
    given = other.csrf if token == "the other's" else token
    headers = agent.socket_headers if given is None else {**agent.socket_headers, "X-CSRF-Token": given}
    unsafe = [route for route in _ROUTES if route.method in UNSAFE and route.access in _ROLES]

    async with httpx.AsyncClient(base_url=house.url, headers=httpx.Headers(headers, "utf-8")) as browser:
        bare = Person(browser, user=agent.user)
        found = {await _call(office, bare, route, episode_id) for route in unsafe}

    assert found == {403}
    assert (await agent.open(episode_id))["summary"] == before


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://[", "http://127.0.0.1", ""])
async def test_a_page_of_another_site_is_refused_everywhere(office: Office, callers: Callers, origin: str) -> None:
    found = {}
    for route in _ROUTES:
        caller = await callers.get({"visitor": "visitor", "public": "nobody"}.get(route.access, "agent"))
        found[route.name] = await _call(office, caller, route, origin=origin)

    assert found == {route.name: 403 for route in _ROUTES}


async def test_our_own_page_is_let_in(office: Office, callers: Callers, house: House) -> None:
    agent = await callers.get("agent")
    visitor = await callers.get("visitor")
    assert isinstance(visitor, Visitor)
    by_name = {route.name: route for route in _ROUTES}

    assert await _call(office, agent, by_name["PUT /api/desk/availability"], origin=house.url) == 200
    assert await _call(office, agent, by_name["WS /ws/desk"], origin=house.url) == 101
    assert await _call(office, visitor, by_name["WS /ws/webchat"], origin=house.url) == 101
