"""Figures and adjudication as the studio's page calls them."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
import pytest_asyncio

from handoff.domain.agent import Role
from tests.support.studio_desk import empty_studio, example
from tests.web.office import Office
from tests.web.people import Person

Json = dict[str, Any]


def new_id() -> str:
    return uuid.uuid4().hex


@pytest_asyncio.fixture
async def differing(office: Office) -> AsyncIterator[str]:
    """The only example of the studio, which two trainers answered differently."""
    await empty_studio(office.accounts.engine)
    made = replace(example("退款到哪了"), answers_wanted=2)
    async with office.services.studio.labelling.open_work() as work:
        assert await work.studio.examples.add(made, made.said_at)
    for intent in ("refund_status", "logistics_track"):
        trainer = await office.person(Role.TRAINER)
        answer = await trainer.put(f"/api/studio/annotations/{new_id()}", edit(made.id, intent, submit=True))
        assert answer.status_code == 200, answer.text
    yield made.id


def edit(example_id: str, intent: str = "refund_status", **more: Any) -> Json:
    answer = {"intent": intent, "emotion": "calm"}
    return {
        "example_id": example_id,
        "change_id": new_id(),
        "revision": 0,
        "outcome": "answer",
        "answer": answer,
        "comment": "",
        **more,
    }


async def told(person: Person, path: str) -> Json:
    answer: httpx.Response = await person.get(path)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def seen_in(item: Json) -> dict[str, int]:
    return {each["annotation"]["id"]: each["annotation"]["revision"] for each in item["answers"]}


async def test_a_reviewer_settles_what_differs(office: Office, differing: str) -> None:
    reviewer = await office.person(Role.REVIEWER)
    [item] = (await told(reviewer, "/api/studio/adjudication"))["items"]
    assert (item["example"]["id"], item["differences"]) == (differing, ["intent"])

    body = edit(differing, seen=seen_in(item), comment="问的是退款。")
    answer = await reviewer.put(f"/api/studio/adjudication/{new_id()}", body)

    assert answer.status_code == 200, answer.text
    assert answer.json()["annotation"]["status"] == "approved"
    assert await told(reviewer, "/api/studio/adjudication") == {"items": [], "next": None}
    again = await reviewer.put(f"/api/studio/adjudication/{new_id()}", {**body, "change_id": new_id()})
    assert (again.status_code, again.json()["message"]) == (409, "该语料已裁决，请刷新后继续。")


async def test_what_was_not_seen_as_it_is_settles_nothing(office: Office, differing: str) -> None:
    reviewer = await office.person(Role.REVIEWER)

    answer = await reviewer.put(f"/api/studio/adjudication/{new_id()}", edit(differing, seen={}))

    assert answer.status_code == 409
    assert len((await told(reviewer, "/api/studio/adjudication"))["items"]) == 1


async def test_everybody_in_the_studio_sees_the_figures(office: Office, differing: str) -> None:
    trainer = await office.person(Role.TRAINER)

    figures = await told(trainer, "/api/studio/quality")
    blind = await told(trainer, "/api/studio/quality?blind=1")
    [pair] = (await told(trainer, "/api/studio/quality/confusions?limit=5"))["pairs"]

    assert (figures["examples"], blind["examples"], len(figures["annotators"])) == (1, 0, 2)
    by_label = {label["label"]: label for label in figures["labels"]}
    assert by_label["intent"]["alpha"]["value"] is not None
    assert by_label["emotion"]["alpha"]["reason"] == "所有答案都是同一个标签，无法区分一致与巧合。"
    assert pair["intents"] == ["logistics_track", "refund_status"]
    assert pair["examples"] == [{"id": differing, "text": "退款到哪了"}]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/api/studio/quality?blind=yes", "“blind”须为0或1。"),
        ("/api/studio/quality/confusions?limit=-1", "“limit”须为整数。"),
    ],
)
async def test_a_question_of_the_wrong_kind_is_refused(office: Office, differing: str, path: str, message: str) -> None:
    answer = await (await office.person(Role.TRAINER)).get(path)

    assert (answer.status_code, answer.json()["message"]) == (400, message)


@pytest.mark.parametrize(
    "change",
    [{"seen": None}, {"seen": {"a": "1"}}, {"seen": {str(n): 1 for n in range(101)}}, {"change_id": "x"}],
    ids=["nothing seen", "no revision", "too many", "no id"],
)
async def test_a_body_of_the_wrong_kind_is_refused(office: Office, differing: str, change: Json) -> None:
    reviewer = await office.person(Role.REVIEWER)

    answer = await reviewer.put(f"/api/studio/adjudication/{new_id()}", edit(differing, **{"seen": {}, **change}))

    assert answer.status_code == 400, answer.text


async def test_an_id_that_no_page_makes_is_refused(office: Office, differing: str) -> None:
    reviewer = await office.person(Role.REVIEWER)

    answer = await reviewer.put("/api/studio/adjudication/mine", edit(differing, seen={}))

    assert answer.status_code == 400
