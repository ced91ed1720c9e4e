"""What the desk shows of tickets: the list by view, one of them with its story, and what of the talk one may read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handoff.domain.agent import User, can_see
from handoff.domain.conversation import Episode, EpisodeStatus
from handoff.domain.errors import NotFound
from handoff.domain.ticket import Priority, Ticket, TicketEntry, TicketStatus
from handoff.services.ports import Clock
from handoff.services.sight import end_of_sight
from handoff.services.snapshot import OpenSnapshot, Snapshot
from handoff.services.views import for_desk

VIEWS = frozenset({"open", "mine", "due", "done"})
_FOUND = 50
_LINES = 20

_ACTORS = {"bot": "智能客服", "system": "系统", "contact": "客户"}
_ENTRIES = {
    "opened": "登记工单：{demand}",
    "updated": "补充内容：{demand}",
    "taken": "领取工单",
    "assigned": "指派给{to}",
    "reminded": "即将到期提醒",
    "lapsed": "未在承诺的时间内反馈，已提醒主管",
    "written": "联系客户：{text}",
    "rated": "客户评价：{grade}{reason}",
}
_FIELDS = {
    "status": "状态",
    "priority": "优先级",
    "department": "责任部门",
    "convenient_time": "方便时间",
    "due_at": "反馈时间",
    "assignee_id": "跟进人",
    "handling": "处理过程",
    "result": "处理结果",
}


@dataclass(frozen=True)
class TicketView:
    look: OpenSnapshot
    zone: ZoneInfo
    now: Clock

    async def find(self, user: User, view: str, query: str, after: str | None) -> dict[str, Any]:
        now = self.now()
        async with self.look() as snapshot:
            found = await snapshot.tickets(view, user.id, now=now, query=query.strip(), after=after, limit=_FOUND)
            counts = await snapshot.ticket_counts(user.id, now)
        return {
            "tickets": [row.as_json(now) for row in found],
            "next": found[-1].ticket.id if len(found) == _FOUND else None,
            "counts": vars(counts),
        }

    async def row(self, ticket_id: str) -> dict[str, Any]:
        async with self.look() as snapshot:
            row = await snapshot.ticket_row(ticket_id)
        if row is None:
            raise NotFound("未找到该工单，请刷新列表。")
        return row.as_json(self.now())

    async def ticket(self, user: User, ticket_id: str) -> dict[str, Any]:
        """Every agent sees the ticket; the lines of the conversation only as far as they may look (promise 6)."""
        async with self.look() as snapshot:
            row = await snapshot.ticket_row(ticket_id)
            if row is None:
                raise NotFound("未找到该工单，请刷新列表。")
            ticket = row.ticket
            people = {person.id: person for person in await snapshot.users()}
            names = {person.id: person.display_name for person in people.values()}
            latest = await snapshot.latest_episode(ticket.conversation_id)
            page = await self._lines(snapshot, user, ticket)
            return {
                "ticket": row.as_json(self.now()),
                "entries": [self._entry(entry, names) for entry in await snapshot.ticket_entries(ticket_id)],
                "messages": [for_desk(line, people.get(line.agent_id or "")) for line in page],
                "open_episode": await self._open(snapshot, user, latest),
                "photos": [{"id": photo, "url": f"/api/desk/attachments/{photo}"} for photo in ticket.photos],
            }

    async def _open(self, snapshot: Snapshot, user: User, latest: Episode | None) -> dict[str, Any] | None:
        if latest is None or latest.status is EpisodeStatus.RESOLVED or not can_see(user, latest):
            return None
        summary = await snapshot.summary(latest.id, user)
        return summary.as_json() if summary else None

    async def _lines(self, snapshot: Snapshot, user: User, ticket: Ticket) -> Sequence[Any]:
        end: int | None = None
        if not (user.sees_all or ticket.assignee_id == user.id):
            episodes = await snapshot.episodes_of(ticket.conversation_id)
            theirs = [each for each in episodes if can_see(user, each)]
            if not theirs:
                return []
            ends = [end_of_sight(user, each, episodes) for each in theirs]
            end = None if None in ends else max(each for each in ends if each is not None)
        return await snapshot.messages(ticket.conversation_id, before_seq=end, limit=_LINES)

    def _entry(self, entry: TicketEntry, names: Mapping[str, str]) -> dict[str, Any]:
        return {
            "at": entry.at.isoformat(),
            "actor": _ACTORS.get(entry.actor) or names.get(entry.actor, "已停用的账号"),
            "name": entry.name,
            "text": self._text(entry, names),
        }

    def _text(self, entry: TicketEntry, names: Mapping[str, str]) -> str:
        if entry.name == "changed":
            changes: Any = entry.detail["changes"]
            return "；".join(self._change(field, old, new, names) for field, (old, new) in changes.items())
        facts = {"demand": "", "text": "", "grade": "", "reason": "", **entry.detail}
        facts["to"] = names.get(str(facts.get("to")), "")
        facts["reason"] = f"，{facts['reason']}" if facts["reason"] else ""
        return _ENTRIES[entry.name].format(**facts)

    def _change(self, field: str, old: str | None, new: str | None, names: Mapping[str, str]) -> str:
        said = [self._word(field, each, names) if each else "" for each in (old, new)]
        # The words before a change of a text are in the entry before it.
        if field in {"handling", "result"} or not said[0]:
            return f"{_FIELDS[field]}：{said[1]}"
        return f"{_FIELDS[field]}：{said[0]} → {said[1]}"

    def _word(self, field: str, value: str, names: Mapping[str, str]) -> str:
        if field == "status":
            return TicketStatus(value).in_chinese
        if field == "priority":
            return Priority(value).in_chinese
        if field == "due_at":
            return f"{datetime.fromisoformat(value).astimezone(self.zone):%m月%d日 %H:%M}"
        return names.get(value, "") if field == "assignee_id" else value
