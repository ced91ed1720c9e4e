"""Inboxes and their set-up; their secrets lie sealed in the row."""

import secrets
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, Update, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from handoff.adapters.inbox_rows import account_of, account_row, secrets_of, secrets_row, trouble_of, trouble_row
from handoff.adapters.secret_box import SecretBox
from handoff.adapters.sql.people import SqlActivities
from handoff.adapters.sql.schema import access_tokens, inboxes, kf_cursors
from handoff.domain.errors import Conflict, NotFound
from handoff.domain.inbox import ChannelKind, Inbox, Secrets, Trouble
from handoff.domain.inbox_rules import account_key
from handoff.domain.message import WEB_INBOX_ID
from handoff.services.inbox_port import SecretsUnreadable, SetUp
from handoff.services.ports import Clock

_KNOWN_FOR = timedelta(seconds=5)
_LETTERS = string.ascii_lowercase + string.digits
_NOT_NEWEST = "该渠道刚刚有了新的变化，请刷新后再试。"


def new_inbox_id() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(12))


@dataclass(frozen=True)
class SqlInboxes:
    engine: AsyncEngine
    box: SecretBox
    now: Clock
    # Every callback and every send asks; other processes' changes show after a few seconds, our own at once.
    _known: dict[str, tuple[datetime, Inbox]] = field(default_factory=dict, init=False, repr=False, compare=False)

    async def by_id(self, inbox_id: str) -> Inbox | None:
        since, known = self._known.get(inbox_id, (None, None))
        if since and abs(self.now() - since) < _KNOWN_FOR:
            return known
        return await self.fresh(inbox_id)

    async def fresh(self, inbox_id: str) -> Inbox | None:
        row = await self._row(inbox_id)
        if row is None:
            return None
        found = _inbox(row, self._opened(row))
        self._known[inbox_id] = (self.now(), found)
        return found

    async def tell_trouble(self, inbox_id: str, trouble: Trouble | None) -> None:
        # No new version: whoever edits the inbox meanwhile need not look again.
        await self._run(update(inboxes).where(inboxes.c.id == inbox_id).values(trouble=trouble_row(trouble)))
        self._known.pop(inbox_id, None)

    async def all(self) -> Sequence[Inbox]:
        query = select(inboxes).order_by(inboxes.c.created_at.is_not(None), inboxes.c.created_at, inboxes.c.id)
        async with self.engine.connect() as connection:
            connection = await connection.execution_options(read_only=True)  # noqa: PLW2901 (the same connection)
            rows = (await connection.execute(query)).mappings().all()
        return [self._shown(row) for row in rows]

    async def get(self, inbox_id: str) -> Inbox:
        row = await self._row(inbox_id)
        if row is None:
            raise NotFound("未找到该渠道，请刷新列表。")
        return self._shown(row)

    async def add(self, inbox: Inbox, record: SetUp) -> None:
        async with self.engine.begin() as connection:
            await _refuse_twice(connection, inbox)
            await connection.execute(
                insert(inboxes).values(
                    id=inbox.id,
                    channel=inbox.channel.value,
                    created_at=inbox.created_at,
                    sealed=self._sealed(inbox),
                    **_written(inbox),
                )
            )
            await _note_down(connection, inbox.id, record)

    async def save(self, inbox: Inbox, record: SetUp) -> None:
        values = {**_written(inbox), "version": inbox.version + 1}
        if record.has_new_secrets:
            values["sealed"] = self._sealed(inbox)
        if record.is_new_connection:
            values["trouble"] = None
        async with self.engine.begin() as connection:
            before = await _refuse_twice(connection, inbox)
            saved = await connection.execute(
                update(inboxes).where(inboxes.c.id == inbox.id, inboxes.c.version == inbox.version).values(**values)
            )
            if saved.rowcount != 1:
                raise Conflict(_NOT_NEWEST)
            if record.is_new_connection:
                # The token of another account still works: lines would go out in its name.
                await connection.execute(delete(access_tokens).where(access_tokens.c.inbox_id == inbox.id))
            if before != account_key(inbox.account):
                await connection.execute(_forgotten_place(inbox.id))
            await _note_down(connection, inbox.id, record)
        self._known.pop(inbox.id, None)

    async def _row(self, inbox_id: str) -> RowMapping | None:
        async with self.engine.connect() as connection:
            connection = await connection.execution_options(read_only=True)  # noqa: PLW2901 (the same connection)
            return (await connection.execute(select(inboxes).where(inboxes.c.id == inbox_id))).mappings().one_or_none()

    async def _run(self, statement: Any) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(statement)

    def _shown(self, row: RowMapping) -> Inbox:
        """For setting up: the operator must be able to open the very inbox whose secrets are lost."""
        try:
            return _inbox(row, self._opened(row))
        except SecretsUnreadable as error:
            return _inbox(row, Secrets(), Trouble(error.code, str(error), self.now()))

    def _opened(self, row: RowMapping) -> Secrets:
        return secrets_of(self.box.open(row["sealed"], row["id"])) if row["sealed"] else Secrets()

    def _sealed(self, inbox: Inbox) -> str:
        return self.box.seal(secrets_row(inbox.secrets), inbox.id)


def _inbox(row: RowMapping, opened: Secrets, trouble: Trouble | None = None) -> Inbox:
    channel = ChannelKind(row["channel"])
    return Inbox(
        id=row["id"],
        channel=channel,
        name=row["name"],
        enabled=row["enabled"],
        account=account_of(channel, row["account"]),
        secrets=opened,
        trouble=trouble or trouble_of(row["trouble"]),
        created_at=row["created_at"],
        account_since=row["account_since"],
        version=row["version"],
    )


def _written(inbox: Inbox) -> dict[str, Any]:
    return {
        "name": inbox.name,
        "enabled": inbox.enabled,
        "account": account_row(inbox.account),
        "account_since": inbox.account_since,
    }


async def _refuse_twice(connection: AsyncConnection, inbox: Inbox) -> tuple[str, ...]:
    """One after the other, by the row that is always there: two operators could set up one account twice.

    Returns which account the inbox was of until now.
    """
    locking = select(inboxes.c.id).where(inboxes.c.id == WEB_INBOX_ID).with_for_update(key_share=True)
    await connection.execute(locking)
    query = select(inboxes.c.id, inboxes.c.name, inboxes.c.account).where(inboxes.c.channel == inbox.channel.value)
    rows = (await connection.execute(query)).mappings().all()
    keys = {row["id"]: _key(inbox.channel, row) for row in rows}
    for row in rows:
        if row["id"] != inbox.id and inbox.account and keys[row["id"]] == account_key(inbox.account):
            raise Conflict(f"该账号已接入，渠道名称为“{row['name']}”，无需重复添加。")
    return keys.get(inbox.id, ())


def _key(channel: ChannelKind, row: Mapping[Any, Any]) -> tuple[str, ...]:
    return account_key(account_of(channel, row["account"]))


def _forgotten_place(inbox_id: str) -> Update:
    """Whoever is reading the other account has lost the lease; a row anew would count its fences from the start."""
    return (
        update(kf_cursors)
        .where(kf_cursors.c.inbox_id == inbox_id)
        .values(
            cursor="",
            bell_token="",
            pending=False,
            attempts=0,
            holder=None,
            held_until=None,
            fence=kf_cursors.c.fence + 1,
        )
    )


async def _note_down(connection: AsyncConnection, inbox_id: str, record: SetUp) -> None:
    await SqlActivities(connection).append(
        record.actor, record.name, record.at, None, inbox=inbox_id, fields=list(record.fields)
    )
