"""What the use cases need of ratings and of notes among colleagues."""

from collections.abc import Collection, Sequence
from typing import Protocol

from handoff.domain.conversation import Stretch
from handoff.domain.note import Note
from handoff.domain.rating import Rating


class Ratings(Protocol):
    async def of(self, episode_id: str) -> Rating | None: ...
    async def answered_last(self, episode_id: str) -> Stretch | None:
        """The stretch in which the last answer of ours was given; None where nobody answered."""
        ...

    async def add(self, rating: Rating) -> None: ...


class Notes(Protocol):
    async def by_client(self, agent_id: str, client_id: str) -> Note | None: ...
    async def add(self, note: Note) -> None: ...


class DeskLook(Protocol):
    async def rating(self, episode_id: str) -> Rating | None: ...
    async def answered_last(self, episode_id: str) -> Stretch | None: ...
    async def notes(self, episode_ids: Collection[str]) -> Sequence[Note]:
        """Oldest first."""
        ...
