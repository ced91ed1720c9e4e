"""Rasa's default Chinese pipeline, trained on our lines to compare with; kept until the lines or it change."""

import hashlib
import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import typer

from evaluation.examples import Line
from evaluation.predictions import Parse
from handoff.commands.train import RASA_PYTHON
from handoff.settings import ROOT

_FOLDER = ROOT / "build" / "baseline"
_MADE_OF = ("data/nlu/*.yml", "bot/baseline*", "requirements/rasa.txt")


class DefaultPipelineFailed(Exception):
    """It could not be trained or asked; it has said why on standard error."""


def trained() -> Path:
    """The trained model, trained now unless one of the same lines is there. Raises DefaultPipelineFailed."""
    model = _FOLDER / f"{_fingerprint(ROOT)}.tar.gz"
    if model.exists():
        typer.echo("The default pipeline is up to date.", err=True)
        return model
    typer.echo("Training Rasa's default pipeline to compare with (an hour or two) …", err=True)
    _FOLDER.mkdir(parents=True, exist_ok=True)
    # Only a model that was written to its end gets the name by which it is found again.
    unfinished = _FOLDER / f"unfinished-{os.getpid()}.tar.gz"
    try:
        _run("train", "--out", str(unfinished))
        for old in _FOLDER.glob("[0-9a-f]*.tar.gz"):
            old.unlink()
        unfinished.rename(model)
    finally:
        unfinished.unlink(missing_ok=True)
    return model


def parses_by_default(model: Path, lines: Sequence[Line]) -> list[Parse]:
    """One parse for each line, in order. Raises DefaultPipelineFailed."""
    asked = "".join(" ".join(line.text.splitlines()) + "\n" for line in lines)
    answers = _run("parse", "--model", str(model), asked=asked.encode()).decode().split("\n")
    parses = [Parse.from_json(json.loads(answer)) for answer in answers if answer]
    if len(parses) != len(lines):
        raise DefaultPipelineFailed(f"The default pipeline gave {len(parses)} parses for {len(lines)} lines.")
    return parses


def _run(*arguments: str, asked: bytes = b"") -> bytes:
    done = subprocess.run(  # noqa: S603 - our own interpreter and words
        (str(RASA_PYTHON), "-W", "ignore", "-m", "bot.baseline", *arguments),
        cwd=ROOT,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"},
        input=asked,
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode != 0:
        raise DefaultPipelineFailed(f"`python -m bot.baseline {arguments[0]}` failed; the reason stands above.")
    return done.stdout


def _fingerprint(root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for pattern in _MADE_OF for path in root.glob(pattern) if path.is_file()):
        digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
