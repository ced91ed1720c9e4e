"""From a file that is brought to a commit of the training data, over HTTP; and files for other programs."""

import uuid
from typing import Any

import pytest
import pytest_asyncio

from handoff.adapters.nlu_files.publishing import FilePublisher
from handoff.domain.agent import Role
from handoff.domain.studio.exporting import FileChange
from tests.support.processes import wait_for
from tests.support.training_project import STUDIO, git
from tests.web.house import House
from tests.web.office import Office
from tests.web.people import Person

_TEN_MB = 10 * 1024 * 1024


@pytest_asyncio.fixture
async def trainer(office: Office) -> Person:
    return await office.person(Role.TRAINER)


@pytest_asyncio.fixture
async def reviewer(office: Office) -> Person:
    return await office.person(Role.REVIEWER)


def _new_line() -> str:
    """One that nobody has brought before: the house is shared."""
    signs = str.maketrans("0123456789abcdef", "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳")
    return f"{uuid.uuid4().hex[:12].translate(signs)}的包裹还在路上吗"


async def _approved(trainer: Person, reviewer: Person, text: str) -> str:
    """Brought in a file, answered, approved; the id of the annotation."""
    form = {"file": ("好的.csv", f"语料,意图\n{text},logistics_track\n".encode("gb18030"))}
    taken = await trainer.http.post("/api/studio/import", files=form)
    assert (taken.status_code, taken.json()["added"]) == (200, 1), taken.text
    seen: list[str] = []
    while True:
        item = (await trainer.post("/api/studio/queues/all/next", {"skip": seen})).json()["item"]
        if item["example"]["text"] == text:
            break
        seen.append(item["example"]["id"])
    annotation_id = uuid.uuid4().hex
    answer = {"intent": "logistics_track", "emotion": "calm", "complaint": False}
    saved = await trainer.put(
        f"/api/studio/annotations/{annotation_id}",
        {
            "example_id": item["example"]["id"], "change_id": uuid.uuid4().hex, "revision": 0, "outcome": "answer",
            "answer": answer, "submit": True,
        },
    )  # fmt: skip
    assert saved.status_code == 200, saved.text
    approved = await reviewer.post(f"/api/studio/annotations/{annotation_id}/approve")
    assert approved.status_code == 200, approved.text
    return annotation_id


async def test_a_line_goes_from_a_file_into_a_commit(house: House, trainer: Person, reviewer: Person) -> None:
    text = _new_line()
    annotation_id = await _approved(trainer, reviewer, text)

    preview = (await reviewer.post("/api/studio/export/preview")).json()
    row = f'  - {{text: "{text}", metadata: {{emotion: calm, complaint: false}}}}\n'
    assert annotation_id in [line["annotation_id"] for line in preview["written"]]
    assert f"+{row}" in preview["files"][0]["diff"]
    done = await reviewer.post("/api/studio/export", {"message": "nlu: 新增", "mark": preview["mark"]})

    assert done.status_code == 200, done.text
    assert done.json()["commit"] == git(house.project, "rev-parse", "HEAD").strip()
    assert git(house.project, "log", "-1", "--format=%an|%s").strip() == f"{reviewer.user.display_name}|nlu: 新增"
    assert row in (house.project / STUDIO).read_text(encoding="utf-8")
    assert git(house.project, "status", "--porcelain") == ""
    again = await reviewer.post("/api/studio/export")
    assert (again.status_code, again.json()["code"]) == (422, "incomplete")


async def test_a_trainer_exports_nothing_to_git(trainer: Person, reviewer: Person, house: House) -> None:
    await _approved(trainer, reviewer, _new_line())
    head = git(house.project, "rev-parse", "HEAD")

    answers = [await trainer.post("/api/studio/export/preview"), await trainer.post("/api/studio/export")]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [(403, "forbidden")] * 2
    assert git(house.project, "rev-parse", "HEAD") == head


