"""The studio's API as its page calls it: a queue worked, saves refused and repeated, many at once, review, settings."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from handoff.domain.agent import Role
from handoff.domain.studio.example import Mark
from tests.support.studio_desk import empty_studio, example
from tests.web.office import Office
from tests.web.people import Person

Json = dict[str, Any]
ANSWER = {"intent": "refund_status", "spans": [{"start": 0, "end": 2, "entity": "product"}], "emotion": "anxious"}


def new_id() -> str:
    return uuid.uuid4().hex


@pytest_asyncio.fixture
async def trainer(office: Office) -> AsyncIterator[Person]:
    """In a studio with nothing in it: the house is the whole folder's."""
    await empty_studio(office.accounts.engine)
    yield await office.person(Role.TRAINER)


async def add(office: Office, *texts: str) -> list[str]:
    made = [replace(example(text), marks=frozenset({Mark.NOT_UNDERSTOOD})) for text in texts]
    async with office.services.studio.labelling.open_work() as work:
        for each in made:
            assert await work.studio.examples.add(each, each.said_at)
    return [each.id for each in made]


async def next_of(person: Person, queue: str = "all", **body: Any) -> Json | None:
    answer = await person.post(f"/api/studio/queues/{queue}/next", body)
    assert answer.status_code == 200, answer.text
    item: Json | None = answer.json()["item"]
    return item


def edit(example_id: str, revision: int = 0, **more: Any) -> Json:
    return {
        "example_id": example_id,
        "change_id": new_id(),
        "revision": revision,
        "outcome": "answer",
        "answer": ANSWER,
        "comment": "",
        "blind": False,
        "seconds": 3.5,
        "submit": True,
        **more,
    }


async def put(person: Person, annotation_id: str, body: Json) -> Json:
    answer = await person.put(f"/api/studio/annotations/{annotation_id}", body)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def test_a_trainer_works_a_queue_from_first_to_last(office: Office, trainer: Person) -> None:
    ids = await add(office, "退款到哪了", "退款到哪了？")

    item = await next_of(trainer, "useful")
    assert item
    shown = item["example"]
    assert shown["id"] in ids
    assert (shown["state"], shown["marks"], shown["channel"]) == ("open", ["not_understood"], "web")
    assert shown["suggestion"]["intent"] == "refund_status"
    assert item["annotation"] is None
    assert [each["id"] for each in item["similar"]] == [each for each in ids if each != shown["id"]]
    annotation_id = new_id()
    saved = await put(trainer, annotation_id, edit(shown["id"], submit=False))
    assert saved["lease_until"]
    assert (saved["annotation"]["status"], saved["annotation"]["revision"]) == ("draft", 1)
    submitted = await put(trainer, annotation_id, edit(shown["id"], 1))

    assert submitted["lease_until"] is None
    assert submitted["annotation"]["answer"] == {
        "intent": "refund_status",
        "also": [],
        "spans": [{"start": 0, "end": 2, "entity": "product", "value": None}],
        "emotion": "anxious",
        "complaint": None,
        "needs_person": None,
    }
    state = (await trainer.get("/api/studio/state")).json()
    assert state["me"]["role"] == "trainer"
    assert {queue["name"]: queue["count"] for queue in state["queues"]}["all"] == 1
    assert state["today"] == {"submitted": 1}
    assert await next_of(trainer, "useful") is None
    [last] = (await trainer.get("/api/studio/history?limit=1")).json()["items"]
    assert last["annotation"] == submitted["annotation"]


async def test_a_repeated_save_has_the_same_answer_and_a_stale_one_the_present(office: Office, trainer: Person) -> None:
    [line] = await add(office, "退款到哪了")
    annotation_id, body = new_id(), edit(line)

    first = await put(trainer, annotation_id, body)
    again = await put(trainer, annotation_id, body)
    stale = await trainer.put(f"/api/studio/annotations/{annotation_id}", edit(line))

    assert again == first
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_revision")
    assert stale.json()["annotation"] == first["annotation"]


async def test_what_has_gone_to_another_is_a_conflict(office: Office, trainer: Person) -> None:
    [line] = await add(office, "退款到哪了")
    colleague = await office.person(Role.REVIEWER)
    assert await next_of(colleague)

    for answer in (
        await trainer.put(f"/api/studio/annotations/{new_id()}", edit(line)),
        await trainer.post(f"/api/studio/examples/{line}/renew"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "item_gone")
    assert (await colleague.post(f"/api/studio/examples/{line}/renew")).json()["lease_until"]


async def test_undo_and_redo_answer_with_both(office: Office, trainer: Person) -> None:
    [line] = await add(office, "退款到哪了")
    annotation_id = new_id()
    await put(trainer, annotation_id, edit(line))
    path = f"/api/studio/annotations/{annotation_id}"

    undone = (await trainer.post(f"{path}/undo", {"change_id": new_id()})).json()
    redone = (await trainer.post(f"{path}/redo", {"change_id": new_id()})).json()
    nothing = await trainer.post(f"{path}/redo", {"change_id": new_id()})

    assert (undone["annotation"]["outcome"], undone["example"]["state"]) == (None, "open")
    assert (redone["annotation"]["outcome"], redone["example"]["state"]) == ("answer", "done")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "illegal_move")


