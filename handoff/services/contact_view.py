"""What the widget shows: the thread as delivered, where the matter stands, and the feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from handoff.domain.agent import Availability, User
from handoff.domain.conversation import Episode, EpisodeStatus
from handoff.domain.enterprise import Enterprise
from handoff.domain.rating import RATABLE_FOR
from handoff.domain.routing import DEFAULT_SERVICE_TIME, expected_wait
from handoff.services.ports import Clock, OpenWork
from handoff.services.snapshot import OpenSnapshot, Snapshot
from handoff.services.views import for_contact

_LINES = 50


@dataclass(frozen=True)
class ContactView:
    look: OpenSnapshot
    open_work: OpenWork
    enterprise: Enterprise
    now: Clock

    async def conversation_id(self, inbox_id: str, external_ref: str) -> str:
        """The contact's thread, made where it is the first time."""
        async with self.look() as snapshot:
            known = await snapshot.conversation_of(inbox_id, external_ref)
        if known:
            return known
        async with self.open_work() as work:
            return (await work.contacts.identify(inbox_id, external_ref, self.now())).id

    async def session(self, conversation_id: str) -> dict[str, Any]:
        async with self.look() as snapshot:
            return {
                "conversation_id": conversation_id,
                "position": await snapshot.position(),
                **await self._page(snapshot, conversation_id, None, _LINES),
                "state": await self._state(snapshot, conversation_id),
                "config": {
                    "service_name": self.enterprise.service_name,
                    "enterprise": self.enterprise.name,
                    "reply_minutes": round(self.enterprise.policy.reply_within / timedelta(minutes=1)),
                    "suggestions": list(self.enterprise.suggestions),
                },
            }

    async def messages(self, conversation_id: str, before_seq: int | None, limit: int) -> dict[str, Any]:
        async with self.look() as snapshot:
            return await self._page(snapshot, conversation_id, before_seq, min(limit, _LINES))

    async def state(self, conversation_id: str) -> dict[str, Any]:
        async with self.look() as snapshot:
            return await self._state(snapshot, conversation_id)

    async def events(self, conversation_id: str, after: int) -> tuple[int, list[dict[str, Any]]]:
        async with self.look() as snapshot:
            events = await snapshot.feed_for_contact(conversation_id, after)
        wire = [
            {"type": "event", "position": event.position, "name": event.name, "data": event.data} for event in events
        ]
        return (events[-1].position if events else after), wire

    async def _page(
        self, snapshot: Snapshot, conversation_id: str, before_seq: int | None, limit: int
    ) -> dict[str, Any]:
        page = await snapshot.messages(conversation_id, before_seq=before_seq, limit=limit + 1, delivered_only=True)
        agents = {person.id: person for person in await snapshot.users()}
        kept = page[-limit:]
        return {
            "messages": [for_contact(line, agents.get(line.agent_id or "")) for line in kept],
            "has_more": len(page) > limit,
        }

    async def _state(self, snapshot: Snapshot, conversation_id: str) -> dict[str, Any]:
        episode = await snapshot.latest_episode(conversation_id)
        state: dict[str, Any] = {
            "status": episode.status.value if episode else "none",
            "place": None,
            "expected_wait_minutes": None,
            "agent": None,
            "can_go_back": False,
            "reason_text": None,
            "rating": None,
        }
        if episode is None:
            return state
        people = await snapshot.users()
        if episode.status is EpisodeStatus.ASSIGNED:
            agent = next(person for person in people if person.id == episode.assignee_id)
            return {**state, "agent": {"name": agent.display_name, "number": agent.number}}
        if episode.status is EpisodeStatus.QUEUED:
            queue = [each.id for each in await snapshot.queue()]
            place = queue.index(episode.id) + 1
            wait = _wait(place, people, await snapshot.active_counts(), await snapshot.service_time())
            return {
                **state,
                "place": place,
                "expected_wait_minutes": int(wait / timedelta(minutes=1)),
                "can_go_back": True,
                "reason_text": episode.reason.in_chinese if episode.reason else None,
            }
        if episode.status is EpisodeStatus.RESOLVED:
            return {**state, "rating": await self._to_be_rated(snapshot, episode, people)}
        return state

    async def _to_be_rated(self, snapshot: Snapshot, episode: Episode, people: Sequence[User]) -> dict[str, Any] | None:
        """Asked of an episode in which somebody of us answered, while it is remembered, and once."""
        ended = episode.resolved_at
        if ended is None or self.now() - ended > RATABLE_FOR or await snapshot.rating(episode.id):
            return None
        stretch = await snapshot.answered_last(episode.id)
        if stretch is None:
            return None
        agent = next((person for person in people if person.id == stretch.agent_id), None)
        return {
            "episode_id": episode.id,
            "served_by": stretch.served_by,
            "agent": {"name": agent.display_name, "number": agent.number} if agent else None,
        }


def _wait(place: int, people: Sequence[User], active: dict[str, int], service_time: timedelta | None) -> timedelta:
    online = [person for person in people if person.works_at_desk and person.availability is Availability.ONLINE]
    slots = sum(max(person.capacity - active.get(person.id, 0), 0) for person in online)
    return expected_wait(place, len(online), slots, service_time or DEFAULT_SERVICE_TIME)
