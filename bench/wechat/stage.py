"""The stage: web process, worker, Redis and database as they are; WeChat and Rasa played in this process."""

import asyncio
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import httpx
import psutil

from bench.wechat.bot import scripted_rasa
from handoff.adapters.sql.migrate import upgrade
from handoff.domain.agent import Role
from handoff.domain.inbox import ChannelKind, Inbox, OfficialAccount, Secrets
from handoff.running.plan import as_environment
from handoff.settings import ROOT, Settings, load
from handoff.wiring import System, open_system
from tests.support.ports import free_ports
from tests.support.postgres import HOW_TO_GET_IT, PostgresServer, find_programs
from tests.support.redis_server import RedisServer
from tests.support.wechat_platform import OaAccount, WechatPlatform

_STARTS_WITHIN = 180.0
_ENDS_WITHIN = 15.0


@dataclass(frozen=True)
class Stage:
    system: System
    account: OaAccount
    inbox: Inbox
    processes: dict[str, psutil.Process]

    def cpu_seconds(self) -> dict[str, float]:
        """What each process has worked until now; `bench` is this one."""
        times = {name: process.cpu_times() for name, process in self.processes.items()}
        return {name: round(each.user + each.system, 1) for name, each in times.items()}


class DurablePostgres(PostgresServer):
    """The tests' own server does without durability; what is measured here must survive the power."""

    def start(self) -> None:
        self._run("initdb", "-D", str(self._data), "-A", "trust", "-U", self._user, "-E", "UTF8", "--no-locale")
        options = f"-k {self._folder} -c listen_addresses=''"
        self._run("pg_ctl", "-D", str(self._data), "-l", str(self._folder / "log"), "-o", options, "-w", "start")


@asynccontextmanager
async def stage(folder: Path, database: str) -> AsyncIterator[Stage]:
    """`database`: sqlite or postgresql. Everything lies below `folder`, on a disk that is one."""
    async with AsyncExitStack() as stack:
        place = Path(stack.enter_context(TemporaryDirectory(dir=folder, prefix="wechat-")))
        url = stack.enter_context(_database(database, place))
        redis = stack.enter_context(RedisServer())
        rasa = scripted_rasa()
        await rasa.start()
        stack.push_async_callback(rasa.stop)
        settings = _settings(place, url, redis.url, int(rasa.url.rpartition(":")[2]))
        await asyncio.to_thread(upgrade, url)
        platform = await stack.enter_async_context(WechatPlatform())
        system = open_system(settings, holder="bench")
        stack.push_async_callback(system.close)
        account = platform.oa(mode="safe")
        inbox = await _inbox(system, account)
        account.callback_url = f"http://127.0.0.1:{settings.port}/wechat/{inbox.id}"
        processes = {name: stack.enter_context(_process(name, settings, place)) for name in ("web", "worker")}
        await _until_healthy(processes["web"], f"http://127.0.0.1:{settings.port}/health", "status")
        await _until_healthy(processes["worker"], f"{settings.worker_url}/health", "knowledge")
        if not await account.verifies():
            raise SystemExit("✗ The callback address does not verify.")
        yield Stage(system, account, inbox, {**processes, "bench": psutil.Process()})


@contextmanager
def _database(kind: str, place: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{place}/heyan.db"
        return
    programs = find_programs()
    if programs is None:
        raise SystemExit(f"✗ {HOW_TO_GET_IT}")
    with DurablePostgres(programs) as server, server.fresh_database() as url:
        yield url


def _settings(place: Path, database_url: str, redis_url: str, rasa_port: int) -> Settings:
    web, worker = free_ports(2)
    return load(
        port=web,
        worker_port=worker,
        rasa_port=rasa_port,
        var_dir=place,
        database_url=database_url,
        redis_url=redis_url,
        secret_key=secrets.token_urlsafe(32),
        bot_secret=secrets.token_urlsafe(32),
        worker_secret=secrets.token_urlsafe(32),
        log_level="WARNING",
    )


async def _inbox(system: System, account: OaAccount) -> Inbox:
    services = system.services
    admin = await services.accounts.add("bench", "管理员", "1", Role.ADMIN, secrets.token_urlsafe(16))
    set_up = OfficialAccount(account.app_id, api_base=account.api_base)
    keys = Secrets(account.token, account.aes_key, account.secret)
    return await services.inboxes.add(admin, ChannelKind.WECHAT_OA, "安禾电器", set_up, keys)


@contextmanager
def _process(name: str, settings: Settings, place: Path) -> Iterator[psutil.Process]:
    with (place / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and words
            [sys.executable, "-m", f"handoff.{name}"],
            cwd=ROOT,
            env=as_environment(settings),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(_ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _show_faults(name, (place / f"{name}.log").open("rb"))


def _show_faults(name: str, log: IO[bytes]) -> None:
    with log:
        lines = log.read().decode("utf-8", "replace").splitlines()
    if lines:
        sys.stderr.write("\n".join([f"! {name} said {len(lines)} lines; the last:", *lines[-5:], ""]))


async def _until_healthy(process: psutil.Process, url: str, fact: str) -> None:
    async with httpx.AsyncClient(trust_env=False, timeout=2.0) as client, asyncio.timeout(_STARTS_WITHIN):
        while True:
            if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
                raise SystemExit(f"✗ {url} has ended while it started.")
            with suppress(httpx.HTTPError):
                answer = await client.get(url)
                if answer.is_success and answer.json().get(fact):
                    return
            await asyncio.sleep(0.2)
