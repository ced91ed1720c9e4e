"""torch, for sentence-transformers: looked at before it is installed, since some indexes send 3 GB of CUDA with it.

HEYAN_TORCH decides: unset: install it unless CUDA would come; the address of a package index: install it from there;
`cuda`: install it with CUDA; `none`: leave it out. Without torch the worker makes the same vectors with numpy.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

from scripts.setup import fingerprint
from scripts.setup.environments import Environment
from scripts.setup.fingerprint import Stamp
from scripts.setup.installed import pins_in
from scripts.setup.places import REQUIREMENTS, ROOT
from scripts.setup.running import latest, quietly
from scripts.setup.say import Problem, done, note, timed

LOCK = REQUIREMENTS / "torch.txt"
_SETTING = "HEYAN_TORCH"
_SIGNS_OF_CUDA = ("nvidia-", "cuda-", "triton")


def add(environment: Environment) -> None:
    """Install torch where that is wanted and cheap, and say so where it is not."""
    python = environment.python
    stamp = Stamp(environment.folder / ".heyan" / "torch")
    choice = os.environ.get(_SETTING, "").strip()
    fresh = fingerprint.of_files([LOCK], choice)
    if stamp.is_current(fresh):
        return
    if choice != "none" and not _is_there(python):
        _decide(python, choice)
    stamp.keep(fresh)


def _decide(python: Path, choice: str) -> None:
    # Beside the usual index: of 2.13.0 and 2.13.0+cpu pip takes the latter; the rest comes from where it always does.
    source = [] if choice in ("", "cuda") else ["--extra-index-url", choice]
    if choice == "" and not _comes_without_cuda(python):
        return
    with timed("torch: installing"):
        command = [str(python), "-m", "pip", "install", *_what(), *source]
        quietly("Installing torch", command, latest("torch"))


def _comes_without_cuda(python: Path) -> bool:
    """Let pip resolve without installing, and look at what it would bring."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [str(python), "-m", "pip", "install", "--dry-run", "--quiet", "--report", str(report), *_what()]
        try:
            quietly("Looking for torch", command, latest("torch, looking at what would come"))
        except Problem as problem:
            note(f"Going on without torch: {problem} To add it later: {_SETTING}=<index of CPU builds> make setup")
            return False
        names = [item["metadata"]["name"].lower() for item in json.loads(report.read_text("utf-8"))["install"]]
    cuda = [name for name in names if name.startswith(_SIGNS_OF_CUDA)]
    if cuda:
        note(
            f"Going on without torch: it would bring {len(cuda)} CUDA packages (about 3 GB); vectors come from numpy. "
            f"To add it: {_SETTING}=<index of CPU builds> make setup, or {_SETTING}=cuda make setup"
        )
    else:
        done("torch: comes without CUDA")
    return not cuda


def _what() -> list[str]:
    # The service's lock holds what torch shares with it.
    return ["-r", str(LOCK), "-c", str(REQUIREMENTS / "service.txt")]


def _is_there(python: Path) -> bool:
    version = dict(pins_in(LOCK))["torch"]
    ask = f"from importlib.metadata import version; raise SystemExit(version('torch').split('+')[0] != {version!r})"
    return subprocess.run([str(python), "-c", ask], cwd=ROOT, stderr=subprocess.DEVNULL, check=False).returncode == 0
