"""Writes the lock files from what is installed: the versions that were tried are the versions that are locked.

Run as a script by the environment's own Python: `.venv/bin/python scripts/setup/lock.py service torch dev`. Each name
stands for `requirements/NAME.in` and `NAME.txt`; a file holds what the ones named before it do not.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

_REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"
# Installed by a step of its own, so what only it needs must not come in by another's door.
_APART = {"torch"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def closure(wanted: list[Requirement], apart: set[str]) -> dict[str, str]:
    """Name and version of everything the wanted ones need, as installed here; names in `apart` are not entered."""
    found: dict[str, str] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    queue = [(requirement, frozenset[str]()) for requirement in wanted]
    while queue:
        requirement, parent_extras = queue.pop()
        name, extras = normal(requirement.name), frozenset(requirement.extras)
        if name in apart or not _applies(requirement, parent_extras) or (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            installed = distribution(requirement.name)
        except PackageNotFoundError:
            sys.exit(f"{requirement} is not installed here: run `make lock`, which installs the .in files first.")
        version = installed.version.split("+")[0]
        if not requirement.specifier.contains(version, prereleases=True):
            sys.exit(f"{requirement} is asked for, {version} is installed.")
        found[name] = version
        queue += [(Requirement(line), extras) for line in installed.requires or []]
    return found


def _applies(requirement: Requirement, extras: frozenset[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras))


def wanted_by(name: str) -> list[Requirement]:
    lines = (line.split("#")[0].strip() for line in (_REQUIREMENTS / f"{name}.in").read_text("utf-8").splitlines())
    return [Requirement(line) for line in lines if line]


def main() -> None:
    locked: set[str] = set()
    for name in sys.argv[1:]:
        pins = closure(wanted_by(name), apart=set() if name in _APART else _APART)
        fresh = {package: version for package, version in sorted(pins.items()) if package not in locked}
        locked |= set(fresh)
        head = f"# Written by `make lock` from {name}.in; change that file, not this one.\n"
        body = "".join(f"{package}=={version}\n" for package, version in fresh.items())
        (_REQUIREMENTS / f"{name}.txt").write_text(head + body, encoding="utf-8")
        sys.stdout.write(f"requirements/{name}.txt: {len(fresh)} packages\n")


if __name__ == "__main__":
    main()
