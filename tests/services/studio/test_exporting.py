"""Approved answers become training lines, once, in the order of their approval; what must not be written is refused."""

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from handoff.adapters.nlu_files.publishing import FilePublisher
from handoff.adapters.nlu_files.training_data import TrainingData
from handoff.adapters.sql.studio_exports import SqlExports
from handoff.domain.agent import Role
from handoff.domain.errors import BadInput, Conflict, Forbidden, Incomplete
from handoff.domain.studio.annotation import Annotation, Answer, Span
from handoff.services.studio.exporting import Exporting, ExportWish
from tests.support.service_desk import ServiceDesk
from tests.support.studio_desk import Labeller, StudioDesk, example, new_id
from tests.support.training_project import HELD_BACK, ORDERS, STUDIO, git, make_project, make_repository

TRACK = Answer("logistics_track", emotion="anxious", complaint=False)
STATUS = Answer("order_status", emotion="calm", complaint=False)
HEAD = """\
# Lines that were answered and approved in the studio, by intent, in the order of their approval.
version: "3.1"
nlu:
"""


@dataclass
class Bench:
    """Somebody who labels, somebody who reviews and exports, and the project it goes to."""

    studio: StudioDesk
    project: Path
    exporting: Exporting
    trainer: Labeller
    reviewer: Labeller

    async def approved(self, text: str, answer: Answer = TRACK) -> Annotation:
        [example_id] = await self.studio.add(example(text))
        annotation = await self.trainer.submit(example_id, answer)
        self.studio.desk.now.pass_(minutes=1)
        return await self.reviewer.approve(annotation)

    async def preview(self, **files: str) -> dict[str, Any]:
        return await self.exporting.preview(self.reviewer.user, files)

    async def export(self, message: str = "", **more: Any) -> dict[str, Any]:
        return await self.exporting.export(self.reviewer.user, ExportWish(more.pop("files", {}), message, **more))

    @property
    def written(self) -> str:
        return (self.project / STUDIO).read_text(encoding="utf-8")


@pytest_asyncio.fixture
async def bench(desk: ServiceDesk, tmp_path: Path) -> Bench:
    return await _bench(desk, make_repository(tmp_path / "bot"))


async def _bench(desk: ServiceDesk, project: Path) -> Bench:
    studio = StudioDesk(desk)
    [trainer], [reviewer] = await studio.people(1), await desk.agents(["审核员小王"], Role.REVIEWER)
    publisher = FilePublisher(project, project.parent / "var" / "studio")
    exporting = Exporting(SqlExports(desk.engine), TrainingData(project), publisher, desk.now, new_id)
    return Bench(studio, project, exporting, trainer, Labeller(studio.studio, reviewer))


async def test_approved_lines_are_written_by_intent_and_committed_once(bench: Bench) -> None:
    first = await bench.approved("快递三天没动了", TRACK)
    second = await bench.approved("帮我看下买的净水器出库没", replace(STATUS, spans=(Span(6, 9, "product"),)))
    third = await bench.approved(
        "骗子\n包裹 到底在哪", replace(TRACK, emotion="angry", complaint=True, also=("complaint",))
    )

    preview = await bench.preview()
    done = await bench.export("nlu: 新增3条", mark=preview["mark"])

    assert bench.written == HEAD + (
        "- intent: logistics_track\n  examples:\n"
        '  - {text: "快递三天没动了", metadata: {emotion: anxious, complaint: false}}\n'
        '  - {text: "骗子 包裹 到底在哪", metadata: {emotion: angry, complaint: true, also: [complaint]}}\n'
        "- intent: order_status\n  examples:\n"
        '  - {text: "帮我看下买的[净水器](product)出库没", metadata: {emotion: calm, complaint: false}}\n'
    )
    assert preview["files"] == done["files"]
    assert preview["files"][0]["diff"].startswith(f"--- /dev/null\n+++ b/{STUDIO}\n@@ -0,0 +1,10 @@\n+# Lines")
    assert done["commit"] == git(bench.project, "rev-parse", "HEAD").strip()
    assert git(bench.project, "log", "-1", "--format=%an|%s").strip() == "审核员小王|nlu: 新增3条"
    known = await bench.exporting.exports.commits([each.id for each in (first, second, third)])
    assert set(known.values()) == {done["commit"]}
    assert len(known) == 3
    assert (await bench.preview())["files"] == []
    with pytest.raises(Incomplete):
        await bench.export()


