"""Gathering: what customers say becomes examples, masked, once; what is learnt of a line later is added to it.

The feed says which episodes something happened to. Each is looked at as it is now, so looking twice does no harm; the
position moves in the transaction that writes the last of what was found.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from handoff.domain.message import Message, Parse
from handoff.domain.studio.annotation import Span
from handoff.domain.studio.example import MOST_RANKED, Example, Mark, Suggestion, answers_wanted
from handoff.domain.studio.gathered import EpisodeLines, Worth, worth_keeping
from handoff.domain.studio.masking import Masking
from handoff.services.ports import Clock, NewId, OpenWork, UnitOfWork
from handoff.services.studio.gathering_port import OpenGathering

# What one step reads, and what one transaction writes: customers' lines must not wait for it.
_EVENTS = 40
_WRITES = 20
# What the parse says of a line is known when it becomes an example; these turn later.
_TURNING = (Mark.ESCALATED, Mark.RATED_LOW, Mark.CORRECTED, Mark.FALSE_ALARM)


@dataclass(frozen=True)
class _Write:
    """An example as it is to be; `was` is what is stored of it, None: nothing yet."""

    example: Example
    was: Example | None


@dataclass(frozen=True)
class Gathering:
    """`canned`: lines that our pages offer for a tap."""

    look: OpenGathering
    open_work: OpenWork
    masking: Masking
    canned: Collection[str]
    now: Clock
    new_id: NewId

    async def gather_next(self) -> bool:
        """Work off what happened next; False once nothing is left beyond it."""
        async with self.look() as snapshot:
            before = await snapshot.position()
            touched = await snapshot.touched(before, _EVENTS)
            if touched.position == before:
                return False
            found = await snapshot.episodes(touched.episode_ids)
            worth = {episode.episode_id: worth_keeping(episode, self.canned) for episode in found}
            known = await snapshot.known([one.line.id for kept in worth.values() for one in kept])
            names = await snapshot.names()
        writes: list[_Write] = []
        for episode in found:
            writes += self._writes(episode, worth[episode.episode_id], known, names)
            # Masking is work for the processor: customers' lines take their turn in between.
            await asyncio.sleep(0)
        await self._commit(writes, before, touched.position)
        return not touched.is_all

    async def _commit(self, writes: Sequence[_Write], before: int, position: int) -> None:
        """All but the last part may be written once more after a crash, and are known then."""
        whole = len(writes) - len(writes) % _WRITES
        for start in range(0, whole, _WRITES):
            async with self.open_work() as work:
                await self._write(work, writes[start : start + _WRITES])
        async with self.open_work() as work:
            if await work.reports.reach(before, position):
                await self._write(work, writes[whole:])

    async def _write(self, work: UnitOfWork, writes: Sequence[_Write]) -> None:
        examples = work.studio.examples
        for example, was in ((each.example, each.was) for each in writes):
            if was is None:
                await examples.add(example, self.now())
                continue
            if example.correction != was.correction:
                await examples.correct(example.id, example.correction)
            for mark in _TURNING:
                if (mark in example.marks) != (mark in was.marks):
                    await examples.mark(example.id, mark, on=mark in example.marks)

    def _writes(
        self, episode: EpisodeLines, worth: Sequence[Worth], known: Mapping[str, Example], names: Collection[str]
    ) -> list[_Write]:
        writes: list[_Write] = []
        for one in worth:
            was = known.get(one.line.id)
            correction = self._masked(episode, one.correction, names)
            if was is None:
                writes.append(_Write(replace(self._example(episode, one, names), correction=correction), None))
                continue
            turned = was.marks - {*_TURNING} | one.marks & {*_TURNING}
            if (turned, correction) != (was.marks, was.correction):
                writes.append(_Write(replace(was, marks=turned, correction=correction), was))
        return writes

    def _example(self, episode: EpisodeLines, worth: Worth, names: Collection[str]) -> Example:
        line, before = worth.line, worth.before
        spans = _spans_of(line.parse) if line.parse else ()
        masked = self.masking.mask(line.text, episode.conversation_id, spans, names)
        example_id = self.new_id()
        return Example(
            id=example_id,
            source="message",
            channel=episode.channel,
            text=masked.text,
            said_at=line.created_at,
            message_id=line.id,
            conversation_id=episode.conversation_id,
            before=self._masked(episode, before, names),
            before_sender=before.sender.value if before else None,
            suggestion=_suggestion(line.parse, masked.spans) if line.parse else None,
            marks=worth.marks,
            answers_wanted=answers_wanted(example_id),
        )

    def _masked(self, episode: EpisodeLines, line: Message | None, names: Collection[str]) -> str | None:
        return self.masking.mask(line.in_words, episode.conversation_id, (), names).text if line else None


def _spans_of(parse: Parse) -> tuple[Span, ...]:
    return tuple(
        Span(int(str(one["start"])), int(str(one["end"])), str(one["entity"]), _said(one.get("value")))
        for one in parse.entities
    )


def _said(value: object) -> str | None:
    return None if value is None else str(value)


def _suggestion(parse: Parse, spans: tuple[Span, ...]) -> Suggestion:
    ranking = parse.ranking[:MOST_RANKED] or ((parse.intent, parse.confidence),)
    return Suggestion(
        intent=parse.intent,
        confidence=parse.confidence,
        ranking=ranking,
        spans=spans,
        emotion=parse.emotion,
        complaint=parse.complaint,
    )
