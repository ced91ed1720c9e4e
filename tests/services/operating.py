"""An admin at the page where inboxes are set up, and a platform that finds what the test wants."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest_asyncio
from sqlalchemy import select, update

from handoff.adapters.secret_box import SecretBox
from handoff.adapters.sql.inboxes import SqlInboxes
from handoff.adapters.sql.schema import activities, inboxes
from handoff.domain.agent import Role, User
from handoff.domain.inbox import ChannelKind, Inbox, KfAccount, OfficialAccount, Secrets
from handoff.domain.message import WEB_INBOX_ID
from handoff.services.channel_port import CheckedPoint, Platform
from handoff.services.inboxes import InboxChange, InboxSetUp
from tests.support.service_desk import ServiceDesk

OA = OfficialAccount("wx0123456789abcdef", welcome="您好，感谢您的关注。")
KF = KfAccount("ww0123456789abcdef", "wkAAAA")
SECRETS = Secrets("TokenOfOurs", "K" * 43, "the-app-secret")


@dataclass
class ScriptedPlatform:
    """Answers the test of a connection with what the test wants, and remembers whom it was asked about."""

    points: Sequence[CheckedPoint] = ()
    asked: list[Inbox] = field(default_factory=list)

    async def check(self, inbox: Inbox) -> Sequence[CheckedPoint]:
        self.asked.append(inbox)
        return self.points


@dataclass
class Operator:
    """An admin at the page; `store` as another process would open it."""

    desk: ServiceDesk
    user: User
    platform: ScriptedPlatform = field(default_factory=ScriptedPlatform)
    key: str = "only-for-tests"

    @property
    def store(self) -> SqlInboxes:
        return SqlInboxes(self.desk.engine, SecretBox(self.key), self.desk.now)

    @property
    def work(self) -> InboxSetUp:
        own = self.desk.services.inboxes
        platform = cast("Platform", self.platform)
        return replace(
            own, store=self.store, platforms=dict.fromkeys((ChannelKind.WECHAT_OA, ChannelKind.WECHAT_KF), platform)
        )

    async def added(self, account: OfficialAccount | KfAccount = OA, secrets: Secrets = SECRETS) -> Inbox:
        kind = ChannelKind.WECHAT_OA if isinstance(account, OfficialAccount) else ChannelKind.WECHAT_KF
        return await self.work.add(self.user, kind, "安禾电器", account, secrets)

    async def changed(self, inbox: Inbox, **change: Any) -> Inbox:
        return await self.work.change(self.user, inbox.id, InboxChange(inbox.version, **change))

    async def recorded(self) -> list[tuple[str, str, list[str]]]:
        query = select(activities).where(activities.c.name.like("inbox.%")).order_by(activities.c.id)
        return [(row.actor, row.name, row.detail["fields"]) for row in await self.desk.rows(query)]


@pytest_asyncio.fixture
async def operator(desk: ServiceDesk) -> Operator:
    # The migration's own row is all a test begins with.
    async with desk.engine.begin() as connection:
        await connection.execute(inboxes.delete().where(inboxes.c.id != WEB_INBOX_ID))
        await connection.execute(update(inboxes).values(name="网页", version=0))
    return Operator(desk, await desk.agent("管理员", Role.ADMIN))