async def test_a_later_line_joins_its_group_and_is_one_line_of_the_difference(bench: Bench) -> None:
    await bench.approved("快递三天没动了", TRACK)
    await bench.approved("帮我看下买的东西出库没", STATUS)
    await bench.export()

    await bench.approved("包裹到哪个站点", TRACK)
    await bench.export()

    assert git(bench.project, "show", "--numstat", "--format=").split() == ["1", "0", STUDIO]
    assert [row for row in bench.written.split("\n") if "- " in row][1:3] == [
        '  - {text: "快递三天没动了", metadata: {emotion: anxious, complaint: false}}',
        '  - {text: "包裹到哪个站点", metadata: {emotion: anxious, complaint: false}}',
    ]
    assert git(bench.project, "log", "-1", "--format=%s").strip() == "nlu: Add 1 approved line from the studio."


async def test_a_line_goes_to_the_file_that_was_chosen(bench: Bench) -> None:
    plain = await bench.approved("订单现在什么进度", STATUS)
    felt = await bench.approved("退的钱为啥还不给我", Answer("refund_status", emotion="angry", complaint=True))

    await bench.export(files={plain.id: "data/nlu/orders.yml", felt.id: "data/nlu/orders.yml"})

    assert (bench.project / "data/nlu/orders.yml").read_text(encoding="utf-8") == ORDERS.replace(
        "    - 订单走到哪一步了\n", "    - 订单走到哪一步了\n    - 订单现在什么进度\n"
    ) + '  - {text: "退的钱为啥还不给我", metadata: {emotion: angry, complaint: true}}\n'
    assert not (bench.project / STUDIO).exists()


@pytest.mark.parametrize(
    ("text", "answer", "reason"),
    [
        ("我想查一下上周买的洗衣机现在走到哪了", TRACK, "评测集"),
        ("快递员一直不接我电话，怎么办啊！", TRACK, "评测集"),
        ("我的订单呢？", TRACK, "已在 data/nlu/orders.yml 中标为“order_status”"),
        ("查下单子到哪儿了", TRACK, "已在 data/nlu/held_back_a.yml"),
        ("/restart", TRACK, "指令"),
    ],
)
async def test_what_must_not_be_learnt_is_refused_with_a_reason(
    bench: Bench, text: str, answer: Answer, reason: str
) -> None:
    await bench.approved(text, answer)

    preview = await bench.preview()

    assert [reason in refused["reason"] for refused in preview["refused"]] == [True]
    assert (preview["files"], preview["written"], preview["standing"]) == ([], [], [])
    with pytest.raises(Incomplete):
        await bench.export()
    assert git(bench.project, "status", "--porcelain") == ""


async def test_lines_held_back_are_never_written_to(bench: Bench) -> None:
    line = await bench.approved("单子卡在仓库了", STATUS)

    for file in ("data/nlu/held_back_a.yml", "data/nlu/none.yml", "../../etc/passwd", "domain.yml"):
        assert len((await bench.preview(**{line.id: file}))["refused"]) == 1
    assert (bench.project / "data/nlu/held_back_a.yml").read_text(encoding="utf-8") == HELD_BACK


async def test_a_line_that_stands_already_is_not_added_and_not_asked_again(bench: Bench) -> None:
    await bench.approved("我的订单呢！！", STATUS)
    await bench.approved("快递三天没动了", TRACK)
    await bench.approved("快递三天没动了。", TRACK)

    preview = await bench.preview()
    await bench.export()

    assert [line["text"] for line in preview["standing"]] == ["我的订单呢！！", "快递三天没动了。"]
    assert bench.written.count("text:") == 1
    assert (await bench.preview())["standing"] == []


async def test_a_span_that_cannot_be_written_is_said_before(bench: Bench) -> None:
    line = await bench.approved("我的[ORDER]到哪了呢", replace(TRACK, spans=(Span(2, 9, "order_number"),)))

    preview = await bench.preview()

    assert [note["annotation_id"] for note in preview["notes"]] == [line.id]
    assert "[ORDER]" in preview["notes"][0]["text"]


async def test_only_answers_that_are_approved_are_exported(bench: Bench) -> None:
    for text in ("还没审核的话", "被弃用的话", "被驳回的话"):
        [example_id] = await bench.studio.add(example(text))
        outcome: Any = "discard" if text == "被弃用的话" else "answer"
        annotation = await bench.trainer.submit(example_id, TRACK, outcome)
        if text != "还没审核的话":
            await (bench.reviewer.reject if text == "被驳回的话" else bench.reviewer.approve)(annotation)

    preview = await bench.preview()

    assert (preview["written"], preview["refused"], preview["standing"]) == ([], [], [])


