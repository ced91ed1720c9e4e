"""The whole product in a folder of its own: real processes under the real runner, on free ports of loopback."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import httpx

from tests.support.ports import free_ports
from tests.support.processes import is_alive, read_pid, wait_for

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "models" / "heyan.tar.gz"
_HEYAN = str(Path(sys.executable).with_name("heyan"))
_START_WITHIN = 180.0


@dataclass
class Product:
    """`with Product(folder) as product:` starts everything and ends every process it started."""

    var_dir: Path
    settings: dict[str, str] = field(default_factory=dict)
    serve: tuple[str, ...] = (_HEYAN, "serve")
    _runner: "subprocess.Popen[bytes] | None" = None
    _log_began: int = 0

    def __post_init__(self) -> None:
        web, rasa, actions, worker = free_ports(4)
        self.port = web
        self.url = f"http://127.0.0.1:{web}"
        self.env = {
            **os.environ,
            "VAR_DIR": str(self.var_dir),
            "PORT": str(web),
            "RASA_PORT": str(rasa),
            "ACTIONS_PORT": str(actions),
            "WORKER_PORT": str(worker),
            "RASA_MODEL": str(MODEL),
            **self.settings,
        }

    def __enter__(self) -> "Product":
        self._run(_HEYAN, "migrate")
        self._run(sys.executable, "-m", "shop.seed", "--url", self.shop_url)
        self._run(_HEYAN, "user", "ensure-demo")
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def shop_url(self) -> str:
        return self.env.get("SHOP_DATABASE_URL", f"sqlite:///{self.var_dir}/shop.db")

    def start(self) -> None:
        with (self.var_dir / "serve.log").open("ab") as log:
            self._log_began = log.tell()
            self._runner = subprocess.Popen(self.serve, cwd=ROOT, env=self.env, stdout=log, stderr=subprocess.STDOUT)
        wait_for(self._is_ready, _START_WITHIN, f"the product's start (see {self.var_dir}/serve.log)")

    def stop(self) -> None:
        if self._runner is None:
            return
        self._runner.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._runner.wait(30)
        if self._runner.poll() is None:
            self._runner.kill()
            self._runner.wait(10)
        self._runner = None

    def kill_runner(self) -> None:
        """SIGKILL the runner itself: nothing is said to anyone."""
        assert self._runner, "the product does not run"
        self._runner.kill()
        self._runner.wait(10)
        self._runner = None

    @property
    def runner_pid(self) -> int:
        assert self._runner, "the product does not run"
        return self._runner.pid

    def pid(self, name: str) -> int:
        """The process now running under the runner's name: redis, rasa, actions, worker, web."""
        return wait_for(lambda: read_pid(self.var_dir / "run" / f"{name}.pid"), 30, f"{name}'s process id")

    def kill(self, name: str) -> int:
        """SIGKILL; the runner will start it again. Returns the dead one's id."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not is_alive(pid), 10, f"{name}'s end")
        return pid

    def wait_restarted(self, name: str, old_pid: int, within: float = 60.0) -> None:
        wait_for(lambda: self.pid(name) != old_pid and is_alive(self.pid(name)), within, f"{name}'s restart")

    def wait_answering(self, name: str, within: float = 90.0) -> None:
        """Until the process is there again and answers for its health; the worker, until its encoder is loaded."""
        setting, path, fact = _HEALTH[name]
        wait_for(lambda: _health(f"http://127.0.0.1:{self.env[setting]}{path}").get(fact), within, f"{name} answers")

    def password(self, name: str) -> str:
        lines = (self.var_dir / "passwords.txt").read_text("utf-8").splitlines()
        return next(fields[1] for fields in (line.split("\t") for line in lines) if fields[0] == name)

    def add_user(self, name: str, role: str, display_name: str) -> None:
        self._run(_HEYAN, "user", "add", name, "--role", role, "--display-name", display_name)

    def log(self) -> str:
        """What the runner has said since its last start."""
        return (self.var_dir / "serve.log").read_bytes()[self._log_began :].decode("utf-8", "replace")

    def _is_ready(self) -> bool:
        if self._runner is not None and self._runner.poll() is not None:
            raise AssertionError(f"the runner ended:\n{self.log()[-4000:]}")
        return "Heyan is ready." in self.log() and bool(_health(f"{self.url}/health"))

    def _run(self, *command: str) -> None:
        self.var_dir.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(command)}:\n{done.stdout}{done.stderr}")


# Setting of the port, path, and the field of the answer that says that all is there.
_HEALTH = {
    "web": ("PORT", "/health", "status"),
    "worker": ("WORKER_PORT", "/health", "knowledge"),
    "actions": ("ACTIONS_PORT", "/health", "status"),
    "rasa": ("RASA_PORT", "/webhooks/heyan/health", "status"),
}


def _health(address: str) -> dict[str, object]:
    """What the process says of itself; nothing while it is away or still starting."""
    try:
        response = httpx.get(address, timeout=2.0, trust_env=False)
    except httpx.HTTPError:
        return {}
    found: dict[str, object] = response.json() if response.is_success else {}
    return found
