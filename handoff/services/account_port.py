"""Logins: who is signed in, and how they come to be."""

from dataclasses import dataclass
from typing import Protocol

from handoff.domain.agent import Role, User


@dataclass(frozen=True)
class Login:
    """Who is signed in, and the token that their unsafe requests must carry."""

    user: User
    csrf: str


class Accounts(Protocol):
    async def sign_in(self, name: str, password: str) -> tuple[str, Login]:
        """A fresh token and its login; raises NotSignedIn without saying which of the two was wrong."""
        ...

    async def add(self, name: str, display_name: str, number: str, role: Role, password: str) -> User:
        """Raises Conflict when the name or number is taken, BadInput when the password is short."""
        ...

    async def login_of(self, token: str) -> Login: ...
    async def sign_out(self, token: str) -> None: ...
