"""What the use cases need of the world, named for the need; adapters fill it, wiring joins the two."""

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from handoff.domain.agent import Availability, User
from handoff.domain.clocks import Due, Waiting
from handoff.domain.contact import Contact
from handoff.domain.conversation import Conversation, Episode, Stretch
from handoff.domain.image import Picture
from handoff.domain.message import Message, Parse
from handoff.domain.summary import Summary
from handoff.services.arrival_port import Arrivals, Cursors, Quotas, Sendings, Sessions
from handoff.services.desk_port import Notes, Ratings
from handoff.services.image_port import Images
from handoff.services.studio.gathering_port import Reports
from handoff.services.studio.port import Studio
from handoff.services.ticket_port import Tickets


class Clock(Protocol):
    def __call__(self) -> datetime: ...


class NewId(Protocol):
    def __call__(self) -> str: ...


@dataclass(frozen=True)
class Lease:
    """The right to work one conversation's mailbox; `fence` outdates every earlier holder."""

    conversation_id: str
    fence: int
    done_seq: int


@dataclass(frozen=True)
class DueClock:
    episode_id: str
    due: Due


@dataclass(frozen=True)
class Promise:
    id: str
    episode_id: str
    text: str
    made_at: datetime
    due_at: datetime
    status: str
    kind: str
    ticket_id: str | None = None


@dataclass(frozen=True)
class Delivery:
    """An outbox row that wants to go out; `message` is what the channel sends."""

    message: Message
    channel: str
    attempts: int


class Contacts(Protocol):
    async def identify(self, inbox_id: str, external_ref: str, at: datetime) -> Conversation:
        """The conversation of this identity, made with its contact where it is the first time."""
        ...

    async def get(self, contact_id: str) -> Contact: ...
    async def name(self, contact_id: str, name: str, title: str) -> None: ...
    async def external_ref(self, conversation: Conversation) -> str:
        """Who the customer is to the platform."""
        ...

    async def nickname(self, inbox_id: str, external_ref: str, nickname: str) -> None: ...
    async def mark_vip(self, contact_id: str) -> None: ...


class Conversations(Protocol):
    async def lock(self, conversation_id: str) -> Conversation:
        """Serialise everything that changes this conversation until commit; raise NotFound."""
        ...

    async def lock_of(self, episode_id: str) -> Conversation:
        """The same, by one of its episodes: always before the episode itself, or two would wait for each other."""
        ...

    async def take_seq(self, conversation_id: str) -> int: ...


class Episodes(Protocol):
    async def get(self, episode_id: str) -> Episode: ...
    async def open_of(self, conversation_id: str) -> Episode | None: ...
    async def last_of(self, conversation_id: str) -> Episode | None: ...
    async def add(self, episode: Episode) -> None: ...
    async def save(self, episode: Episode) -> None: ...
    async def assign_if_free(self, episode_id: str, agent_id: str, version: int, at: datetime) -> Episode:
        """Give a queued episode to the first agent who asks and has an open slot; raise AlreadyAssigned naming the
        winner, AgentFull, AgentNotOnline or IllegalMove to everyone else."""
        ...

    async def reserve(self, agent_id: str) -> None:
        """Hold a slot of this agent until commit; raise AgentNotOnline or AgentFull, naming them."""
        ...

    async def assigned_to(self, agent_id: str) -> Sequence[Episode]: ...
    async def place(self, episode: Episode) -> int: ...
    async def service_time(self) -> timedelta | None:
        """Median time of the latest served episodes from accept to resolve; None while there are none."""
        ...


class Stretches(Protocol):
    async def current(self, episode_id: str) -> Stretch: ...
    async def start(self, stretch: Stretch) -> None: ...
    async def end(self, episode_id: str, at: datetime) -> None: ...
    async def keep_slots(self, stretch_id: str, slots: dict[str, object]) -> None: ...
    async def last_slots(self, conversation_id: str) -> dict[str, object]: ...


class Messages(Protocol):
    async def add(self, message: Message, inbox_id: str, message_ref: str) -> None: ...
    async def by_ref(self, inbox_id: str, message_ref: str) -> Message | None: ...
    async def next_from_contact(self, conversation_id: str, after_seq: int) -> Message | None: ...
    async def first_waiting(self, episode_id: str, after_seq: int) -> Waiting | None: ...
    async def of_episode(self, episode_id: str) -> Sequence[Message]: ...
    async def keep_parse(self, message_id: str, parse: Parse) -> None: ...
    async def move_to(self, message_id: str, episode_id: str) -> None: ...
    async def add_attachments(self, message_id: str, pictures: Sequence[Picture]) -> None:
        """What was fetched after the line had been taken in; `pictures` are all it has now."""
        ...

    async def recall(self, message_id: str) -> None: ...


