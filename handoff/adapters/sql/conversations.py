"""Contacts, their identities and their conversations."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.adapters.sql.schema import contact_identities, contacts, conversations, episodes, inboxes
from handoff.domain.contact import Contact
from handoff.domain.conversation import Conversation
from handoff.domain.errors import NotFound


class SqlContacts:
    def __init__(self, connection: AsyncConnection, new_id: Callable[[], str]) -> None:
        self._connection = connection
        self._new_id = new_id

    async def identify(self, inbox_id: str, external_ref: str, at: datetime) -> Conversation:
        query = (
            select(conversations)
            .join(contact_identities, contact_identities.c.contact_id == conversations.c.contact_id)
            .where(
                contact_identities.c.inbox_id == inbox_id,
                contact_identities.c.external_ref == external_ref,
                conversations.c.inbox_id == inbox_id,
            )
        )
        found = (await self._connection.execute(query)).mappings().one_or_none()
        if found:
            return _conversation(found)
        try:
            async with self._connection.begin_nested():
                return await self._introduce(inbox_id, external_ref, at)
        except IntegrityError:
            # Two first messages at once: the other one is committed by now, and this one joins it.
            return _conversation((await self._connection.execute(query)).mappings().one())

    async def _introduce(self, inbox_id: str, external_ref: str, at: datetime) -> Conversation:
        channel = await self._connection.scalar(select(inboxes.c.channel).where(inboxes.c.id == inbox_id))
        if channel is None:
            raise NotFound("未找到该接入点，请检查嵌入代码。")
        contact_id, conversation_id = self._new_id(), self._new_id()
        await self._connection.execute(insert(contacts).values(id=contact_id, created_at=at))
        await self._connection.execute(
            insert(contact_identities).values(inbox_id=inbox_id, external_ref=external_ref, contact_id=contact_id)
        )
        await self._connection.execute(
            insert(conversations).values(
                id=conversation_id, inbox_id=inbox_id, contact_id=contact_id, channel=channel, created_at=at
            )
        )
        return Conversation(conversation_id, inbox_id, contact_id, channel, 0)

    async def get(self, contact_id: str) -> Contact:
        row = (await self._connection.execute(select(contacts).where(contacts.c.id == contact_id))).mappings().one()
        return Contact(row["id"], row["name"], row["title"], row["vip"])

    async def name(self, contact_id: str, name: str, title: str) -> None:
        await self._connection.execute(
            update(contacts).where(contacts.c.id == contact_id).values(name=name, title=title)
        )

    async def external_ref(self, conversation: Conversation) -> str:
        query = select(contact_identities.c.external_ref).where(
            contact_identities.c.inbox_id == conversation.inbox_id,
            contact_identities.c.contact_id == conversation.contact_id,
        )
        return str((await self._connection.execute(query)).scalar_one())

    async def nickname(self, inbox_id: str, external_ref: str, nickname: str) -> None:
        await self._connection.execute(
            update(contact_identities)
            .where(contact_identities.c.inbox_id == inbox_id, contact_identities.c.external_ref == external_ref)
            .values(nickname=nickname[:64])
        )

    async def mark_vip(self, contact_id: str) -> None:
        await self._connection.execute(update(contacts).where(contacts.c.id == contact_id).values(vip=True))


class SqlConversations:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, conversation_id: str) -> Conversation:
        return await self._lock(conversations.c.id == conversation_id)

    async def lock_of(self, episode_id: str) -> Conversation:
        its = select(episodes.c.conversation_id).where(episodes.c.id == episode_id).scalar_subquery()
        return await self._lock(conversations.c.id == its)

    async def _lock(self, condition: ColumnElement[bool]) -> Conversation:
        query = select(conversations).where(condition).with_for_update()
        row = (await self._connection.execute(query)).mappings().one_or_none()
        if row is None:
            raise NotFound("未找到该会话，请刷新列表。")
        return _conversation(row)

    async def take_seq(self, conversation_id: str) -> int:
        statement = (
            update(conversations)
            .where(conversations.c.id == conversation_id)
            .values(last_seq=conversations.c.last_seq + 1)
            .returning(conversations.c.last_seq)
        )
        return int((await self._connection.execute(statement)).scalar_one())


def _conversation(row: RowMapping) -> Conversation:
    return Conversation(row["id"], row["inbox_id"], row["contact_id"], row["channel"], row["last_seq"])
