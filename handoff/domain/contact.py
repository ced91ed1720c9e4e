"""The person who writes to us, and how we call them (R01: by title once the name is known, never a bare name)."""

import re
from dataclasses import dataclass

_CALLED = re.compile(r"(?P<name>[一-鿿]{1,2})(?P<title>先生|女士)")


@dataclass(frozen=True)
class Contact:
    """In code the customer is a contact; `name` is the surname, `title` 先生 or 女士 where known."""

    id: str
    # The surname is enough to call somebody by title, and all that is kept.
    name: str | None = None
    title: str | None = None
    vip: bool = False

    @property
    def address(self) -> str:
        """How lines to the contact begin: 王先生, or 您 while the name is unknown."""
        return f"{self.name}{self.title}" if self.name and self.title else "您"

    @property
    def display_name(self) -> str:
        """How the desk lists the contact."""
        return self.address if self.name and self.title else f"访客 {self.id[:4].upper()}"


def called(text: object) -> tuple[str, str] | None:
    """Surname and title of 王先生; None where it is not of that form."""
    match = _CALLED.fullmatch(text) if isinstance(text, str) else None
    return (match["name"], match["title"]) if match else None
