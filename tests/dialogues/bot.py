"""The running bot: Rasa, its action server, a seeded shop and the knowledge, each a real process on a free port."""

import contextlib
import os
import secrets
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from handoff.commands.train import train
from tests.support.ports import free_ports
from tests.support.processes import wait_for

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv" / "bin" / "python"
RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
_START_S = 120


@dataclass(frozen=True)
class RunningBot:
    """Where the bot answers and which shop it works on."""

    url: str
    secret: str
    shop_url: str


@contextmanager
def running_bot(folder: Path, shop_url: str) -> Iterator[RunningBot]:
    """Start all three, wait until they answer, stop them afterwards; logs stay in `folder`."""
    rasa_port, actions_port, worker_port = free_ports(3)
    secret = secrets.token_urlsafe(32)
    environment = {
        **os.environ,
        "BOT_SECRET": secret,
        "WORKER_SECRET": secrets.token_urlsafe(32),
        "RASA_PORT": str(rasa_port),
        "ACTIONS_PORT": str(actions_port),
        "WORKER_PORT": str(worker_port),
        "TRACKER_DB": str(folder / "tracker.db"),
        "SHOP_DATABASE_URL": shop_url,
        "SANIC_HOST": "127.0.0.1",
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONPATH": str(ROOT),
    }
    rasa = ["-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(rasa_port), "--model", str(the_model())]
    rasa += ["--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
    commands = {
        "knowledge": [PYTHON, "-m", "tests.dialogues.knowledge_server", str(worker_port)],
        "actions": [PYTHON, "-m", "rasa_sdk", "--actions", "actions", "-p", str(actions_port)],
        "rasa": [RASA_PYTHON, *rasa],
    }
    url = f"http://127.0.0.1:{rasa_port}/webhooks/heyan"
    health = {
        "knowledge": f"http://127.0.0.1:{worker_port}/health",
        "actions": f"http://127.0.0.1:{actions_port}/health",
        "rasa": f"{url}/health",
    }
    with contextlib.ExitStack() as stack:
        for name, command in commands.items():
            stack.enter_context(_process(name, [str(part) for part in command], environment, folder))
        for name, address in health.items():
            wait_for(lambda address=address: _answers(address), _START_S, f"{name} answers (log in {folder})")  # type: ignore[misc]  # a lambda's default has no type
        yield RunningBot(url, secret, shop_url)


def the_model() -> Path:
    """The model named by RASA_MODEL, else the project's own, trained anew (minutes) when its sources have changed."""
    given = os.environ.get("RASA_MODEL")
    return Path(given) if given else train()


@contextmanager
def _process(name: str, command: list[str], environment: dict[str, str], folder: Path) -> Iterator[None]:
    with (folder / f"{name}.log").open("wb") as log:
        # A group of its own: Sanic and Rasa may have children that must go with them.
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False
