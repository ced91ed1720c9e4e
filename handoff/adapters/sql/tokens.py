"""Access tokens for all processes: a sealed row per inbox, and who is fetching the next one."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.secret_box import SecretBox
from handoff.adapters.sql.schema import access_tokens
from handoff.services.channel_port import StoredToken
from handoff.services.inbox_port import SecretsUnreadable

_FIELD = "access_token"


@dataclass(frozen=True)
class SqlTokens:
    engine: AsyncEngine
    box: SecretBox

    async def current(self, inbox_id: str, now: datetime) -> StoredToken | None:
        async with self.engine.connect() as connection:
            connection = await connection.execution_options(read_only=True)  # noqa: PLW2901 (the same connection)
            query = select(access_tokens).where(access_tokens.c.inbox_id == inbox_id)
            row = (await connection.execute(query)).mappings().one_or_none()
        if row is None or row["sealed"] is None or row["expires_at"] <= now:
            return None
        try:
            token = self.box.open(row["sealed"], inbox_id)[_FIELD]
        except SecretsUnreadable:
            # Of another SECRET_KEY: a new one is fetched in its place.
            return None
        return StoredToken(token, row["expires_at"])

    async def may_fetch(self, inbox_id: str, now: datetime, until: datetime) -> bool:
        free = or_(access_tokens.c.fetching_until.is_(None), access_tokens.c.fetching_until <= now)
        async with self.engine.begin() as connection:
            taken = await connection.execute(
                update(access_tokens)
                .where(access_tokens.c.inbox_id == inbox_id, free)
                .values(fetching_until=until)
                .returning(access_tokens.c.inbox_id)
            )
            if taken.one_or_none():
                return True
            try:
                async with connection.begin_nested():
                    await connection.execute(insert(access_tokens).values(inbox_id=inbox_id, fetching_until=until))
            except IntegrityError:
                return False
            return True

    async def keep(self, inbox_id: str, token: StoredToken) -> None:
        values = {
            "sealed": self.box.seal({_FIELD: token.token}, inbox_id),
            "token_hash": _hash(token.token),
            "expires_at": token.expires_at,
            "fetching_until": None,
        }
        async with self.engine.begin() as connection:
            kept = await connection.execute(
                update(access_tokens).where(access_tokens.c.inbox_id == inbox_id).values(**values)
            )
            if kept.rowcount == 0:
                await connection.execute(insert(access_tokens).values(inbox_id=inbox_id, **values))

    async def drop(self, inbox_id: str, token: str) -> None:
        async with self.engine.begin() as connection:
            if not token:
                await connection.execute(
                    update(access_tokens).where(access_tokens.c.inbox_id == inbox_id).values(fetching_until=None)
                )
                return
            await connection.execute(
                update(access_tokens)
                .where(access_tokens.c.inbox_id == inbox_id, access_tokens.c.token_hash == _hash(token))
                .values(sealed=None, token_hash=None, expires_at=None)
            )


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
