"""The web process is killed while trainers label: what was acknowledged is there, what is sent again is there once."""

import asyncio
import threading
import uuid
from collections.abc import Iterator

import pytest

from handoff.adapters.sql.engine import open_engine
from handoff.adapters.sql.studio_examples import SqlExamples
from tests.faults.labelling import INTENTS, AtStudio, changes
from tests.faults.store import Store
from tests.support.processes import wait_for
from tests.support.product import Product
from tests.support.service_desk import FRIDAY_TEN
from tests.support.studio_desk import example

_LINES = 24


@pytest.fixture
def trainers(product: Product) -> Iterator[list[AtStudio]]:
    found = [AtStudio(product, name) for name in ("trainer", "reviewer")]
    yield found
    for each in found:
        each.close()


async def _add(product: Product, count: int) -> list[str]:
    made = [example(f"第{number}句话，{uuid.uuid4().hex}") for number in range(count)]
    engine = open_engine(f"sqlite+aiosqlite:///{product.var_dir}/heyan.db")
    async with engine.begin() as connection:
        for each in made:
            assert await SqlExamples(connection).add(each, FRIDAY_TEN)
    await engine.dispose()
    return [each.id for each in made]


def test_web_killed_in_the_middle_of_many_saves_loses_no_acknowledged_answer(
    product: Product, store: Store, trainers: list[AtStudio]
) -> None:
    ids = asyncio.run(_add(product, _LINES))
    working = [threading.Thread(target=each.work) for each in trainers]
    for thread in working:
        thread.start()
    for count in (5, 25, 50):
        wait_for(
            lambda least=count: sum(len(each.acknowledged) for each in trainers) >= least,  # type: ignore[misc]  # a lambda's default has no type
            60,
            f"{count} saves acknowledged",
        )
        product.kill("web")
    for thread in working:
        thread.join(180)

    finished = store.rows("SELECT id, example_id FROM annotations WHERE status = 'submitted'")
    mine = [row for row in finished if row["example_id"] in ids]
    assert sorted(row["example_id"] for row in mine) == sorted(ids), "each line has one answer"
    assert sum(each.again for each in trainers) > 0, "nobody noticed"
    # The lines of customers of other tests are among them: the worker gathers them meanwhile.
    told = {(each.annotation_id, each.revision): each for trainer in trainers for each in trainer.acknowledged}
    answered = {annotation_id for annotation_id, _revision in told}
    assert {row["id"] for row in mine} <= answered
    for annotation_id in answered:
        kept = changes(store, annotation_id)
        assert kept == [(1, INTENTS[0], "draft"), (2, INTENTS[1], "draft"), (3, INTENTS[2], "submitted")]
        assert kept == [(n, told[annotation_id, n].intent, told[annotation_id, n].status) for n in (1, 2, 3)]


def test_web_killed_before_the_commit_has_saved_nothing_and_takes_it_again(
    product: Product, store: Store, trainers: list[AtStudio]
) -> None:
    [line] = asyncio.run(_add(product, 1))
    trainer, annotation_id, change_id = trainers[0], uuid.uuid4().hex, uuid.uuid4().hex
    answers: list[object] = []
    sending = threading.Thread(target=lambda: answers.append(trainer.begin_to_save(line, annotation_id, change_id)))
    with store.nobody_else_writes():
        sending.start()
        product.wait_answering("web")
        product.kill("web")
    sending.join(60)

    assert answers == [None]
    assert changes(store, annotation_id) == []
    saved = trainer.save_again(line, annotation_id, change_id)
    again = trainer.save_again(line, annotation_id, change_id)

    assert saved == again
    assert changes(store, annotation_id) == [(1, INTENTS[0], "submitted")]
