"""Knows every adapter: joins ports and what fills them. The knowledge base is joined in wiring_knowledge.py."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
from argon2 import PasswordHasher
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

import register
from handoff.adapters.channels.web import WebChannel
from handoff.adapters.enterprise_file import read_enterprise, read_lines
from handoff.adapters.event_feed import EventFeed
from handoff.adapters.image_files import FolderOfImages
from handoff.adapters.pillow_images import PillowImages
from handoff.adapters.rasa_client import RasaClient, rasa_http
from handoff.adapters.redis_live import RedisBell, listen, open_redis
from handoff.adapters.register_gate import RegisterGate
from handoff.adapters.secret_box import SecretBox
from handoff.adapters.sql.accounts import SqlAccounts
from handoff.adapters.sql.engine import open_engine
from handoff.adapters.sql.inboxes import SqlInboxes, new_inbox_id
from handoff.adapters.sql.reading import SqlReader
from handoff.adapters.sql.studio_gathering import SqlGathering
from handoff.adapters.sql.studio_quality import SqlQuality
from handoff.adapters.sql.tokens import SqlTokens
from handoff.adapters.sql.unit_of_work import SqlWork, new_id
from handoff.adapters.studio_catalogue import DomainFile
from handoff.adapters.wechat import formats, kf_reading, oa_reading
from handoff.adapters.wechat.exchange import platform_http
from handoff.adapters.wechat.kf import KfPlatformApi
from handoff.adapters.wechat.official_account import OfficialAccountPlatform
from handoff.domain.enterprise import Enterprise
from handoff.domain.inbox import ChannelKind
from handoff.domain.lines import Lines
from handoff.domain.studio.masking import Masking
from handoff.services.account_port import Accounts
from handoff.services.answering import Answering
from handoff.services.arrival_handling import ArrivalHandling
from handoff.services.arrivals import Reception, WorkArrivals
from handoff.services.assignment import Assignment
from handoff.services.bot_port import Bot
from handoff.services.callbacks import Callbacks
from handoff.services.channel_port import CallbackFormat, Platform
from handoff.services.clock_watch import ClockWatch
from handoff.services.colleagues import Colleagues
from handoff.services.contact_view import ContactView
from handoff.services.delivery import DeliverOutbox
from handoff.services.desk_view import DeskView
from handoff.services.dispatch import Dispatch
from handoff.services.episodes import Episodes
from handoff.services.failed_arrivals import FailedArrivals
from handoff.services.handoffs import Handoffs
from handoff.services.idleness import Idleness
from handoff.services.inboxes import InboxSetUp
from handoff.services.intake import Intake
from handoff.services.kf_sessions import KfSessions
from handoff.services.kf_sync import SyncKf
from handoff.services.line_ends import LineEnds
from handoff.services.media import Media
from handoff.services.notes import Notes
from handoff.services.parcel_claims import ParcelClaims
from handoff.services.passive_replies import PassiveReplies
from handoff.services.platform_delivery import DeliverToPlatforms
from handoff.services.ports import Bell, Clock, Rung
from handoff.services.presence import Presence
from handoff.services.rating_replies import RatingReplies
from handoff.services.ratings import Ratings
from handoff.services.replies import Replies
from handoff.services.speaking import Speaker
from handoff.services.studio.adjudication import Adjudication
from handoff.services.studio.data_use_cases import StudioData
from handoff.services.studio.gathering import Gathering
from handoff.services.studio.quality import Quality
from handoff.services.studio.reports import AgentReports
from handoff.services.studio.use_cases import StudioWork
from handoff.services.ticket_view import TicketView
from handoff.services.ticket_watch import TicketWatch
from handoff.services.ticket_work import TicketWork
from handoff.services.ticket_write import TicketWriting
from handoff.services.tickets import TicketBook
from handoff.services.transfer import Transfer
from handoff.services.typing import TypingThere
from handoff.services.uploads import Uploads
from handoff.services.welcome import Welcome
from handoff.services.where import Where
from handoff.settings import ROOT, Settings
from handoff.wiring_studio_data import open_studio_data

LINES_FILE = Path(__file__).with_name("lines.yml")


@dataclass(frozen=True)
class Services:
    """Every use case, ready to be called."""

    intake: Intake
    dispatch: Dispatch
    assignment: Assignment
    replies: Replies
    clock_watch: ClockWatch
    delivery: DeliverOutbox
    presence: Presence
    desk_view: DeskView
    contact_view: ContactView
    ticket_work: TicketWork
    ticket_writing: TicketWriting
    ticket_view: TicketView
    transfer: Transfer
    notes: Notes
    ratings: Ratings
    accounts: Accounts
    uploads: Uploads
    inboxes: InboxSetUp
    callbacks: Callbacks
    arrivals: WorkArrivals
    failed_arrivals: FailedArrivals
    kf_sync: SyncKf
    platform_delivery: DeliverToPlatforms
    typing: TypingThere
    studio: StudioWork
    quality: Quality
    adjudication: Adjudication
    gathering: Gathering
    agent_reports: AgentReports


@dataclass(frozen=True)
class System:
    """The services of one process and what has to be closed at its end."""

    services: Services
    enterprise: Enterprise
    engine: AsyncEngine
    redis: Redis
    bot: RasaClient
    bell: RedisBell
    feed: EventFeed
    http: httpx.AsyncClient
    studio_data: StudioData

    def doorbells(self) -> AsyncIterator[Rung]:
        """What other processes rang or typed, for ever."""
        return listen(self.redis)

    async def close(self) -> None:
        await self.bot.http.aclose()
        await self.http.aclose()
        await self.redis.aclose()
        await self.engine.dispose()


def utc_now() -> datetime:
    return datetime.now(UTC)


def open_system(settings: Settings, holder: str) -> System:
    """`holder` names this process on the leases it takes."""
    enterprise = read_enterprise(settings.enterprise_file)
    engine = open_engine(settings.database_url)
    redis = open_redis(settings.redis_url or f"unix://{settings.var_dir}/redis.sock")
    bell = RedisBell(redis)
    http = platform_http()
    bot = RasaClient(rasa_http(settings.rasa_url, settings.bot_secret.get_secret_value()))
    box = SecretBox(settings.secret_key.get_secret_value())
    journal = settings.var_dir / "studio"
    studio_data = open_studio_data(engine, settings.project_dir, journal, Masking(box.digest), utc_now, new_id)
    services = build_services(
        engine,
        enterprise,
        read_lines(LINES_FILE),
        bot=bot,
        bell=bell,
        now=utc_now,
        holder=holder,
        image_folder=settings.var_dir / "attachments",
        box=box,
        http=http,
        site=settings.base_url,
    )
    return System(services, enterprise, engine, redis, bot, bell, EventFeed(engine), http, studio_data)


def build_services(
    engine: AsyncEngine,
    enterprise: Enterprise,
    lines: Lines,
    *,
    bot: Bot,
    bell: Bell,
    now: Clock,
    holder: str,
    image_folder: Path,
    box: SecretBox,
    http: httpx.AsyncClient,
    site: str,
) -> Services:
    open_work = SqlWork(engine, enterprise.policy, bell, now)
    look = SqlReader(engine, enterprise.policy)
    gate = RegisterGate(
        register.RegisterSettings(emoji_allowed=enterprise.emoji_allowed, permitted=enterprise.permitted)
    )
    speaker = Speaker(gate, enterprise, lines, now, new_id)
    inboxes = SqlInboxes(engine, box, now)
    where = Where(inboxes, lines)
    tickets = TicketBook(speaker, where, new_id)
    episodes = Episodes(speaker, tickets, new_id)
    handoffs = Handoffs(speaker, episodes, tickets, new_id)
    answering = Answering(speaker, episodes, handoffs, tickets, now)
    assignment = Assignment(open_work, speaker, episodes, handoffs, now, new_id)
    idleness = Idleness(speaker, episodes, now)
    ticket_watch = TicketWatch(open_work, tickets, now)
    replies = Replies(open_work, speaker, gate, now, new_id)
    ticket_work = TicketWork(open_work, speaker, episodes, tickets, now)
    intake = Intake(open_work, episodes, speaker, now, new_id)
    ratings = Ratings(open_work, speaker, tickets, now, new_id)
    files = FolderOfImages(image_folder)
    uploads = Uploads(open_work, look, PillowImages(), files, now, new_id)
    tokens = SqlTokens(engine, box)
    kf = KfPlatformApi(http, tokens, now, kf_reading.read)
    platforms: dict[ChannelKind, Platform] = {
        ChannelKind.WECHAT_OA: OfficialAccountPlatform(http, tokens, now, oa_reading.read),
        ChannelKind.WECHAT_KF: kf,
    }
    oa_format, kf_format = formats.OfficialAccountFormat(), formats.KfFormat()
    callback_formats: dict[ChannelKind, CallbackFormat] = {
        ChannelKind.WECHAT_OA: oa_format,
        ChannelKind.WECHAT_KF: kf_format,
    }
    media = Media(open_work, platforms, uploads, now)
    ends = LineEnds(episodes, now)
    handling = ArrivalHandling(
        intake,
        media,
        RatingReplies(ratings, speaker, new_id),
        Colleagues(open_work, kf, assignment, speaker, gate, media, now, new_id),
        Welcome(open_work, platforms, kf, speaker, now, new_id),
        KfSessions(open_work, kf, now),
        ends,
        now,
    )
    passive = PassiveReplies(open_work, now, ends, site)
    claims = ParcelClaims(open_work, inboxes, ends, now, holder, site)
    masking = Masking(box.digest)
    arrivals = WorkArrivals(open_work, platforms, inboxes, handling, media, now, holder)
    return Services(
        intake=intake,
        dispatch=Dispatch(open_work, bot, bell, episodes, answering, now, holder, where),
        assignment=assignment,
        replies=replies,
        clock_watch=ClockWatch(open_work, speaker, assignment, idleness, ticket_watch, inboxes, now, new_id),
        delivery=DeliverOutbox(open_work, {"web": WebChannel()}, ends, now),
        presence=Presence(open_work, speaker, assignment, now),
        desk_view=DeskView(look, open_work, enterprise, lines, now, gate, inboxes),
        contact_view=ContactView(look, open_work, enterprise, now),
        ticket_work=ticket_work,
        ticket_writing=TicketWriting(open_work, ticket_work, assignment, replies, now, new_id),
        ticket_view=TicketView(look, enterprise.hours.zone, now),
        transfer=Transfer(open_work, speaker, assignment, now),
        notes=Notes(open_work, now, new_id),
        ratings=ratings,
        accounts=SqlAccounts(engine, now, new_id, PasswordHasher()),
        uploads=uploads,
        inboxes=InboxSetUp(inboxes, platforms, open_work, gate, now, new_inbox_id),
        callbacks=Callbacks(inboxes, callback_formats, oa_format, Reception(open_work, now), passive, now),
        arrivals=arrivals,
        failed_arrivals=FailedArrivals(open_work, now),
        kf_sync=SyncKf(open_work, kf, inboxes, arrivals, kf_format, now, holder),
        platform_delivery=DeliverToPlatforms(open_work, look, platforms, kf, inboxes, files, claims, ends, now),
        typing=TypingThere(look, platforms, inboxes, now),
        studio=StudioWork.of(open_work, look, DomainFile(ROOT / "domain.yml"), enterprise.hours.zone, now, new_id),
        quality=Quality(SqlQuality(engine)),
        adjudication=Adjudication(open_work, look, DomainFile(ROOT / "domain.yml"), now, new_id),
        gathering=Gathering(SqlGathering(look), open_work, masking, enterprise.suggestions, now, new_id),
        agent_reports=AgentReports(open_work, look, gate, masking, enterprise.suggestions, now),
    )