class Mailboxes(Protocol):
    async def ring(self, conversation_id: str) -> None: ...
    async def claim(self, holder: str, now: datetime, until: datetime) -> Lease | None: ...
    async def renew(self, lease: Lease, until: datetime) -> None: ...
    async def done(self, lease: Lease, seq: int) -> None:
        """Everything up to `seq` is worked; raise LeaseLost when another worker has taken over."""
        ...

    async def put_down(self, lease: Lease, *, drained: bool) -> None: ...


class Outbox(Protocol):
    async def add(self, message: Message, channel: str, at: datetime) -> None: ...
    async def due(self, now: datetime, limit: int) -> Sequence[Delivery]: ...
    async def sent(self, message_id: str) -> bool:
        """Mark it sent; False when another worker already had."""
        ...

    async def retry(self, message_id: str, at: datetime, error: str) -> None: ...


class Clocks(Protocol):
    async def sync(self, episode_id: str, dues: Collection[Due]) -> None:
        """Unfired rows become exactly `dues`; a rung that fired for the same anchor stays fired."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[DueClock]: ...
    async def fire(self, row: DueClock, now: datetime) -> bool:
        """Claim the row in this transaction; False when it fired before or was taken back."""
        ...

    async def fired(self, episode_id: str, rung: str) -> bool: ...
    async def append(self, episode_id: str, name: str, at: datetime, **detail: object) -> None: ...


class Promises(Protocol):
    async def add(self, promise: Promise) -> None: ...
    async def open_of(self, conversation_id: str) -> Sequence[Promise]: ...
    async def close(self, promise_id: str, status: str, at: datetime) -> bool:
        """False when it was closed before."""
        ...

    async def lapsed(self, now: datetime) -> Sequence[Promise]: ...


class Users(Protocol):
    async def get(self, user_id: str) -> User: ...
    async def all(self) -> Sequence[User]: ...
    async def set_availability(self, user_id: str, availability: Availability, capacity: int | None) -> None: ...
    async def seen(self, user_ids: Collection[str], at: datetime) -> None: ...
    async def stand_in(self, name: str, display_name: str, at: datetime) -> User:
        """Somebody who serves on a platform and has no login here; made where it is the first time."""
        ...

    async def silent_since(self, at: datetime) -> Sequence[User]:
        """Whoever is not offline or still holds episodes, and whose last connection dropped before `at`."""
        ...


class Feed(Protocol):
    def append(self, name: str, audience: str, data: dict[str, object], **about: str | None) -> None:
        """Written at commit, in commit order. `about`: conversation_id, episode_id, user_id."""
        ...


class Reading(Protocol):
    async def mark(self, user_id: str, episode_id: str, count: int) -> None: ...


class Activities(Protocol):
    async def append(self, actor: str, name: str, at: datetime, episode_id: str | None, **detail: object) -> None: ...


class UnitOfWork(Protocol):
    """One transaction. Leaving the block without an exception commits; bells ring only after the commit."""

    contacts: Contacts
    conversations: Conversations
    episodes: Episodes
    stretches: Stretches
    messages: Messages
    images: Images
    mailboxes: Mailboxes
    outbox: Outbox
    sendings: Sendings
    arrivals: Arrivals
    cursors: Cursors
    quotas: Quotas
    sessions: Sessions
    clocks: Clocks
    promises: Promises
    tickets: Tickets
    ratings: Ratings
    notes: Notes
    users: Users
    feed: Feed
    reading: Reading
    activities: Activities
    studio: Studio
    reports: Reports

    def touch(self, episode_id: str) -> None:
        """The desk's list must show this episode anew."""
        ...

    def touch_ticket(self, ticket_id: str, event: str = "ticket.changed") -> None:
        """The desk's list must show this ticket anew."""
        ...

    def ring(self, topic: str) -> None: ...

    async def summary(self, episode_id: str) -> Summary: ...


class OpenWork(Protocol):
    def __call__(self) -> AbstractAsyncContextManager[UnitOfWork]: ...


@dataclass(frozen=True)
class Typing:
    """`who`: contact, bot or agent."""

    conversation_id: str
    who: str


class Bell(Protocol):
    """Wakes other processes after a commit; losing a ring costs at most one polling interval."""

    async def ring(self, topics: Collection[str]) -> None: ...
    async def tell(self, typing: Typing) -> None: ...


@dataclass(frozen=True)
class Checked:
    """What the register says of a line: `text` is what may go out."""

    text: str
    verdict: str
    findings: tuple[dict[str, object], ...]
    rewritten: str | None = None
    replaced: bool = False


class Register(Protocol):
    def gate(self, text: str, sender: str) -> Checked:
        """For lines nobody edits: rewritten or replaced until it passes."""
        ...

    def check(self, text: str) -> Checked: ...


@dataclass(frozen=True)
class Rung:
    """A doorbell (`topics`; none of them: look at everything), or somebody typing."""

    topics: tuple[str, ...] = ()
    typing: Typing | None = None
