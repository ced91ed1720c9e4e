"""The pages: npm's packages as locked, and a build whenever the sources have changed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

from scripts.setup import fingerprint
from scripts.setup.fingerprint import Stamp
from scripts.setup.places import FRONTEND, PAGES
from scripts.setup.running import latest, quietly
from scripts.setup.say import Problem, timed

_NOT_SOURCES = frozenset({"node_modules", "dist", ".vite", "coverage"})
# What vite 8 runs on.
_OLDEST = (20, 19)
_FOLDER = FRONTEND / "node_modules"
# Beside the results: who removes those removes these.
_INSTALLED = Stamp(_FOLDER / ".heyan")
_BUILT = Stamp(PAGES / ".heyan")


def build() -> None:
    """Install and build where something has changed since the last time."""
    _install()
    fresh = _sources()
    if _BUILT.is_current(fresh):
        return
    with timed("Pages: building"):
        quietly("Building the pages", [_npm(), "run", "build"], latest("pages"), FRONTEND)
    _BUILT.keep(fresh)


def _install() -> None:
    fresh = _packages()
    if _INSTALLED.is_current(fresh):
        return
    if not _adopted():
        with timed("Pages: installing npm packages"):
            command = [_npm(), "ci", "--no-audit", "--no-fund"]
            quietly("Installing npm packages", command, latest("npm"), FRONTEND)
    _INSTALLED.keep(fresh)


def check() -> None:
    """Raise Problem when there is something to do and no node and npm that suit."""
    if _INSTALLED.is_current(_packages()) and _BUILT.is_current(_sources()):
        return
    must_have_node()


def must_have_node() -> None:
    """Raise Problem unless a Node.js and an npm that suit are there."""
    get_it = "install Node.js 20.19 or newer (for example `nvm install 20`, which needs no root) and run this again"
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        raise Problem(f"{'npm' if node else 'Node.js'} is missing: {get_it}.")
    said = subprocess.run([node, "--version"], stdout=subprocess.PIPE, check=False).stdout.decode().strip()
    found = re.match(r"v(\d+)\.(\d+)", said)
    if not found or (int(found.group(1)), int(found.group(2))) < _OLDEST:
        raise Problem(f"Node.js {said or 'that does not run'} is too old: {get_it}.")


def _packages() -> str:
    return fingerprint.of_files([FRONTEND / "package.json", FRONTEND / "package-lock.json"])


def _sources() -> str:
    return fingerprint.of_files(fingerprint.files_below(FRONTEND, _NOT_SOURCES))


def _adopted() -> bool:
    """Does the folder already hold what the lock file names? npm writes down what it installed."""
    written = _FOLDER / ".package-lock.json"
    if not written.exists():
        return False
    wanted = json.loads((FRONTEND / "package-lock.json").read_text("utf-8"))["packages"]
    there = json.loads(written.read_text("utf-8"))["packages"]
    return all(
        there.get(name, {}).get("version") == package["version"]
        for name, package in wanted.items()
        if name and not package.get("optional")
    )


def _npm() -> str:
    return shutil.which("npm") or "npm"
