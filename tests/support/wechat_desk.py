"""The service between a stand-in of WeChat and its desk: callbacks come in over HTTP, lines go out over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from handoff.domain.agent import Role
from handoff.domain.conversation import Conversation, Episode
from handoff.domain.errors import NotFound
from handoff.domain.inbox import (
    ChannelKind,
    CryptMode,
    Flavour,
    Inbox,
    KfAccount,
    OfficialAccount,
    ReplyMode,
    Secrets,
    ServiceMode,
)
from handoff.domain.message import Message
from handoff.services.channel_port import CallbackRefused
from tests.support.service_desk import ServiceDesk
from tests.support.wechat_platform import KfAccount as KfThere
from tests.support.wechat_platform import OaAccount as OaThere
from tests.support.wechat_platform import WechatPlatform
from tests.support.wechat_platform.wire import Answer, Asked, HttpServer


@dataclass
class WechatDesk:
    """`answers`: what our side answered to callbacks, in order."""

    desk: ServiceDesk
    platform: WechatPlatform
    answers: list[Answer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.door = HttpServer(self.answer)

    async def oa(
        self,
        *,
        mode: str = "safe",
        flavour: str = "oa",
        wire: str = "xml",
        replies: ReplyMode = ReplyMode.API,
        name: str = "安禾电器公众号",
        app_id: str = "wx5a0c1d2e3f405162",
        **account: Any,
    ) -> tuple[OaThere, Inbox]:
        """An account at the platform and its inbox here."""
        there = self.platform.oa(mode=mode, flavour=flavour, wire=wire, app_id=app_id)
        set_up = OfficialAccount(
            app_id=there.app_id,
            flavour=Flavour(flavour),
            mode=CryptMode(mode),
            replies=replies,
            api_base=there.api_base,
            **account,
        )
        secrets = Secrets(there.token, there.aes_key, there.secret)
        inbox = await self._added(ChannelKind.WECHAT_OA, name, set_up, secrets)
        there.callback_url = self.address(inbox)
        return there, inbox

    async def kf(
        self, *, service: ServiceMode = ServiceMode.RELAY, name: str = "安禾电器微信客服", **account: Any
    ) -> tuple[KfThere, Inbox]:
        there = self.platform.kf(open_kfid="wkAnHeTestAccount01")
        set_up = KfAccount(
            corp_id=there.corp.corp_id,
            open_kfid=there.open_kfid,
            service=service,
            api_base=there.api_base,
            **account,
        )
        secrets = Secrets(there.corp.token, there.corp.aes_key, there.corp.secret)
        inbox = await self._added(ChannelKind.WECHAT_KF, name, set_up, secrets)
        there.callback_url = self.address(inbox)
        return there, inbox

    def address(self, inbox: Inbox) -> str:
        return f"{self.door.url}/wechat/{inbox.id}"

    async def settle(self) -> None:
        """Let the worker finish all that there is to do now."""
        services = self.desk.services
        while any(
            [
                await services.kf_sync.sync_next(),
                await services.arrivals.work_next(),
                await services.dispatch.work_next(),
                bool(await services.platform_delivery.deliver_due()),
            ]
        ):
            pass

    async def later(self, **by: float) -> None:
        self.desk.now.pass_(**by)
        await self.settle()

    async def fire(self) -> None:
        await self.desk.services.clock_watch.fire_due()
        await self.settle()

    # What became of it -----------------------------------------------------------------------------------------

    async def conversation(self, inbox: Inbox, customer: str) -> Conversation:
        async with self.desk.work() as work:
            return await work.contacts.identify(inbox.id, customer, self.desk.now())

    async def episode(self, inbox: Inbox, customer: str) -> Episode:
        conversation = await self.conversation(inbox, customer)
        async with self.desk.look() as snapshot:
            episode = await snapshot.latest_episode(conversation.id)
        assert episode, f"{customer} has no episode"
        return episode

    async def lines(self, inbox: Inbox, customer: str) -> list[Message]:
        conversation = await self.conversation(inbox, customer)
        async with self.desk.look() as snapshot:
            return list(await snapshot.messages(conversation.id, before_seq=None, limit=500))

    async def _added(
        self, channel: ChannelKind, name: str, account: OfficialAccount | KfAccount, secrets: Secrets
    ) -> Inbox:
        admin = await self.desk.agent("管理员", Role.ADMIN)
        return await self.desk.services.inboxes.add(admin, channel, name, account, secrets)

    async def answer(self, asked: Asked) -> Answer:
        """What the web layer does with a callback, without the web."""
        inbox_id = asked.path.rsplit("/", 1)[-1]
        callbacks = self.desk.services.callbacks
        try:
            if asked.method == "GET":
                said = (await callbacks.verify(inbox_id, asked.query)).encode()
            else:
                said = await callbacks.receive(inbox_id, asked.query, asked.body)
        except (CallbackRefused, NotFound) as error:
            answer = Answer(str(error).encode(), "text/plain", 403)
        else:
            answer = Answer(said, "text/plain")
        self.answers.append(answer)
        return answer


@asynccontextmanager
async def wechat_desk(desk: ServiceDesk) -> AsyncIterator[WechatDesk]:
    async with WechatPlatform(clock=desk.now) as platform:
        there = WechatDesk(desk, platform)
        await there.door.start()
        try:
            yield there
        finally:
            await there.door.stop()
