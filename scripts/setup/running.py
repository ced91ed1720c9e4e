"""Runs the programs that set-up needs; what they print goes to the log, what matters to the terminal."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from pathlib import Path
from typing import Callable, List

from scripts.setup.places import ROOT, SETUP_LOG
from scripts.setup.say import Problem, clock, line

_HEARTBEAT = 5.0
_SHOWN_ON_FAILURE = 12

# What was said so far, made into one short line.
Progress = Callable[[List[str]], str]


def show(what: str, command: list[str], cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run a program whose own output is meant for the person who waits."""
    code = subprocess.run(command, cwd=cwd, env=_environment(env), check=False).returncode
    if code != 0:
        raise Problem(f"{what} failed (exit code {code}); what it said stands above.")


def quietly(what: str, command: list[str], progress: Progress, cwd: Path = ROOT) -> None:
    """Run a program that talks a lot; every few seconds `progress` makes one line of how far it is."""
    SETUP_LOG.parent.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=_environment(None),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        errors="replace",
        text=True,
    )
    ended = threading.Event()
    said: list[str] = []
    beat = threading.Thread(target=_beat, args=(ended, progress, said, began), daemon=True)
    beat.start()
    with process:
        _listen(process, command, said)
        code = process.wait()
    ended.set()
    beat.join()
    if code != 0:
        raise Problem(_why(what, code, said))


def latest(of_what: str) -> Progress:
    """The last line as the progress of programs that say nothing better."""
    return lambda said: f"{of_what}: {said[-1].strip()[:100] if said else 'working'}"


def _listen(process: subprocess.Popen[str], command: list[str], said: list[str]) -> None:
    with SETUP_LOG.open("a", encoding="utf-8") as log:
        log.write(f"\n$ {' '.join(command)}\n")
        for text in process.stdout or ():
            log.write(text)
            if text.strip():
                said.append(text.rstrip())


def _beat(ended: threading.Event, progress: Progress, said: list[str], began: float) -> None:
    while not ended.wait(_HEARTBEAT):
        line(f"    {clock(time.monotonic() - began)} · {progress(said)}")


def _why(what: str, code: int, said: list[str]) -> str:
    text = "\n".join(said)
    if "No space left on device" in text:
        return f"{what} failed: the disk is full. Make room (set-up needs 6 GB once) and run it again."
    if "Permission denied" in text:
        return f"{what} failed: no permission to write in {ROOT}. Give this user the folder, then run it again."
    for shown in said[-_SHOWN_ON_FAILURE:]:
        line(f"    {shown}")
    network = ("NewConnectionError", "ReadTimeout", "ENOTFOUND", "ETIMEDOUT", "Temporary failure in name resolution")
    if any(sign in text for sign in network):
        return f"{what} failed: the package index does not answer. Check the network or the proxy and run it again."
    return f"{what} failed (exit code {code}); everything it said: {SETUP_LOG}"


def _environment(extra: dict[str, str] | None) -> dict[str, str]:
    env = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", **(extra or {})}
    # An environment that is active in this shell must not lead pip or uv astray.
    env.pop("VIRTUAL_ENV", None)
    env.pop("PYTHONHOME", None)
    return env
