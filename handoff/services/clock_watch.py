"""Fires what is due: nudge, holding line, lead, renewal, lapse, idle notice. Idempotent, and sure after a crash."""

from dataclasses import dataclass, replace
from datetime import datetime

from handoff.domain.clocks import Due, Rung
from handoff.domain.conversation import Conversation, Episode, EpisodeStatus
from handoff.domain.lines import said_time, sayable
from handoff.domain.message import Draft, LineKind
from handoff.services.assignment import Assignment
from handoff.services.idleness import Idleness
from handoff.services.inbox_port import Inboxes
from handoff.services.lead import call_lead
from handoff.services.ports import Clock, DueClock, NewId, OpenWork, Promise, UnitOfWork
from handoff.services.quota_view import can_hold
from handoff.services.speaking import Speaker
from handoff.services.ticket_watch import TicketWatch

_BATCH = 50
_NO_UNIT = "平台可发送条数仅余一条（留给正式答复）或已不能发送，无法再发送等候提示，请立即答复客户。"
_BROKEN = "对客户的承诺已到期未兑现，请立即处理。"


@dataclass(frozen=True)
class ClockWatch:
    open_work: OpenWork
    speaker: Speaker
    assignment: Assignment
    idleness: Idleness
    tickets: TicketWatch
    inboxes: Inboxes
    now: Clock
    new_id: NewId

    async def fire_due(self) -> int:
        """Fire everything due by now, each in a transaction of its own; returns how many fired."""
        async with self.open_work() as work:
            rows = await work.clocks.due(self.now(), _BATCH)
        fired = 0
        failed: list[Exception] = []
        for row in rows:
            try:
                fired += await self._fire(row)
            except Exception as error:  # noqa: BLE001 (whatever it is, the clocks behind this one must not stand still)
                failed.append(error)
        async with self.open_work() as work:
            lapsed = await work.promises.lapsed(self.now())
        for promise in lapsed:
            await self._break(promise)
        fired += await self.tickets.remind_due()
        if failed:
            raise failed[0]
        return fired

    async def _fire(self, row: DueClock) -> bool:
        async with self.open_work() as work:
            conversation = await work.conversations.lock_of(row.episode_id)
            if not await work.clocks.fire(row, self.now()):
                return False
            episode = await work.episodes.get(row.episode_id)
            steps = {
                Rung.NUDGE: self._nudge,
                Rung.HOLD: self._hold,
                Rung.LEAD: self._call_lead,
                Rung.RENEW: self._renew,
                Rung.LAPSE: self._lapse,
                Rung.IDLE_ASK: self.idleness.ask,
                Rung.IDLE_NOTICE: self.idleness.notice,
                Rung.IDLE_CLOSE: self.idleness.close,
            }
            await steps[row.due.rung](work, conversation, episode, row.due)
            return True

    async def _nudge(self, work: UnitOfWork, _conversation: Conversation, episode: Episode, due: Due) -> None:
        work.feed.append(
            "episode.nudged",
            "desk",
            {"episode_id": episode.id},
            conversation_id=episode.conversation_id,
            episode_id=episode.id,
        )
        await work.clocks.append(episode.id, "nudged", self.now(), anchor=due.anchor)

    async def _hold(self, work: UnitOfWork, conversation: Conversation, episode: Episode, due: Due) -> None:
        """A reason and a time (C02). A promise already given stands; it is not pushed further by writing again."""
        if not await can_hold(work, self.inboxes, conversation, self.now()):
            await self._cannot_hold(work, episode, due)
            return
        standing = episode.clock.promised_until
        if standing and standing > self.now():
            text = self.speaker.lines.say("holding_again", promised=self._said(standing))
            await self._say(work, conversation, episode, Draft(LineKind.HOLDING, text))
            return
        until = sayable(self.now() + self.speaker.enterprise.policy.promise_within, self.now())
        text = self.speaker.lines.say("holding", promised=self._said(until))
        held = replace(episode, clock=episode.clock.held(until))
        await self._promise(work, episode, until)
        await work.clocks.append(episode.id, "held", self.now(), anchor=due.anchor, until=until.isoformat())
        await self._say(work, conversation, held, Draft(LineKind.HOLDING, text))
        await self._reassign_if_silent(work, episode)

    async def _cannot_hold(self, work: UnitOfWork, episode: Episode, due: Due) -> None:
        """The last unit is the answer's: somebody has to give it."""
        await call_lead(work, episode, _NO_UNIT)
        await work.clocks.append(episode.id, "hold.unsendable", self.now(), anchor=due.anchor)

    async def _reassign_if_silent(self, work: UnitOfWork, episode: Episode) -> None:
        """The agent never wrote in this stretch: somebody else shall take it."""
        if episode.status is not EpisodeStatus.ASSIGNED:
            return
        stretch = await work.stretches.current(episode.id)
        lines = await work.messages.of_episode(episode.id)
        wrote = any(line.agent_id == episode.assignee_id and line.created_at >= stretch.started_at for line in lines)
        if wrote or self.now() - stretch.started_at < self.speaker.enterprise.policy.hold_after:
            return
        await self.assignment.release_in(work, await work.episodes.get(episode.id), "clock")

    async def _call_lead(self, work: UnitOfWork, _conversation: Conversation, episode: Episode, due: Due) -> None:
        await call_lead(work, episode, "客户的问题已超过五分钟未得到答复，请协助处理。")
        await work.clocks.append(episode.id, "lead_called", self.now(), anchor=due.anchor)

    async def _renew(self, work: UnitOfWork, conversation: Conversation, episode: Episode, due: Due) -> None:
        """Before it lapses the promise is renewed with an apology (C02)."""
        if episode.clock.promised_until and episode.clock.promised_until <= self.now():
            # Nobody watched while it lapsed, as after a crash: renewing must not hide that.
            await self._lapse(work, conversation, episode, due)
            episode = await work.episodes.get(episode.id)
        if not await can_hold(work, self.inboxes, conversation, self.now()):
            await self._cannot_hold(work, episode, due)
            return
        until = sayable(self.now() + self.speaker.enterprise.policy.promise_within, self.now())
        text = self.speaker.lines.say("renewal", promised=self._said(until))
        await self._close_promises(work, episode, "renewed")
        await self._promise(work, episode, until)
        await work.clocks.append(episode.id, "promise.renewed", self.now(), anchor=due.anchor, until=until.isoformat())
        renewed = replace(episode, clock=episode.clock.renewed(until))
        await self._say(work, conversation, renewed, Draft(LineKind.HOLDING, text))
        await self._reassign_if_silent(work, episode)

    async def _lapse(self, work: UnitOfWork, _conversation: Conversation, episode: Episode, due: Due) -> None:
        await self._close_promises(work, episode, "broken")
        await work.clocks.append(episode.id, "promise.broken", self.now(), anchor=due.anchor)
        await call_lead(work, episode, _BROKEN)

    async def _say(self, work: UnitOfWork, conversation: Conversation, episode: Episode, draft: Draft) -> None:
        await self.speaker.say(work, conversation, episode, [draft])

    async def _promise(self, work: UnitOfWork, episode: Episode, until: datetime) -> None:
        text = f"{self._said(until)}前答复客户"
        await work.promises.add(Promise(self.new_id(), episode.id, text, self.now(), until, "made", "answer"))
        await work.clocks.append(episode.id, "promise.made", self.now(), until=until.isoformat())

    async def _close_promises(self, work: UnitOfWork, episode: Episode, status: str) -> None:
        for promise in await work.promises.open_of(episode.conversation_id):
            if promise.kind == "answer":
                await work.promises.close(promise.id, status, self.now())

    async def _break(self, promise: Promise) -> None:
        """A promise that outlives its episode: given when nobody was on duty, or for a ticket."""
        if promise.kind == "answer":
            return
        async with self.open_work() as work:
            await work.conversations.lock_of(promise.episode_id)
            if await work.promises.close(promise.id, "broken", self.now()):
                await work.clocks.append(promise.episode_id, "promise.broken", self.now(), promise=promise.id)
                text = await self.tickets.lapsed(work, promise) if promise.ticket_id else _BROKEN
                await call_lead(work, await work.episodes.get(promise.episode_id), text)

    def _said(self, instant: datetime) -> str:
        return said_time(instant, self.now(), self.speaker.enterprise.hours.zone)
