"""Reads the desk's list rows in three queries, however many there are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.queue import in_queue
from handoff.adapters.sql.rows import clock_of, message_of, parse_of
from handoff.adapters.sql.schema import (
    contact_identities,
    contacts,
    conversations,
    episodes,
    inboxes,
    messages,
    promises,
    read_marks,
    users,
)
from handoff.domain.clocks import SlaPolicy, answer_due, line_due
from handoff.domain.contact import Contact
from handoff.domain.conversation import EpisodeStatus, HandoffReason
from handoff.domain.message import Sender
from handoff.domain.summary import Summary

_SHOWN_TEXT = 120


async def read_summaries(
    connection: AsyncConnection,
    policy: SlaPolicy,
    condition: ColumnElement[bool],
    *,
    reader_id: str | None = None,
    limit: int = 500,
) -> Sequence[Summary]:
    """The matching episodes, oldest first; `read_count` is the reader's where one is named."""
    query = (
        select(
            episodes,
            conversations.c.channel,
            conversations.c.inbox_id,
            inboxes.c.name.label("inbox_name"),
            contact_identities.c.nickname,
            contacts.c.id.label("contact_id"),
            contacts.c.name.label("contact_name"),
            contacts.c.title.label("contact_title"),
            contacts.c.vip,
            users.c.display_name,
            users.c.number,
        )
        .join(conversations, conversations.c.id == episodes.c.conversation_id)
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .join(inboxes, inboxes.c.id == conversations.c.inbox_id)
        .join(
            contact_identities,
            and_(
                contact_identities.c.inbox_id == conversations.c.inbox_id,
                contact_identities.c.contact_id == conversations.c.contact_id,
            ),
            isouter=True,
        )
        .join(users, users.c.id == episodes.c.assignee_id, isouter=True)
        .where(condition)
        .order_by(episodes.c.opened_at.desc())
        .limit(limit)
    )
    rows = (await connection.execute(query)).mappings().all()
    ids = [row["id"] for row in rows]
    last, feeling, counts = await _lines(connection, ids)
    debts = await _promises(connection, ids)
    queue = await _queue(connection) if any(row["status"] == "queued" for row in rows) else []
    read = await _read(connection, reader_id, ids) if reader_id else {}
    return [
        _summary(row, policy, last.get(row["id"]), feeling.get(row["id"]))(
            contact_count=counts.get(row["id"], 0),
            promise_due=debts.get(row["id"]),
            place=queue.index(row["id"]) + 1 if row["id"] in queue else None,
            read_count=read.get(row["id"], 0),
        )
        for row in rows
    ]


def _summary(row: RowMapping, policy: SlaPolicy, last: RowMapping | None, feeling: RowMapping | None) -> Any:
    contact = Contact(row["contact_id"], row["contact_name"], row["contact_title"], row["vip"])
    clock = clock_of(row)
    parse = parse_of(feeling["parse"]) if feeling else None
    reason = HandoffReason(row["reason"]) if row["reason"] else None
    assignee = {"id": row["assignee_id"], "display_name": row["display_name"], "number": row["number"]}

    def complete(**counted: Any) -> Summary:
        return Summary(
            id=row["id"],
            conversation_id=row["conversation_id"],
            contact={
                "id": contact.id,
                "name": contact.display_name,
                "vip": contact.vip,
                "nickname": row["nickname"],
            },
            channel=row["channel"],
            inbox={"id": row["inbox_id"], "name": row["inbox_name"]},
            status=EpisodeStatus(row["status"]),
            assignee=assignee if row["assignee_id"] else None,
            reason=reason.value if reason else None,
            reason_text=reason.in_chinese if reason else None,
            last_line=_shown(last) if last else None,
            emotion=parse.emotion if parse else "calm",
            emotion_score=parse.emotion_score if parse else 0.0,
            complaint_step=row["complaint_step"],
            line_due=line_due(clock, policy),
            answer_due=answer_due(clock, policy),
            waiting_since=clock.unanswered.at if clock.unanswered else None,
            opened_at=row["opened_at"],
            queued_at=row["queued_at"],
            accepted_at=row["accepted_at"],
            resolved_at=row["resolved_at"],
            version=row["version"],
            lead_called=row["lead_called"],
            **counted,
        )

    return complete


def _shown(row: RowMapping) -> dict[str, str]:
    line = message_of(row)
    return {"sender": line.sender.value, "text": line.in_words[:_SHOWN_TEXT], "at": line.created_at.isoformat()}


async def _lines(
    connection: AsyncConnection, ids: Sequence[str]
) -> tuple[dict[str, RowMapping], dict[str, RowMapping], dict[str, int]]:
    """Per episode: the last line somebody spoke, the customer's last that was read, and how many the customer wrote."""
    from_contact = messages.c.sender == Sender.CONTACT.value
    ends = (
        select(
            messages.c.episode_id,
            # Queue lines and notices are ours to send and tell nobody at the desk anything.
            func.max(messages.c.seq).filter(messages.c.sender != Sender.SYSTEM.value).label("last_seq"),
            func.max(messages.c.seq).filter(and_(from_contact, messages.c.parse.is_not(None))).label("felt_seq"),
            func.count().filter(from_contact).label("contact_count"),
        )
        .where(messages.c.episode_id.in_(ids))
        .group_by(messages.c.episode_id)
        .subquery()
    )
    query = select(messages, ends.c.last_seq, ends.c.contact_count).join(
        ends,
        and_(messages.c.episode_id == ends.c.episode_id, messages.c.seq.in_([ends.c.last_seq, ends.c.felt_seq])),
    )
    last: dict[str, RowMapping] = {}
    feeling: dict[str, RowMapping] = {}
    counts: dict[str, int] = {}
    for row in (await connection.execute(query)).mappings():
        counts[row["episode_id"]] = row["contact_count"]
        if row["seq"] == row["last_seq"]:
            last[row["episode_id"]] = row
        if row["parse"]:
            feeling[row["episode_id"]] = row
    return last, feeling, counts


async def _promises(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, datetime]:
    query = (
        select(promises.c.episode_id, func.min(promises.c.due_at).label("due_at"))
        .where(promises.c.episode_id.in_(ids), promises.c.status == "made")
        .group_by(promises.c.episode_id)
    )
    return {row.episode_id: row.due_at for row in await connection.execute(query)}


async def _queue(connection: AsyncConnection) -> list[str]:
    return list((await connection.execute(in_queue().with_only_columns(episodes.c.id))).scalars())


async def _read(connection: AsyncConnection, reader_id: str, ids: Sequence[str]) -> dict[str, int]:
    query = select(read_marks).where(read_marks.c.user_id == reader_id, read_marks.c.episode_id.in_(ids))
    return {row.episode_id: row.read_count for row in await connection.execute(query)}