async def test_many_at_once_and_back(office: Office, trainer: Person) -> None:
    ids = await add(office, "退款到哪了", "退款到哪了？", "退款到哪了！")
    batch, body = new_id(), {"example_ids": ids, "answer": ANSWER}

    preview = (await trainer.post("/api/studio/bulk/preview", body)).json()["items"]
    taken = (await trainer.post("/api/studio/bulk", {**body, "change_id": batch})).json()
    undone = (await trainer.post(f"/api/studio/bulk/{batch}/undo")).json()
    redone = (await trainer.post(f"/api/studio/bulk/{batch}/redo")).json()

    assert [(each["id"], each["is_yours_to_label"], each["why_not"]) for each in preview] == [
        (each, True, None) for each in ids
    ]
    assert sorted(taken["changed"]) == sorted(undone["changed"]) == sorted(redone["changed"]) == sorted(ids)
    assert (len(taken["annotation_ids"]), taken["refused"]) == (3, [])


async def test_a_reviewer_sends_back_and_approves(office: Office, trainer: Person) -> None:
    [line] = await add(office, "退款到哪了")
    reviewer, annotation_id = await office.person(Role.REVIEWER), new_id()
    await put(trainer, annotation_id, edit(line))
    path = f"/api/studio/annotations/{annotation_id}"

    page = (await reviewer.get("/api/studio/review?status=submitted")).json()
    assert [each["annotation"]["id"] for each in page["items"]] == [annotation_id]
    assert page["items"][0]["annotator"]["id"] == trainer.user.id
    wordless = await reviewer.post(f"{path}/reject", {"comment": " "})
    assert (wordless.status_code, wordless.json()["code"]) == (422, "incomplete")
    assert (await trainer.post(f"{path}/approve")).status_code == 403
    rejected = (await reviewer.post(f"{path}/reject", {"comment": "请核对意图。"})).json()["annotation"]
    assert (rejected["status"], rejected["review_comment"]) == ("rejected", "请核对意图。")
    item = await next_of(trainer, "returned")
    assert item
    await put(trainer, annotation_id, edit(line, item["annotation"]["revision"]))
    approved = (await reviewer.post(f"{path}/approve")).json()["annotation"]

    assert (approved["status"], approved["reviewed_by"]) == ("approved", reviewer.user.id)


async def test_settings_are_each_ones_own(office: Office, trainer: Person) -> None:
    await add(office, "退款到哪了")
    colleague = await office.person(Role.TRAINER)

    kept = await trainer.put("/api/studio/settings/me", {"blind": True, "keys": {"submit": "Enter"}})
    mine, theirs = [(await each.get("/api/studio/state")).json()["settings"] for each in (trainer, colleague)]

    assert kept.json() == {"settings": {"blind": True, "keys": {"submit": "Enter"}}}
    assert (mine["blind"], mine["keys"], theirs["blind"], theirs["keys"]) == (True, {"submit": "Enter"}, False, {})
    item = await next_of(trainer)
    assert item
    assert item["example"]["suggestion"] is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"change_id": "x"}, "修改编号"),
        ({"change_id": None}, "修改编号"),
        ({"revision": -1}, "修改次数"),
        ({"revision": "1"}, "修改次数"),
        ({"outcome": "perhaps"}, "处理方式"),
        ({"answer": {"intent": "退款"}}, "意图"),
        ({"answer": {"intent": "no_such_intent"}}, "意图"),
        ({"answer": {**ANSWER, "emotion": "happy"}}, "情绪"),
        ({"answer": {**ANSWER, "complaint": "yes"}}, "是否投诉"),
        ({"answer": {**ANSWER, "spans": [{"start": 4, "end": 9, "entity": "date"}]}}, "片段"),
        ({"answer": {**ANSWER, "spans": [{"start": 0, "end": 1, "entity": "nothing"}]}}, "实体"),
        ({"answer": {**ANSWER, "spans": 3}}, "片段"),
        ({"comment": "好" * 2001}, "备注"),
        ({"seconds": -1}, "用时"),
        ({"submit": "yes"}, "是否提交"),
    ],
)
async def test_what_cannot_be_read_is_named_in_the_pages_words(
    office: Office, trainer: Person, change: Json, words: str
) -> None:
    [line] = await add(office, "退款到哪了")

    answer = await trainer.put(f"/api/studio/annotations/{new_id()}", edit(line, **change))

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")
    assert words in answer.json()["message"]


async def test_odd_requests_are_refused_in_words(office: Office, trainer: Person) -> None:
    [line] = await add(office, "退款到哪了")
    many = {"example_ids": [new_id() for _ in range(101)], "answer": ANSWER}
    reviewer = await office.person(Role.REVIEWER)

    answers = [
        await trainer.post("/api/studio/queues/none/next"),
        await trainer.post("/api/studio/queues/all/next", {"skip": "all"}),
        await trainer.put("/api/studio/annotations/short", edit(line)),
        await trainer.post("/api/studio/bulk/preview", many),
        await trainer.post("/api/studio/bulk/preview", {"example_ids": [], "answer": ANSWER}),
        await reviewer.get("/api/studio/review?status=none"),
        await trainer.get("/api/studio/history?limit=-1"),
        await trainer.put("/api/studio/settings/me", {"keys": {"submit": "好" * 33}}),
    ]

    assert [answer.status_code for answer in answers] == [400] * len(answers)
    assert "100" in answers[3].json()["message"]
