"""A PostgreSQL of the tests' own: a fresh cluster in a temporary folder, on a Unix socket, gone afterwards."""

import getpass
import os
import pwd
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

_UNPRIVILEGED = ("postgres", "nobody")
_WHERE_DEBIAN_KEEPS_IT = Path("/usr/lib/postgresql")

HOW_TO_GET_IT = "no PostgreSQL here (initdb not found): install the package postgresql to run these tests"


def find_programs() -> Path | None:
    """The folder with initdb and pg_ctl, None when PostgreSQL is not installed."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    if _WHERE_DEBIAN_KEEPS_IT.is_dir():
        newest_first = sorted(_WHERE_DEBIAN_KEEPS_IT.iterdir(), key=_version, reverse=True)
        folders += [version / "bin" for version in newest_first]
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)


def _version(folder: Path) -> int:
    number = re.match(r"\d+", folder.name)
    return int(number.group()) if number else 0


class PostgresServer:
    """`with PostgresServer(programs) as server: server.fresh_database()` gives the URL of an empty database."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="heyan-pg-"))
        self._data = self._folder / "data"
        self._user = getpass.getuser()
        self._become: list[str] = []
        account = _unprivileged_account()
        if account:
            # initdb refuses root, and the unprivileged account must be able to write here.
            os.chown(self._folder, account.pw_uid, account.pw_gid)
            self._user = account.pw_name
            self._become = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]

    def start(self) -> None:
        self._run(
            "initdb", "-D", str(self._data), "-A", "trust", "-U", self._user, "-E", "UTF8", "--no-locale", "--no-sync"
        )
        # Durability is not under test here; without it the tests take a third of the time.
        options = f"-k {self._folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off"
        self._run("pg_ctl", "-D", str(self._data), "-l", str(self._folder / "log"), "-o", options, "-w", "start")

    def stop(self) -> None:
        if self._data.exists():
            self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """The URL (asyncpg) of an empty database that lives as long as the block."""
        name = f"test_{secrets.token_hex(6)}"
        self._sql(f"CREATE DATABASE {name}")
        try:
            yield f"postgresql+asyncpg://{self._user}@/{name}?host={self._folder}"
        finally:
            self._sql(f"DROP DATABASE {name} WITH (FORCE)")

    def __enter__(self) -> "PostgresServer":
        try:
            self.start()
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()

    def _sql(self, statement: str) -> None:
        self._run("psql", "-h", str(self._folder), "-U", self._user, "-d", "postgres", "-q", "-c", statement)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._become, str(self._programs / program), *arguments]
        done = subprocess.run(command, cwd=self._folder, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, f"{program} failed:\n{done.stdout}{done.stderr}"


def _unprivileged_account() -> "pwd.struct_passwd | None":
    """Whom root becomes to run the server; None when we are not root and run it as ourselves."""
    if os.geteuid() != 0:
        return None
    for account in pwd.getpwall():
        if account.pw_name in _UNPRIVILEGED:
            return account
    raise AssertionError(f"PostgreSQL does not run as root and none of the accounts {_UNPRIVILEGED} exists")