async def test_uncommitted_work_of_somebody_is_a_reason_to_read(
    house: House, trainer: Person, reviewer: Person
) -> None:
    await _approved(trainer, reviewer, _new_line())
    await reviewer.post("/api/studio/export")
    await _approved(trainer, reviewer, _new_line())
    with (house.project / STUDIO).open("a", encoding="utf-8") as file:
        file.write("# mine\n")

    answer = await reviewer.post("/api/studio/export")
    git(house.project, "checkout", "-q", "--", STUDIO)

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert answer.json()["message"] == f"{STUDIO} 有未提交的改动，请先提交或还原后再导出。"
    assert (await reviewer.post("/api/studio/export")).status_code == 200


@pytest.mark.parametrize(
    ("path", "media_type", "name"),
    [
        ("export.jsonl", "application/x-ndjson; charset=utf-8", "studio.jsonl"),
        ("export.csv", "text/csv; charset=utf-8", "studio.csv"),
        ("export.label-studio.json", "application/json; charset=utf-8", "label-studio.json"),
    ],
)
async def test_approved_answers_are_files_for_other_programs(
    trainer: Person, reviewer: Person, path: str, media_type: str, name: str
) -> None:
    text = _new_line()
    await _approved(trainer, reviewer, text)

    answer = await trainer.get(f"/api/studio/{path}")
    everything = [await person.get(f"/api/studio/{path}?everything=1") for person in (trainer, reviewer)]

    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert text in answer.text
    assert [each.status_code for each in everything] == [403, 200]
    # What one file says the other end of the service takes: nothing is new in it.
    back = await trainer.http.post(f"/api/studio/import/preview?name={name}", content=answer.content)
    assert (back.json()["counts"]["new"], back.json()["counts"]["refused"]) == (0, 0)


@pytest.mark.parametrize("path", ["/api/studio/import", "/api/studio/import/preview"])
async def test_a_file_of_more_than_ten_megabytes_is_refused(trainer: Person, path: str) -> None:
    row = b'{"text": "' + "长".encode() * 30 + b'"}\n'
    content = row * (_TEN_MB // len(row) + 1)

    answers = [
        await trainer.http.post(f"{path}?format=jsonl", content=content),
        await trainer.http.post(path, files={"file": ("a.jsonl", content)}),
        await trainer.http.post(path, content=b" " * (_TEN_MB - 1)),
    ]

    assert [each.status_code for each in answers] == [413, 413, 400]
    assert answers[0].json()["message"] == "文件不能超过10MB，请拆分后分次导入。"


@pytest.mark.parametrize(
    ("query", "content"),
    [("", b""), ("?format=docx", b"x"), ("?without_refused=yes", b'{"text": "x"}'), ("?format=csv", b"\xff\xff\xff")],
)
async def test_what_cannot_be_imported_is_told_in_words(trainer: Person, query: str, content: bytes) -> None:
    answer = await trainer.http.post(f"/api/studio/import{query}", content=content)

    assert answer.status_code == 400
    assert any("一" <= letter <= "鿿" for letter in answer.json()["message"])


@pytest.mark.parametrize("body", [[], {"files": {"a/b": "x"}}, {"files": []}, {"message": 5}, {"mark": "not one"}])
async def test_wishes_of_another_form_are_refused(reviewer: Person, body: Any) -> None:
    answer = await reviewer.post("/api/studio/export", body)

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_input")


def test_a_web_process_that_is_started_finishes_what_a_killed_one_left(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with House(tmp_path_factory.mktemp("killed")) as house:
        house.kill_web()
        publisher = FilePublisher(house.project, house.folder / "studio")
        note = {
            "id": "e1",
            "at": "2026-11-20T02:00:00+00:00",
            "by": "r",
            "message": "m",
            "files": [STUDIO],
            "lines": [],
        }
        with publisher.alone():
            publisher.publish([FileChange(STUDIO, None, b"nlu: []\n")], "小王", "m", note)
        (house.project / STUDIO).unlink()

        house.start_web()

        journal = publisher.place / "journal.json"
        wait_for(lambda: not journal.exists(), within=20, what="the web process settles the export")
        assert (house.project / STUDIO).read_bytes() == b"nlu: []\n"
        assert git(house.project, "status", "--porcelain") == ""
        assert publisher.unsettled() is None
