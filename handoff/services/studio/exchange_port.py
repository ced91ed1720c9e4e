"""What imports and exports of files need: formats, the lines there are, and a place for new ones."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from handoff.domain.studio.example import Example
from handoff.domain.studio.exchange import ExchangedLine, Import


class Reading(Protocol):
    """Seconds of work for a large file: to be called beside the loop."""

    def read(self, content: bytes, name: str = "", kind: str | None = None) -> Import:
        """Raises BadInput or TooLarge for a file that as a whole is none of ours."""
        ...

    def write(self, kind: str, lines: Iterable[ExchangedLine]) -> Iterator[str]: ...


class Exchanging(Protocol):
    async def approved(self) -> Sequence[ExchangedLine]:
        """Approved answers with their lines, those of one example together."""
        ...

    async def everything(self) -> Sequence[ExchangedLine]:
        """All examples: with every answer that was handed in, or without any."""
        ...

    async def known_groups(self, groups: Collection[str]) -> frozenset[str]:
        """Those of these `group_key`s that an example has."""
        ...

    async def names(self) -> Collection[str]:
        """Our people's, as customers read them."""
        ...

    async def add(self, examples: Sequence[Example], at: datetime) -> None:
        """All of them or none."""
        ...
