"""A contact talking to the whole service: intake, Rasa, gate, outbox and queue, without the processes around them."""

import secrets
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from handoff.adapters.enterprise_file import read_enterprise, read_lines
from handoff.adapters.rasa_client import RasaClient, rasa_http
from handoff.adapters.secret_box import SecretBox
from handoff.adapters.sql.engine import open_engine
from handoff.adapters.sql.migrate import upgrade_async
from handoff.adapters.wechat.exchange import platform_http
from handoff.domain.agent import Availability, Role, User
from handoff.domain.message import WEB_INBOX_ID, InboundMessage
from handoff.services.ports import Typing
from handoff.settings import ROOT
from handoff.wiring import LINES_FILE, Services, build_services
from tests.dialogues.bot import RunningBot

_CHANNEL = "/webhooks/heyan"


class Silence:
    """No other process listens here."""

    async def ring(self, topics: Collection[str]) -> None:
        """Nobody to wake."""

    async def tell(self, typing: Typing) -> None:
        """Nobody watches."""


@dataclass(frozen=True)
class Said:
    """What one message brought the contact, as delivered."""

    kinds: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass
class Visitor:
    services: Services
    visitor_id: str = field(default_factory=lambda: secrets.token_hex(8))

    async def say(self, text: str) -> Said:
        """Send a line, let the worker's steps run, and read what the chat window would show after it."""
        sent = await self.services.intake.receive(
            InboundMessage(WEB_INBOX_ID, self.visitor_id, f"{self.visitor_id}:{secrets.token_hex(8)}", text)
        )
        while await self.services.dispatch.work_next():
            pass
        while await self.services.delivery.deliver_due():
            pass
        page = await self.services.contact_view.messages(sent.conversation_id, None, 50)
        after = [line for line in page["messages"] if line["seq"] > sent.seq]
        return Said(tuple(line["kind"] for line in after), tuple(line["text"] for line in after))

    async def state(self) -> str:
        conversation_id = await self.services.contact_view.conversation_id(WEB_INBOX_ID, self.visitor_id)
        status: str = (await self.services.contact_view.state(conversation_id))["status"]
        return status


@asynccontextmanager
async def whole_service(folder: Path, bot: RunningBot) -> AsyncIterator[Services]:
    url = f"sqlite+aiosqlite:///{folder}/heyan.db"
    await upgrade_async(url)
    engine = open_engine(url)
    client, http = RasaClient(rasa_http(bot.url.removesuffix(_CHANNEL), bot.secret)), platform_http()
    try:
        yield build_services(
            engine,
            read_enterprise(ROOT / "enterprise.yml"),
            read_lines(LINES_FILE),
            bot=client,
            bell=Silence(),
            now=lambda: datetime.now(UTC),
            holder="dialogues",
            image_folder=folder / "attachments",
            box=SecretBox("only-for-tests"),
            http=http,
            site="https://support.example.com",
        )
    finally:
        await client.http.aclose()
        await http.aclose()
        await engine.dispose()


async def an_agent_online(services: Services) -> User:
    agent = await services.accounts.add("agent", "林静", "1003", Role.AGENT, "a-long-password")
    return await services.presence.set_availability(agent, Availability.ONLINE, None)
