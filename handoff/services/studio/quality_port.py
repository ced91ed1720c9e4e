"""What the studio's figures need of the store."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from handoff.domain.studio.confusing import Corrected, Given


class QualityLook(Protocol):
    """Everything read inside it is of one moment."""

    async def shared(self, *, blind: bool) -> Sequence[Given]:
        """All answers to examples that two or more people answered, each as it was before a reviewer sent it back.

        What a reviewer settled is none of them, and `blind` leaves out whoever saw a suggestion.
        """
        ...

    async def corrected(self) -> Sequence[Corrected]:
        """Answers, submitted or approved, with another intent than was suggested."""
        ...

    async def texts(self, example_ids: Collection[str]) -> Mapping[str, str]: ...
    async def people(self, user_ids: Collection[str]) -> Mapping[str, str]:
        """What they are called."""
        ...


class OpenQuality(Protocol):
    def __call__(self) -> AbstractAsyncContextManager[QualityLook]: ...
