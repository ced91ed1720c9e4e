"""Finds a Python of a given version, wherever this machine keeps it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

from scripts.setup.say import Problem

_ASK = "import sys; print('%d.%d.%d' % sys.version_info[:3]); print(getattr(sys, '_base_executable', sys.executable))"


@dataclass(frozen=True)
class Interpreter:
    path: Path
    version: str
    why: str

    def has(self, *modules: str) -> bool:
        ask = [str(self.path), "-c", "import " + ", ".join(modules)]
        return subprocess.run(ask, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def find(version: str) -> Interpreter:
    """The first Python `version` ("3.10") that really runs; raises Problem with the ways to get one."""
    for candidate, why in _candidates(version):
        found = ask(candidate, why)
        if found and found.version.startswith(version + "."):
            return found
    setting = _setting(version)
    raise Problem(
        f"Python {version} is missing. Get it with `uv python install {version}` or `pyenv install {version}`, "
        f"or name yours: {setting}=/path/to/python{version} make setup"
    )


def ask(candidate: Path, why: str) -> Interpreter | None:
    """What the program says of itself: a pyenv shim exists but answers with an error when no version is selected."""
    try:
        answer = subprocess.run(
            [str(candidate), "-c", _ASK], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = answer.stdout.decode(errors="replace").split("\n")
    if answer.returncode != 0 or len(lines) < 2:
        return None
    return Interpreter(Path(lines[1]), lines[0], why)


def _setting(version: str) -> str:
    return "PYTHON" + version.replace(".", "")


def _candidates(version: str) -> Iterator[tuple[Path, str]]:
    setting = _setting(version)
    if os.environ.get(setting):
        yield Path(os.environ[setting]), f"named by {setting}"
    for name in (f"python{version}", "python3"):
        for place in filter(None, os.environ.get("PATH", "").split(os.pathsep)):
            if (Path(place) / name).exists():
                yield Path(place) / name, "found on PATH"
    for root in _pyenv_roots():
        for folder in sorted(root.glob(f"versions/{version}.*"), key=_patch_level, reverse=True):
            yield folder / "bin" / "python", "installed with pyenv"
    uv = _output("uv", "python", "find", "--no-python-downloads", version)
    if uv:
        yield Path(uv), "installed with uv"
    for folder in sorted(Path.home().glob(f".local/share/uv/python/*-{version}.*"), key=_patch_level, reverse=True):
        yield folder / "bin" / f"python{version}", "installed with uv"
    for usual in ("/usr/bin", "/usr/local/bin", f"/opt/python{version}/bin", f"/opt/python/{version}/bin"):
        yield Path(usual) / f"python{version}", f"found in {usual}"


def _pyenv_roots() -> list[Path]:
    said = _output("pyenv", "root")
    named = os.environ.get("PYENV_ROOT")
    return [Path(root) for root in (said, named, str(Path.home() / ".pyenv")) if root]


def _output(*command: str) -> str:
    if not shutil.which(command[0]):
        return ""
    answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return answer.stdout.decode(errors="replace").strip() if answer.returncode == 0 else ""


def _patch_level(folder: Path) -> int:
    found = re.search(r"\d+\.\d+\.(\d+)", folder.name)
    return int(found.group(1)) if found else -1
