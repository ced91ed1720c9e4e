"""What the use cases need of inboxes: to find one, to tell its trouble, and to set it up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handoff.domain.errors import Conflict
from handoff.domain.inbox import Inbox, Trouble

# Fields of an account that say something to customers or people; all others decide how the platform is reached.
_WORDS = frozenset({"account.welcome", "account.menu", "account.reach", "account.servicers"})


class SecretsUnreadable(Conflict):
    """The inbox was set up under another SECRET_KEY."""

    code = "secrets_unreadable"

    def __init__(self) -> None:
        super().__init__(
            "渠道密钥无法读取：系统的 SECRET_KEY 与保存时不同。"
            "请在“接入渠道”中重新填写该渠道的 Token、EncodingAESKey 和 Secret。"
        )


@dataclass(frozen=True)
class SetUp:
    """Who did what to an inbox, for the record; `fields` are names such as `account.app_id`, never what they hold."""

    actor: str
    name: str
    at: datetime
    fields: tuple[str, ...] = ()

    @property
    def has_new_secrets(self) -> bool:
        return any(field.startswith("secrets.") for field in self.fields)

    @property
    def is_new_connection(self) -> bool:
        """Whether what the platform said before, troubles and access tokens alike, counts no more."""
        return self.has_new_secrets or any(
            field.startswith("account.") and field not in _WORDS for field in self.fields
        )


class Inboxes(Protocol):
    """What delivery, callbacks and reading need."""

    async def by_id(self, inbox_id: str) -> Inbox | None:
        """May be a few seconds old; raises SecretsUnreadable, for nothing may be trusted without the secrets."""
        ...

    async def fresh(self, inbox_id: str) -> Inbox | None:
        """As it is now; raises like `by_id`."""
        ...

    async def tell_trouble(self, inbox_id: str, trouble: Trouble | None) -> None: ...


class InboxStore(Inboxes, Protocol):
    """What setting up needs besides; an inbox whose secrets cannot be read has none here, and that as its trouble."""

    async def all(self) -> Sequence[Inbox]:
        """The web's first, then as they were made."""
        ...

    async def get(self, inbox_id: str) -> Inbox:
        """Raises NotFound."""
        ...

    async def add(self, inbox: Inbox, record: SetUp) -> None:
        """Raises Conflict when another inbox is set up for the same account."""
        ...

    async def save(self, inbox: Inbox, record: SetUp) -> None:
        """Raises Conflict like `add`, and on a version that is not the newest. Secrets are kept where none are new."""
        ...
