"""What the desk shows: the list, one episode opened, and the feed; every look asks whether it is theirs to see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handoff.domain.agent import User, can_act, can_see, is_theirs_to_see
from handoff.domain.conversation import Episode
from handoff.domain.enterprise import Enterprise
from handoff.domain.errors import Forbidden
from handoff.domain.inbox import ChannelKind
from handoff.domain.lines import Lines
from handoff.domain.message import Message, Sender
from handoff.domain.packet import emotions
from handoff.domain.rating import Rating
from handoff.services.first_line import first_line
from handoff.services.heard import evidence_in
from handoff.services.inbox_port import Inboxes
from handoff.services.ports import Clock, OpenWork, Register
from handoff.services.quota_view import quota_view
from handoff.services.sight import end_of_sight, seen
from handoff.services.snapshot import FeedEvent, OpenSnapshot, Snapshot
from handoff.services.views import agent_view, for_desk, note_view

_LINES = 100
_FOUND = 50


@dataclass(frozen=True)
class DeskView:
    look: OpenSnapshot
    open_work: OpenWork
    enterprise: Enterprise
    lines: Lines
    now: Clock
    register: Register
    inboxes: Inboxes

    async def state(self, user: User) -> dict[str, Any]:
        """Everything the desk needs to start; events after `position` bring it up to date."""
        async with self.look() as snapshot:
            people = [person for person in await snapshot.users() if person.works_at_desk]
            active = await snapshot.active_counts()
            return {
                "position": await snapshot.position(),
                "now": self.now().isoformat(),
                "agents": [agent_view(person, active.get(person.id, 0)) for person in people],
                "episodes": [summary.as_json() for summary in await snapshot.desk_list(user)],
                "enterprise": self.enterprise.name,
            }

    async def find(self, user: User, *, view: str, query: str, before: str | None) -> dict[str, Any]:
        if view == "all" and not user.sees_all:
            raise Forbidden("只有主管可以查看全部会话。")
        async with self.look() as snapshot:
            found = await snapshot.find(
                user, resolved_only=view == "resolved", query=query.strip(), before=before, limit=_FOUND
            )
        following = found[-1].id if len(found) == _FOUND else None
        return {"episodes": [summary.as_json() for summary in found], "next": following}

    async def episode(self, user: User, episode_id: str) -> dict[str, Any]:
        async with self.look() as snapshot:
            episode = await seen(snapshot, user, episode_id)
            summary = await snapshot.summary(episode_id, user)
            agents = {person.id: person for person in await snapshot.users()}
            episodes = await snapshot.episodes_of(episode.conversation_id)
            end = end_of_sight(user, episode, episodes)
            page = await snapshot.messages(episode.conversation_id, before_seq=end, limit=_LINES + 1)
            known = [each for each in episodes if end is None or each.first_seq < end]
            own = [line for line in page if line.episode_id == episode_id]
            promised = await snapshot.promises([each.id for each in known])
            ticket = await snapshot.ticket(episode_id)
            stretches = await snapshot.stretches(episode_id)
            return {
                "position": await snapshot.position(),
                "summary": summary.as_json() if summary else None,
                **await _page(snapshot, page, agents),
                "packet": episode.packet,
                "ticket": ticket and _plain(vars(ticket)),
                "promises": [_plain(vars(promise)) for promise in promised],
                "stretches": [
                    {
                        "served_by": stretch.served_by,
                        "agent": _named(agents.get(stretch.agent_id or "")),
                        "started_at": stretch.started_at.isoformat(),
                        "ended_at": stretch.ended_at.isoformat() if stretch.ended_at else None,
                    }
                    for stretch in stretches
                ],
                "emotions": list(emotions(own)),
                "escalations": evidence_in(own, stretches),
                "notes": [
                    note_view(note, agents[note.agent_id]) for note in await snapshot.notes([each.id for each in known])
                ],
                "rating": _grade(await snapshot.rating(episode_id)),
                "quota": await self._quota(snapshot, episode.conversation_id),
                "history": [_past(each) for each in known if each.id != episode_id],
                "first_line": first_line(
                    self.lines, self.enterprise, user, episode, summary, ticket, own, self.register
                ),
            }

    async def _quota(self, snapshot: Snapshot, conversation_id: str) -> dict[str, Any] | None:
        conversation = await snapshot.conversation(conversation_id)
        if conversation is None or conversation.channel == ChannelKind.WEB.value:
            return None
        inbox = await self.inboxes.by_id(conversation.inbox_id)
        return quota_view(inbox, await snapshot.quota(conversation_id), self.now()) if inbox else None

    async def earlier_messages(self, user: User, episode_id: str, before_seq: int) -> dict[str, Any]:
        async with self.look() as snapshot:
            episode = await seen(snapshot, user, episode_id)
            agents = {person.id: person for person in await snapshot.users()}
            end = end_of_sight(user, episode, await snapshot.episodes_of(episode.conversation_id))
            before_seq = before_seq if end is None else min(before_seq, end)
            page = await snapshot.messages(episode.conversation_id, before_seq=before_seq, limit=_LINES + 1)
            return await _page(snapshot, page, agents)

    async def mark_read(self, user: User, episode_id: str, count: int) -> None:
        async with self.look() as snapshot:
            await seen(snapshot, user, episode_id)
            summary = await snapshot.summary(episode_id, user)
        # No more than there is, or lines to come would count as read.
        read = min(count, summary.contact_count) if summary else 0
        if summary is None or read <= summary.read_count:
            return
        async with self.open_work() as work:
            await work.reading.mark(user.id, episode_id, read)
            data: dict[str, object] = {"episode_id": episode_id, "read_count": read}
            work.feed.append("episode.read", "user", data, user_id=user.id, episode_id=episode_id)

    async def events(self, user: User, after: int) -> tuple[int, list[dict[str, Any]]]:
        """What happened since `after` as this user may know it, and the position reached."""
        async with self.look() as snapshot:
            events = await snapshot.feed_for_desk(user, after)
            shown = [await self._shown(snapshot, user, event) for event in events]
        reached = events[-1].position if events else after
        return reached, [event for event in shown if event]

    async def open_episode_id(self, user: User, conversation_id: str) -> str | None:
        """The conversation's open episode where this user may see it."""
        async with self.look() as snapshot:
            episode = await snapshot.latest_episode(conversation_id)
        return episode.id if episode and can_see(user, episode) else None

    async def own_conversation_id(self, user: User, episode_id: str) -> str | None:
        """The conversation of an episode this user serves."""
        async with self.look() as snapshot:
            episode = await snapshot.episode(episode_id)
        return episode.conversation_id if episode and can_act(user, episode) else None

    async def _shown(self, snapshot: Snapshot, user: User, event: FeedEvent) -> dict[str, Any] | None:
        wire = {"type": "event", "position": event.position, "name": event.name, "data": event.data}
        if event.name == "agent.changed":
            return {**wire, "data": {"agent": await _agent_now(snapshot, str(event.data["agent_id"]))}}
        if event.episode_id and not is_theirs_to_see(user, event.status, event.assignee_id):
            gone = {"name": "episode.gone", "data": {"id": event.episode_id}}
            return {**wire, **gone} if event.name == "episode.changed" else None
        if event.name == "episode.changed" and event.episode_id:
            # As it is now rather than as it was: catching up after an hour shows no list that is long gone.
            fresh = await snapshot.summary(event.episode_id, user)
            wire["data"] = {"summary": fresh.as_json()} if fresh else event.data
        return wire


