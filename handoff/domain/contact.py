"""The person who writes to us, and how we call them (R01: by title once the name is known, never a bare name)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Contact:
    """In code the customer is a contact; `title` is 先生 or 女士 where known."""

    id: str
    name: str | None = None
    title: str | None = None
    vip: bool = False

    @property
    def address(self) -> str:
        """How lines to the contact begin: 王先生, or 您 while the name is unknown."""
        return f"{self.name[0]}{self.title}" if self.name and self.title else "您"

    @property
    def display_name(self) -> str:
        """How the desk lists the contact."""
        return self.address if self.name and self.title else f"访客 {self.id[:4].upper()}"
