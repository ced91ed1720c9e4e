"""What every channel gives the use cases: sending, reading, fetching, and a test of its set-up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from handoff.domain.arrival import Arrival, MediaRef
from handoff.domain.errors import DomainError
from handoff.domain.inbox import Inbox
from handoff.domain.parcel import Parcel, Receipt
from handoff.services.arrival_port import PlatformSession

# What one send may take, with its token and its picture; claims on lines last longer.
SEND_WITHIN = timedelta(seconds=40)


class MediaGone(DomainError):
    """The platform has this file no more, or never lets us have it; asking again is of no use."""

    code = "media_gone"


class PlatformRefused(DomainError):
    """The platform answered, and not with what was asked for; the message is Chinese and says what to do."""

    code = "platform_refused"

    def __init__(self, message: str, *, platform_code: str = "", is_trouble: bool = False) -> None:
        super().__init__(message)
        self.platform_code = platform_code
        self.is_trouble = is_trouble


class CallbackRefused(DomainError):
    """Not from the platform, or not for this account; which of the two, and why, nobody outside learns."""

    code = "callback_refused"


class CallbackFormat(Protocol):
    """How one kind of platform calls us: signed, perhaps encrypted, XML or JSON."""

    def verify_url(self, inbox: Inbox, args: Mapping[str, str]) -> str:
        """What to answer when the platform tries the address; raises CallbackRefused."""
        ...

    def open(self, inbox: Inbox, args: Mapping[str, str], body: bytes) -> Mapping[str, Any]:
        """The fields the platform has vouched for; raises CallbackRefused."""
        ...

    def refs_of(self, payload: Mapping[str, Any]) -> tuple[str, str]:
        """What drops its repeats, and whose it is."""
        ...

    def bell_of(self, payload: Mapping[str, Any]) -> tuple[str, str] | None:
        """The token and the account of a bell; None where it is none."""
        ...


class ReplyFormat(Protocol):
    """How a platform hears a text inside its callback's answer."""

    def hears(self, inbox: Inbox, payload: Mapping[str, Any]) -> bool:
        """Whether anything will be said to it: to what a customer says, and to no mere event."""
        ...

    def reply(self, inbox: Inbox, payload: Mapping[str, Any], body: bytes, text: str, at: datetime) -> bytes:
        """A text inside the callback's answer, in the format and the encryption that the platform used."""
        ...


@dataclass(frozen=True)
class CheckedPoint:
    """One point of the connection test: `text` says in plain Chinese what was found and what to do."""

    name: str
    passed: bool
    text: str


@dataclass(frozen=True)
class Fetched:
    """A file as the platform gave it; `media_type` as far as the platform says it."""

    content: bytes
    media_type: str


class Platform(Protocol):
    """One kind of platform; the same object serves every inbox of its kind."""

    def read(self, inbox: Inbox, payload: Mapping[str, Any]) -> Sequence[Arrival]:
        """What one stored payload means; never raises: what it does not know is an event of the name OTHER."""
        ...

    async def send(
        self, inbox: Inbox, to: str, parcel: Parcel, image: bytes | None, within: timedelta = SEND_WITHIN
    ) -> Receipt:
        """One parcel, never begun after that time; whatever goes wrong is told by the receipt and never raised."""
        ...

    async def typing(self, inbox: Inbox, to: str) -> None:
        """Show that somebody is writing, where the platform can; failures are of no consequence."""
        ...

    async def fetch(self, inbox: Inbox, media: MediaRef) -> Fetched:
        """Raises MediaGone, or ChannelUnavailable when it may work later."""
        ...

    async def check(self, inbox: Inbox) -> Sequence[CheckedPoint]:
        """Ask the platform whether this set-up works; never raises."""
        ...


class KfItems(Protocol):
    """What an item of a page of 微信客服 tells before it is worked."""

    def refs_of(self, payload: Mapping[str, Any]) -> tuple[str, str]:
        """What drops its repeats, and whose it is."""
        ...

    def sent_at(self, item: Mapping[str, Any]) -> datetime | None: ...

    def is_urgent(self, item: Mapping[str, Any]) -> bool:
        """Whether it brings a code that lives for seconds."""
        ...

    def storable(self, item: Mapping[str, Any]) -> Mapping[str, Any]:
        """As the database takes it."""
        ...


@dataclass(frozen=True)
class SyncPage:
    items: Sequence[Mapping[str, Any]]
    cursor: str
    has_more: bool


class KfPlatform(Platform, Protocol):
    """What 微信客服 has beyond the others."""

    async def sync(self, inbox: Inbox, cursor: str, token: str) -> SyncPage:
        """The next messages after `cursor`; raises PlatformRefused or ChannelUnavailable."""
        ...

    async def session(self, inbox: Inbox, customer: str) -> PlatformSession:
        """As it stands now; raises like sync."""
        ...

    async def move_session(self, inbox: Inbox, customer: str, state: int, servicer: str = "") -> str:
        """Returns the code for one message about the move, empty where there is none; raises like sync."""
        ...

    async def send_on_event(self, inbox: Inbox, code: str, parcel: Parcel, within: timedelta = SEND_WITHIN) -> Receipt:
        """Use a code of an event, which costs no unit; most codes live for 20 seconds."""
        ...

    async def nicknames(self, inbox: Inbox, customers: Sequence[str]) -> Mapping[str, str]:
        """What customers call themselves; nobody who is unknown is in it. Raises like sync."""
        ...


@dataclass(frozen=True)
class StoredToken:
    token: str
    expires_at: datetime


class Tokens(Protocol):
    """Access tokens shared by all processes: a row per inbox, fetched by one of them at a time."""

    async def current(self, inbox_id: str, now: datetime) -> StoredToken | None: ...

    async def may_fetch(self, inbox_id: str, now: datetime, until: datetime) -> bool:
        """Whether this process is the one to fetch a new token; everybody else waits for the row until `until`."""
        ...

    async def keep(self, inbox_id: str, token: StoredToken) -> None: ...

    async def drop(self, inbox_id: str, token: str) -> None:
        """Forget it if it is still this one (compare and delete); also ends a fetch that failed."""
        ...
