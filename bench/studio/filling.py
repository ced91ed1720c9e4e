"""A studio in the midst of its work: lines of all kinds, near-duplicates, and a part of them answered and reviewed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handoff.adapters.sql.schema import users
from handoff.adapters.sql.studio_rows import annotation_row, example_row
from handoff.adapters.sql.studio_tables import annotations, examples
from handoff.domain.agent import Role, User
from handoff.domain.studio.annotation import Annotation, Answer, Outcome, Saved
from handoff.domain.studio.example import SURE, Example, Mark, Suggestion, answers_wanted, standing

_BEGAN = datetime(2026, 9, 1, tzinfo=UTC)
_AT_ONCE = 1000
_INTENTS = ("refund_status", "logistics_track", "invoice_change", "urge", "return_request", "greet", "product_usage")
_SIGNS = ("", "？", "！", "。", "，谢谢", "~~")
# Of all lines: those of one group, answered, skipped by the one who is measured, with each mark.
_SHARE_OF_GREETINGS, _ANSWERED, _SKIPPED, _MARKED = 0.05, 0.3, 0.01, 0.1


@dataclass(frozen=True)
class People:
    """`trainer` is measured; the others have answered and reviewed."""

    trainer: User
    reviewer: User
    others: tuple[User, ...]


async def fill(engine: AsyncEngine, count: int) -> People:
    """The same lines every time."""
    chance = Random(count)  # noqa: S311 (nothing is guarded by it)
    people = await _people(engine)
    made = [_example(chance, number) for number in range(count)]
    rows, answers = [], []
    for number, example in enumerate(made):
        found = list(_annotations(chance, example, people, number))
        stands = standing(example.answers_wanted, found)
        rows.append({**example_row(example, _BEGAN), **vars(stands), "state": stands.state.value})
        at = _BEGAN + timedelta(seconds=number)
        answers += [{**annotation_row(each), "created_at": at, "updated_at": at} for each in found]
    answered = {row["group_key"] for row in rows if row["state"] != "open"}
    async with engine.begin() as connection:
        for start in range(0, count, _AT_ONCE):
            await connection.execute(insert(examples), rows[start : start + _AT_ONCE])
        for start in range(0, len(answers), _AT_ONCE):
            await connection.execute(insert(annotations), answers[start : start + _AT_ONCE])
        await _answer_groups(connection, sorted(answered))
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        # What PostgreSQL does by itself within a minute.
        if engine.dialect.name == "postgresql":
            await connection.execute(text("vacuum analyze"))
    return people


async def _people(engine: AsyncEngine) -> People:
    roles = [Role.TRAINER, Role.REVIEWER, *[Role.TRAINER] * 5]
    found = [User(uuid4().hex, uuid4().hex[:12], f"训练师{n}", uuid4().hex[:8], role) for n, role in enumerate(roles)]
    rows = [
        {**vars(each), "role": each.role.value, "availability": each.availability.value, "created_at": _BEGAN}
        for each in found
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(users), [{**row, "password_hash": "-"} for row in rows])
    return People(found[0], found[1], tuple(found[2:]))


def _example(chance: Random, number: int) -> Example:
    example_id = UUID(int=chance.getrandbits(128), version=4).hex
    if chance.random() < _SHARE_OF_GREETINGS:
        said = f"您好{chance.choice(_SIGNS[:4])}"
    else:
        # Every second line has near-duplicates.
        said = f"第{number // 2 if number % 4 < 2 else number}个问题，退款到哪了{chance.choice(_SIGNS)}"
    confidence = chance.random()
    marks = {mark for mark in Mark if mark is not Mark.LOW_CONFIDENCE and chance.random() < _MARKED}
    ranking = tuple((intent, confidence / (place + 1)) for place, intent in enumerate(_INTENTS))
    return Example(
        id=example_id,
        source="import",
        channel="web",
        text=said,
        before="请问您需要查询哪一笔订单？",
        before_sender="bot",
        said_at=_BEGAN + timedelta(seconds=number),
        suggestion=Suggestion(chance.choice(_INTENTS), confidence, ranking, model="bench"),
        marks=frozenset(marks | ({Mark.LOW_CONFIDENCE} if confidence < SURE else set())),
        answers_wanted=answers_wanted(example_id),
    )


def _annotations(chance: Random, example: Example, people: People, number: int) -> Iterator[Annotation]:
    at = _BEGAN + timedelta(seconds=number)
    willing = [people.trainer, *people.others]
    if chance.random() < _SKIPPED:
        yield _made(chance, example, willing.pop(0), at, "skip")
    if chance.random() >= _ANSWERED:
        return
    for who in chance.sample(willing, chance.randint(1, example.answers_wanted)):
        answered = _made(chance, example, who, at, "answer" if chance.random() < 0.9 else "discard")
        kind = chance.random()
        if kind < 0.4:
            yield answered.approved(people.reviewer.id, at)
        elif kind < 0.43:
            yield answered.rejected(people.reviewer.id, at, "请核对意图。")
        else:
            yield answered


def _made(chance: Random, example: Example, who: User, at: datetime, outcome: Outcome) -> Annotation:
    new = Annotation(UUID(int=chance.getrandbits(128), version=4).hex, example.id, who.id, revision=1)
    return new.submitted(Saved(outcome, Answer(chance.choice(_INTENTS))), at)


async def _answer_groups(connection: AsyncConnection, keys: list[str]) -> None:
    for start in range(0, len(keys), 500):
        chosen: Any = examples.c.group_key.in_(keys[start : start + 500])
        await connection.execute(update(examples).where(chosen).values(group_answered=True))
