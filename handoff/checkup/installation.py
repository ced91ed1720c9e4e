"""What set-up has built: environments against their locks, torch, the pages, the browser for the tests."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from handoff.checkup.finding import Finding, broken, fine, note
from handoff.settings import ROOT

_SET_UP = "run `make setup`"
_INSTALLED = ROOT / "scripts" / "setup" / "installed.py"
_PAGES = ("desk.html", "studio.html", "widget.html", "shop.html", "chat.js")


def look() -> Iterator[Finding]:
    yield _environment("service environment", ROOT / ".venv", "3.11", ("service",))
    yield _environment("Rasa environment", ROOT / ".venv-rasa", "3.10", ("rasa",))
    yield _torch()
    yield _node()
    yield _pages(ROOT / "handoff" / "web" / "static")
    yield _chromium()
    yield _fonts()


def _environment(name: str, folder: Path, wanted: str, locks: tuple[str, ...]) -> Finding:
    python = folder / "bin" / "python"
    said = _output(str(python), "--version") if python.exists() else None
    if said is None:
        return broken(name, f"{folder.name} is missing or its Python does not run", _SET_UP)
    if not said.startswith(f"Python {wanted}."):
        return broken(name, f"{folder.name} holds {said}, not Python {wanted}", f"rm -r {folder.name}, then {_SET_UP}")
    unmet = _output(str(python), str(_INSTALLED), *(str(ROOT / "requirements" / f"{lock}.txt") for lock in locks))
    if unmet is None:
        return broken(name, f"{folder.name} cannot be compared with its lock", _SET_UP)
    if unmet:
        some = ", ".join(unmet.split()[:3])
        return broken(name, f"{len(unmet.split())} packages differ from the lock ({some} …)", _SET_UP)
    return fine(name, f"{said}, as locked")


def _torch() -> Finding:
    try:
        found = version("torch")
    except PackageNotFoundError:
        how = "HEYAN_TORCH=<index of CPU builds> make setup adds it"
        return note("torch", "not installed: the worker makes its vectors with numpy", how)
    return fine("torch", found)


def _node() -> Finding:
    said = _output("node", "--version")
    found = re.match(r"v(\d+)\.(\d+)", said or "")
    if not found:
        return note("Node.js", "missing; needed only to build the pages again", "install Node.js 20.19 or newer")
    if (int(found[1]), int(found[2])) < (20, 19):
        return note("Node.js", f"{said} is too old to build the pages", "install Node.js 20.19 or newer")
    return fine("Node.js", said or "")


def _pages(folder: Path) -> Finding:
    missing = [page for page in _PAGES if not (folder / page).exists()]
    return broken("pages", f"not built: {', '.join(missing)}", _SET_UP) if missing else fine("pages", "built")


def _chromium() -> Finding:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return fine("Chromium", found)
    return note("Chromium", "missing; needed only by the browser tests", "install the package chromium")


def _fonts() -> Finding:
    listed = _output("fc-list", ":lang=zh", "family")
    if listed:
        return fine("Chinese fonts", listed.splitlines()[0])
    return note("Chinese fonts", "none on this machine; needed only for screenshots", "install fonts-noto-cjk")


def _output(*command: str) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
