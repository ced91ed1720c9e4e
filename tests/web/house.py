"""A house to test in: a database, a Redis and a real web process; whatever else the service does runs in the test."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import httpx

from handoff.adapters.sql.migrate import upgrade
from handoff.settings import ROOT, load
from tests.support.ports import free_port
from tests.support.processes import wait_for
from tests.support.redis_server import RedisServer
from tests.support.training_project import make_repository

_SECRET_KEY = "only-for-tests-" + "k" * 32


class House:
    """`with House(folder) as house:` migrates, starts Redis and the web process, and ends both."""

    def __init__(self, folder: Path, enterprise_file: Path = ROOT / "enterprise.yml") -> None:
        self.folder = folder
        self.redis = RedisServer()
        # Exports go here, and never into the files that are tested.
        self.project = make_repository(folder / "project")
        self.settings = load(
            port=free_port(),
            var_dir=folder,
            database_url=f"sqlite+aiosqlite:///{folder}/heyan.db",
            redis_url=self.redis.url,
            secret_key=_SECRET_KEY,
            enterprise_file=enterprise_file,
            project_dir=self.project,
        )
        self.url = f"http://127.0.0.1:{self.settings.port}"
        self._web: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "House":
        upgrade(self.settings.database_url)
        self.redis.start()
        self.start_web()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.end_web()
        self.redis.__exit__(None, None, None)

    def start_web(self) -> None:
        with (self.folder / "web.log").open("ab") as log:
            self._web = subprocess.Popen(
                [sys.executable, "-m", "handoff.web"], cwd=ROOT, env=self._env(), stdout=log, stderr=subprocess.STDOUT
            )
        wait_for(self._is_ready, within=30, what="the web process answers")

    def end_web(self) -> None:
        if self._web is None:
            return
        self._web.terminate()
        try:
            self._web.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._web.kill()
            self._web.wait(timeout=10)
        self._web = None

    def kill_web(self) -> None:
        """SIGKILL: nothing is finished, said or closed."""
        assert self._web is not None
        self._web.kill()
        self._web.wait(timeout=10)

    def log(self) -> str:
        return (self.folder / "web.log").read_text("utf-8", "replace")

    def _is_ready(self) -> bool:
        assert self._web is not None
        assert self._web.poll() is None, f"the web process ended:\n{self.log()}"
        with suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}/health", timeout=2.0).is_success
        return False

    def _env(self) -> dict[str, str]:
        return {
            **os.environ,
            "HOST": "127.0.0.1",
            "PORT": str(self.settings.port),
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": self.settings.database_url,
            "REDIS_URL": self.redis.url,
            "SECRET_KEY": _SECRET_KEY,
            "BOT_SECRET": "none",
            "ENTERPRISE_FILE": str(self.settings.enterprise_file),
            "PROJECT_DIR": str(self.project),
            "BASE_URL": self.url,
            "LOG_LEVEL": "INFO",
        }
