"""Whatever the studio's page may send, nearly right or not at all: an answer of ours, never a fault."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoff.domain.agent import Role
from handoff.settings import load
from tests.support.studio_desk import example
from tests.web.house import House
from tests.web.office import open_office
from tests.web.routes import UNSAFE, Route, all_routes

_AREAS = ("queues", "examples", "annotations", "bulk", "settings")
_ROUTES = all_routes(load(secret_key="only-the-table"))
_TAKING = [
    route
    for route in _ROUTES
    if route.method in UNSAFE and route.path.startswith(tuple(f"/api/studio/{area}" for area in _AREAS))
]

_TEXTS = st.text(st.characters(codec=None), max_size=20) | st.sampled_from(["", "\x00", "\ud83d", "a" * 3000, "😀退款"])
_ODD = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from([2**31, 10**400]) | _TEXTS
_IDS = st.integers(0, 15).map(lambda digit: f"{digit:032x}") | _TEXTS
_LABELS = st.sampled_from(["refund_status", "urge", "nlu_fallback", "product", "date"]) | _TEXTS
_PLACES = st.integers(-1, 8) | _ODD
_SPANS = st.fixed_dictionaries({"start": _PLACES, "end": _PLACES, "entity": _LABELS}, optional={"value": _ODD})
_ANSWERS = st.fixed_dictionaries(
    {"intent": _LABELS | st.none()},
    optional={
        "also": st.lists(_LABELS, max_size=3),
        "spans": st.lists(_SPANS, max_size=3),
        "emotion": st.sampled_from(["calm", "anxious", "angry"]) | _ODD,
        "complaint": _ODD,
        "needs_person": _ODD,
    },
)


def _bodies(example_ids: list[str]) -> st.SearchStrategy[Any]:
    ids = st.sampled_from(example_ids) | _IDS
    saves = st.fixed_dictionaries(
        {
            "example_id": ids,
            "change_id": _IDS,
            "revision": st.integers(0, 3),
            "outcome": st.sampled_from(["answer", "skip", "discard", None]) | _ODD,
            "answer": _ANSWERS,
            "submit": st.booleans(),
        },
        optional={"comment": _TEXTS, "blind": _ODD, "seconds": st.floats() | _ODD, "skip": st.lists(ids, max_size=3)},
    )
    bulk = st.fixed_dictionaries({"example_ids": st.lists(ids, max_size=4), "answer": _ANSWERS, "change_id": _IDS})
    own = st.fixed_dictionaries({"blind": st.booleans(), "keys": st.dictionaries(_LABELS, _TEXTS, max_size=3)})
    return saves | bulk | own | st.fixed_dictionaries({"change_id": _IDS, "comment": _TEXTS}) | _ODD


@pytest.fixture(scope="module")
def page(house: House) -> Iterator[tuple[httpx.Client, list[str]]]:
    async def arrange() -> tuple[dict[str, str], list[str]]:
        async with open_office(house) as office:
            # Whoever may do everything, reviewing included.
            admin = await office.person(Role.ADMIN)
            made = [example("退款到哪了"), example("退款到哪了？"), example("😀")]
            async with office.services.studio.labelling.open_work() as work:
                for each in made:
                    await work.studio.examples.add(each, each.said_at)
            return {**admin.socket_headers, "X-CSRF-Token": admin.csrf}, [each.id for each in made]

    headers, ids = asyncio.run(arrange())
    with httpx.Client(base_url=house.url, headers=headers, timeout=20.0) as client:
        yield client, ids


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
@given(data=st.data(), route=st.sampled_from(_TAKING), at=st.integers(0, 15))
def test_no_body_is_a_fault(page: tuple[httpx.Client, list[str]], data: st.DataObject, route: Route, at: int) -> None:
    client, ids = page
    path = route.path.replace("QUEUE", data.draw(st.sampled_from(["useful", "returned", "none"])))
    path = path.replace("EXAMPLE", data.draw(st.sampled_from(ids)))
    path = path.replace("ANNOTATION", f"{at:032x}").replace("CHANGE", f"{at:032x}")

    answer = client.request(route.method, path, content=json.dumps(data.draw(_bodies(ids))).encode())

    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert {"code", "message"} <= answer.json().keys()