async def test_an_answer_approved_anew_after_its_export_is_looked_at_anew(bench: Bench) -> None:
    line = await bench.approved("快递三天没动了", TRACK)
    await bench.export()
    rejected = await bench.reviewer.reject(line, "应为订单状态。")
    bench.trainer.ids[rejected.example_id] = (rejected.id, rejected.revision)
    again = await bench.trainer.submit(rejected.example_id, STATUS)
    await bench.reviewer.approve(again)

    preview = await bench.preview()

    assert "已在 data/nlu/studio.yml 中标为“logistics_track”" in preview["refused"][0]["reason"]


@pytest.mark.parametrize("role", [Role.TRAINER, Role.AGENT, Role.LEAD])
async def test_only_a_reviewer_or_admin_exports(bench: Bench, role: Role) -> None:
    await bench.approved("快递三天没动了")
    [other] = await bench.studio.desk.agents(["别人"], role)

    with pytest.raises(Forbidden):
        await bench.exporting.preview(other, {})
    with pytest.raises(Forbidden):
        await bench.exporting.export(other, ExportWish({}))


async def test_uncommitted_changes_of_somebody_are_named_and_left(bench: Bench) -> None:
    line = await bench.approved("订单现在什么进度", STATUS)
    with (bench.project / "data/nlu/orders.yml").open("a", encoding="utf-8") as file:
        file.write("# 正在修改\n")
    chosen = {line.id: "data/nlu/orders.yml"}

    preview = await bench.preview(**chosen)
    with pytest.raises(Conflict, match="有未提交的改动"):
        await bench.export(files=chosen)

    assert preview["blocked"] == "data/nlu/orders.yml 有未提交的改动，请先提交或还原后再导出。"
    assert git(bench.project, "log", "--format=%s").strip() == "All"
    assert (await bench.preview())["blocked"] is None
    await bench.export()
    assert git(bench.project, "show", "--name-only", "--format=").split() == [STUDIO]


async def test_what_was_not_looked_at_is_not_exported(bench: Bench) -> None:
    await bench.approved("快递三天没动了")
    mark = (await bench.preview())["mark"]
    await bench.approved("包裹到哪个站点")

    with pytest.raises(Conflict, match="重新预览"):
        await bench.export(mark=mark)

    assert not (bench.project / STUDIO).exists()


async def test_outside_a_repository_lines_are_written_without_a_commit(desk: ServiceDesk, tmp_path: Path) -> None:
    bench = await _bench(desk, make_project(tmp_path / "bot"))
    line = await bench.approved("快递三天没动了")

    done = await bench.export()

    assert done["commit"] is None
    assert "快递三天没动了" in bench.written
    assert await bench.exporting.exports.commits([line.id]) == {line.id: None}


async def test_of_two_who_export_at_once_one_finds_nothing_left(bench: Bench) -> None:
    await bench.approved("快递三天没动了")

    found = await asyncio.gather(bench.export(), bench.export(), return_exceptions=True)

    assert sorted(type(each).__name__ for each in found) == ["Incomplete", "dict"]
    assert bench.written.count("快递三天没动了") == 1
    assert len(git(bench.project, "log", "--format=%s").split("\n")) == 3


async def test_whoever_goes_away_in_the_midst_leaves_nothing_half_done(bench: Bench) -> None:
    line = await bench.approved("快递三天没动了")
    going = asyncio.ensure_future(bench.export())
    await asyncio.sleep(0)
    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going

    # The next waits for it, and finds it done.
    assert (await bench.preview())["written"] == []
    assert (await bench.exporting.exports.commits([line.id]))[line.id] == git(
        bench.project, "rev-parse", "HEAD"
    ).strip()


async def test_a_broken_file_is_named(bench: Bench) -> None:
    await bench.approved("快递三天没动了")
    (bench.project / "data/nlu/orders.yml").write_text("nlu: [\n", encoding="utf-8")

    with pytest.raises(BadInput, match=r"data/nlu/orders\.yml.*YAML"):
        await bench.preview()


def test_an_unreadable_test_set_stops_the_export(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    (project / "data/evaluation/more.jsonl").write_text("{broken\n", encoding="utf-8")

    with pytest.raises(BadInput, match=r"more\.jsonl 第1行"):
        TrainingData(project).plan([])
