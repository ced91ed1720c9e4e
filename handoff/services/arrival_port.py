"""What the use cases need to keep of a platform: what arrived, what may still be sent, where the reading stands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from handoff.domain.message import Message
from handoff.domain.quota import Ledger


@dataclass(frozen=True)
class NewArrival:
    """As the platform sent it; `ref` drops its repeats."""

    ref: str
    sender_ref: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class StoredArrival:
    id: int
    inbox_id: str
    ref: str
    sender_ref: str
    received_at: datetime
    payload: Mapping[str, Any]
    attempts: int


@dataclass(frozen=True)
class FailedArrival:
    """Tried as often as it ever is. `error` is for who runs the system, in no language for customers."""

    id: int
    inbox_id: str
    # As the operator named it.
    inbox: str
    sender_ref: str
    received_at: datetime
    error: str


class Arrivals(Protocol):
    async def add(self, inbox_id: str, arrivals: Sequence[NewArrival], at: datetime, due_at: datetime) -> int:
        """Keep those that are new; returns how many. Once this is committed nothing can lose them."""
        ...

    async def claim(self, holder: str, now: datetime, until: datetime, ref: str | None = None) -> StoredArrival | None:
        """The oldest one due whose sender has nothing older waiting; with `ref` only that one."""
        ...

    async def done(self, arrival_id: int, holder: str) -> None:
        """Raises LeaseLost when another worker has taken it over."""
        ...

    async def again(self, arrival_id: int, holder: str, at: datetime, error: str) -> None: ...
    async def failed(self, arrival_id: int, holder: str, error: str) -> None: ...
    async def forget(self, before: datetime) -> int:
        """Those that were worked and came in before then; returns how many."""
        ...

    async def given_up(self) -> Sequence[FailedArrival]:
        """Oldest first; without files that were not to be had, of which the thread itself tells."""
        ...

    async def given_up_in(self) -> Mapping[str, int]:
        """How many of those there are in each inbox that has any."""
        ...

    async def take_up(self, at: datetime, ids: Collection[int] | None = None, inbox_id: str | None = None) -> list[int]:
        """Work those once more that `given_up` names: all, these, or those of one inbox; returns which."""
        ...


@dataclass(frozen=True)
class CursorLease:
    inbox_id: str
    cursor: str
    bell_token: str
    rings: int
    fence: int
    attempts: int


class Cursors(Protocol):
    """Where the reading of a 微信客服 account stands; one worker at a time reads it."""

    async def ring(self, inbox_id: str, bell_token: str, now: datetime) -> None: ...
    async def claim(self, holder: str, now: datetime, until: datetime) -> CursorLease | None: ...
    async def advance(self, lease: CursorLease, cursor: str, until: datetime) -> None:
        """In the transaction that keeps the messages before it; raises LeaseLost."""
        ...

    async def put_down(self, lease: CursorLease, *, drained: bool, at: datetime) -> None:
        """`drained`: nothing more to read, unless the bell rang meanwhile; otherwise again at `at`."""
        ...


class Quotas(Protocol):
    async def of(self, conversation_id: str) -> Ledger: ...
    async def keep(self, conversation_id: str, ledger: Ledger) -> None: ...


@dataclass(frozen=True)
class PlatformSession:
    """微信客服: `state` 0 new, 1 bot, 2 queueing, 3 with a person in the WeCom client, 4 ended.

    `rejects`: the customer takes no lines.
    """

    state: int = 0
    servicer: str = ""
    # For one line while a person in the WeCom client serves, which the API may not say otherwise; empty once used.
    code: str = ""
    rejects: bool = False

    @property
    def is_with_person(self) -> bool:
        return self.state == 3

    @property
    def is_with_platform(self) -> bool:
        """Queueing for, or served by, a person in the WeCom client: the API may say nothing."""
        return self.state in {2, 3}


class Sessions(Protocol):
    async def of(self, conversation_id: str) -> PlatformSession: ...
    async def keep(self, conversation_id: str, session: PlatformSession, at: datetime) -> None: ...


@dataclass(frozen=True)
class WaitingLine:
    """An outbox row that has not reached its end, with its line."""

    message: Message
    state: str
    attempts: int
    next_attempt_at: datetime
    held_until: datetime | None
    parcel_id: str | None
    parts_sent: int
    # Why the last try of it came to nothing, as its receipt had it.
    error: str | None = None


class Sendings(Protocol):
    """The outbox as platforms need it: claimed before a send, settled after it."""

    async def conversations_due(self, now: datetime, limit: int) -> Sequence[tuple[str, str]]:
        """Each with its inbox."""
        ...

    async def due_now(self, inbox_id: str, now: datetime) -> bool:
        """Whatever this inbox still has to send waits no longer; whether there is anything."""
        ...

    async def waiting(self, conversation_id: str) -> Sequence[WaitingLine]:
        """Pending and sending ones in their order."""
        ...

    async def take(self, message_ids: Collection[str], holder: str, until: datetime, parcel_id: str) -> None: ...
    async def is_mine(self, message_ids: Collection[str], holder: str, parcel_id: str) -> bool: ...
    async def settle(
        self,
        message_ids: Collection[str],
        state: str,
        *,
        reason: str | None = None,
        error: str | None = None,
        next_attempt_at: datetime | None = None,
        parts_sent: int | None = None,
    ) -> None: ...
    async def of_parcel(self, conversation_id: str, parcel_id: str) -> Sequence[Message]:
        """What this parcel carried; the whole line where it carried a part of one."""
        ...

    async def in_state(self, conversation_id: str, state: str) -> Sequence[Message]: ...
