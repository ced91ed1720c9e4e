"""Who is at the desk: the agent says so, and it is withdrawn when no connection was heard for a while."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from handoff.domain.agent import Availability, User
from handoff.domain.errors import BadInput
from handoff.services.assignment import Assignment
from handoff.services.ports import Clock, OpenWork, UnitOfWork
from handoff.services.speaking import Speaker

_MOST = 50


@dataclass(frozen=True)
class Presence:
    open_work: OpenWork
    speaker: Speaker
    assignment: Assignment
    now: Clock

    async def set_availability(self, user: User, availability: Availability, capacity: int | None) -> User:
        if capacity is not None and not 0 <= capacity <= _MOST:
            raise BadInput(f"接待上限须在0至{_MOST}之间。")
        async with self.open_work() as work:
            await work.users.seen([user.id], self.now())
            changed = await self._change(work, user, availability, capacity)
            await work.activities.append(
                user.name, "availability.changed", self.now(), None, availability=availability.value
            )
        return changed

    async def heartbeat(self, user_ids: Collection[str]) -> None:
        """The web process names everyone with an open connection; SQL keeps it, so losing Redis loses nobody."""
        if not user_ids:
            return
        async with self.open_work() as work:
            await work.users.seen(user_ids, self.now())

    async def retire_silent(self) -> None:
        """Agents whose last connection dropped too long ago go offline; their episodes return to the queue."""
        limit = self.now() - self.speaker.enterprise.agent_silent_after
        async with self.open_work() as work:
            silent = await work.users.silent_since(limit)
        for user in silent:
            await self._retire(user)

    async def _retire(self, user: User) -> None:
        # Not one transaction: it would lock the agent before the conversations, and accept locks them the other way
        # round. After a crash in between, whoever is offline and still holds episodes is found as silent again.
        async with self.open_work() as work:
            await self._change(work, user, Availability.OFFLINE, None)
            await work.activities.append("system", "availability.lost", self.now(), None, user=user.name)
            episodes = await work.episodes.assigned_to(user.id)
        for episode in episodes:
            async with self.open_work() as work:
                await work.conversations.lock_of(episode.id)
                current = await work.episodes.get(episode.id)
                # Who serves in the WeCom client need not be at this desk.
                elsewhere = (await work.sessions.of(current.conversation_id)).is_with_person
                if current.assignee_id == user.id and current.status == episode.status and not elsewhere:
                    await self.assignment.release_in(work, current, "system")

    async def _change(self, work: UnitOfWork, user: User, availability: Availability, capacity: int | None) -> User:
        await work.users.set_availability(user.id, availability, capacity)
        changed = replace(user, availability=availability, capacity=user.capacity if capacity is None else capacity)
        work.feed.append("agent.changed", "desk", {"agent_id": user.id}, user_id=user.id)
        work.ring("queue")
        return changed
