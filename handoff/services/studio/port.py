"""What the studio's use cases need: stores in one transaction, looks without a lock, and the names of the labels."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from handoff.domain.studio.annotation import Annotation, AnnotationStatus
from handoff.domain.studio.example import Example, Mark, Standing
from handoff.domain.studio.history import Change
from handoff.domain.studio.queues import Queue


class Examples(Protocol):
    async def add(self, example: Example, at: datetime) -> bool:
        """False, and nothing added, when its message or its id has an example already."""
        ...

    async def lock(self, example_id: str) -> Example:
        """Serialise everything that changes this example and its annotations until commit; raise NotFound."""
        ...

    async def lock_all(self, example_ids: Collection[str]) -> Sequence[Example]:
        """The same of many, in an order that lets nobody wait for each other: whoever changes several begins here.
        Those that are not there are left out."""
        ...

    async def by_message(self, message_id: str) -> Example | None: ...
    async def mark(self, example_id: str, mark: Mark, *, on: bool = True) -> None: ...
    async def correct(self, example_id: str, words: str | None) -> None:
        """Keep the masked words of the agent who corrected the bot, with its mark; None takes both back."""
        ...

    async def settle(self, example: Example, standing: Standing) -> None:
        """Write what the annotations come to, into its near-duplicates too."""
        ...


class Leases(Protocol):
    async def next_of(self, queue: Queue, user_id: str, now: datetime, skip: Collection[str]) -> str | None:
        """The queue's first example with a place free for this user, locked until commit; None where there is none."""
        ...

    async def take(self, example_id: str, user_id: str, now: datetime, until: datetime) -> bool:
        """Take or renew it, the example being locked; False when others have all places."""
        ...

    async def give_back(self, example_ids: Collection[str], user_id: str) -> None: ...
    async def forget(self, before: datetime) -> None:
        """Those that ran out."""
        ...

    async def places_for(self, example_ids: Collection[str], user_id: str, now: datetime) -> frozenset[str]:
        """Those with a place that neither an answer nor another's lease has."""
        ...


class Annotations(Protocol):
    async def find(self, annotation_id: str) -> Annotation | None: ...
    async def of_example(self, example_id: str) -> Sequence[Annotation]: ...
    async def mine_of(self, example_ids: Collection[str], user_id: str) -> Mapping[str, Annotation]: ...
    async def add(self, annotation: Annotation, at: datetime) -> None: ...
    async def save(self, annotation: Annotation, at: datetime | None) -> None:
        """`at`: when its own person changed it; None for a review, which is no work of theirs."""
        ...

    async def change(self, change_id: str) -> Change | None: ...
    async def changes_of(self, annotation_id: str) -> Sequence[Change]:
        """In the order of their revisions."""
        ...

    async def changes_of_batch(self, batch: str) -> Sequence[Change]:
        """What was done in it first; what was undone or redone of it later is not among them."""
        ...

    async def record(self, change: Change) -> None: ...


@dataclass(frozen=True)
class PersonalSettings:
    """`keys`: the person's own keys by the name of what they do."""

    blind: bool = False
    keys: Mapping[str, str] = field(default_factory=dict)


class StudioSettings(Protocol):
    async def keep(self, user_id: str, settings: PersonalSettings) -> None: ...


class Studio(Protocol):
    """The studio's stores of one transaction."""

    examples: Examples
    leases: Leases
    annotations: Annotations
    settings: StudioSettings


@dataclass(frozen=True)
class Answered:
    """An annotation with its example and its person's name."""

    example: Example
    annotation: Annotation
    annotator: str
    updated_at: datetime


class StudioLook(Protocol):
    """The part of a snapshot that looks at the studio."""

    async def example(self, example_id: str) -> Example | None: ...
    async def examples(self, example_ids: Collection[str]) -> Sequence[Example]: ...
    async def annotation(self, annotation_id: str) -> Annotation | None: ...
    async def annotations_of(self, example_ids: Collection[str], user_id: str) -> Mapping[str, Annotation]:
        """This user's, by example."""
        ...

    async def places_for(self, example_ids: Collection[str], user_id: str, now: datetime) -> frozenset[str]: ...
    async def alike(self, example: Example, user_id: str, now: datetime, limit: int) -> Sequence[Example]:
        """Near-duplicates that wait for this user, the least sure first; without itself."""
        ...

    async def queue_counts(self, user_id: str) -> Mapping[str, int]:
        """How many wait for this user in each queue, the reviewers' too; what others have a lease on is counted."""
        ...

    async def intent_counts(self) -> Mapping[str, int]:
        """Of the answers submitted or approved."""
        ...

    async def submitted_since(self, user_id: str, at: datetime) -> int: ...
    async def latest(self, user_id: str, limit: int) -> Sequence[Answered]:
        """What this user changed last, the newest first."""
        ...

    async def page(
        self, status: AnnotationStatus, after: str | None, limit: int, without: str | None = None
    ) -> Sequence[Answered]:
        """Answers and discards of this status after the annotation `after`, the longest submitted first; without those
        of the user `without`."""
        ...

    async def disagreed_page(self, after: str | None, limit: int) -> Sequence[Answered]:
        """Everybody's answers to the first `limit` examples after `after` that are not answered alike."""
        ...

    async def personal_settings(self, user_id: str) -> PersonalSettings: ...


@dataclass(frozen=True)
class Label:
    """An intent or entity of the bot's domain with its Chinese name."""

    name: str
    title: str


class Catalogue(Protocol):
    """What an answer may name."""

    def intents(self) -> tuple[Label, ...]: ...
    def entities(self) -> tuple[Label, ...]: ...
