"""Logins: argon2id passwords, tokens kept only as hashes."""

import asyncio
import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from handoff.adapters.sql.rows import user_of
from handoff.adapters.sql.schema import logins, users
from handoff.domain.agent import Role, User
from handoff.domain.errors import BadInput, Conflict, NotSignedIn
from handoff.services.account_port import Login
from handoff.services.ports import Clock, NewId

_LOGIN_LASTS = timedelta(hours=12)
# The hash of a forgotten random word, verified when the name is unknown: a wrong name takes as long as a wrong
# password.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$dfp5Qow7Gab+BI1uygBj/g$cnicokAjm9sBY6rxV9rtjE3elDgfzgnimpRTsYzKLKk"


@dataclass(frozen=True)
class SqlAccounts:
    engine: AsyncEngine
    now: Clock
    new_id: NewId
    hasher: PasswordHasher

    async def add(self, name: str, display_name: str, number: str, role: Role, password: str) -> User:
        """Raises Conflict when the name or number is taken, BadInput when the password is short."""
        if len(password) < 10:
            raise BadInput("密码至少10个字符。")
        async with self.engine.begin() as connection:
            taken = select(users.c.id).where((users.c.name == name) | (users.c.number == number))
            if (await connection.execute(taken)).first():
                raise Conflict(f"用户名 {name} 或工号 {number} 已被使用。")
            user_id = self.new_id()
            await connection.execute(
                insert(users).values(
                    id=user_id,
                    name=name,
                    display_name=display_name,
                    number=number,
                    role=role.value,
                    password_hash=self.hasher.hash(password),
                    created_at=self.now(),
                )
            )
        return User(user_id, name, display_name, number, role)

    async def next_number(self) -> str:
        async with self.engine.connect() as connection:
            numbers = [int(n) for n in (await connection.execute(select(users.c.number))).scalars() if n.isdigit()]
        return str(max(numbers, default=1000) + 1)

    async def exists(self, name: str) -> bool:
        async with self.engine.connect() as connection:
            return (await connection.execute(select(users.c.id).where(users.c.name == name))).first() is not None

    async def sign_in(self, name: str, password: str) -> tuple[str, Login]:
        """A fresh token and its login; raises NotSignedIn without saying which of the two was wrong."""
        async with self.engine.connect() as connection:
            row = (await connection.execute(select(users).where(users.c.name == name))).mappings().one_or_none()
        try:
            # In a thread: the work is meant to take its time, and nobody else shall wait for it.
            await asyncio.to_thread(self.hasher.verify, row["password_hash"] if row else _NOBODY, password)
        except (VerifyMismatchError, InvalidHashError) as error:
            raise NotSignedIn("用户名或密码不正确，请核对后重试。") from error
        if row is None:
            raise NotSignedIn("用户名或密码不正确，请核对后重试。")
        token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
        async with self.engine.begin() as connection:
            await connection.execute(delete(logins).where(logins.c.expires_at < self.now()))
            await connection.execute(
                insert(logins).values(
                    token_hash=_hash(token), user_id=row["id"], csrf=csrf, expires_at=self.now() + _LOGIN_LASTS
                )
            )
        return token, Login(user_of(row), csrf)

    async def login_of(self, token: str) -> Login:
        query = (
            select(users, logins.c.csrf)
            .join(logins, logins.c.user_id == users.c.id)
            .where(logins.c.token_hash == _hash(token), logins.c.expires_at > self.now())
        )
        async with self.engine.connect() as connection:
            connection = await connection.execution_options(read_only=True)  # noqa: PLW2901 (the same connection)
            row = (await connection.execute(query)).mappings().one_or_none()
        if row is None:
            raise NotSignedIn("登录已失效，请重新登录。")
        return Login(user_of(row), row["csrf"])

    async def sign_out(self, token: str) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(delete(logins).where(logins.c.token_hash == _hash(token)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