async def _agent_now(snapshot: Snapshot, agent_id: str) -> dict[str, object]:
    agent = next(person for person in await snapshot.users() if person.id == agent_id)
    return agent_view(agent, (await snapshot.active_counts()).get(agent_id, 0))


async def _page(snapshot: Snapshot, page: Sequence[Message], agents: dict[str, User]) -> dict[str, Any]:
    kept = page[-_LINES:]
    by_bot = [line.id for line in kept if line.sender is Sender.BOT]
    return {
        "messages": [for_desk(line, agents.get(line.agent_id or "")) for line in kept],
        "called_wrong": sorted(await snapshot.called_wrong(by_bot)) if by_bot else [],
        "has_more": len(page) > _LINES,
    }


def _grade(rating: Rating | None) -> dict[str, Any] | None:
    if rating is None or rating.grade is None:
        return None
    return {"grade": rating.grade, "reason": rating.reason, "at": rating.at.isoformat()}


def _past(episode: Episode) -> dict[str, Any]:
    return {
        "episode_id": episode.id,
        "opened_at": episode.opened_at.isoformat(),
        "resolved_at": episode.resolved_at.isoformat() if episode.resolved_at else None,
        # A code: the customer's wording would address the agent as the customer.
        "reason": episode.reason.value if episode.reason else None,
        "result": episode.result,
    }


def _named(agent: User | None) -> dict[str, str] | None:
    return {"name": agent.display_name, "number": agent.number} if agent else None


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}
