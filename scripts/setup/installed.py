"""Prints, one a line, the pins of the given lock files that the Python running this does not meet.

Run as a script by the environment's own Python: `.venv/bin/python scripts/setup/installed.py requirements/service.txt`.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import distributions
from pathlib import Path
from typing import Iterable


def pins_in(path: Path) -> list[tuple[str, str]]:
    """(name, version) of each `name==version` line."""
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [(normal(name), version) for name, _is, version in (line.partition("==") for line in lines if line)]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def unmet(pins: Iterable[tuple[str, str]], present: dict[str, str]) -> list[str]:
    """The pins with another or no version; `2.13.0+cpu` is a build of 2.13.0."""
    return [f"{name}=={version}" for name, version in pins if present.get(name, "").split("+")[0] != version]


def main() -> None:
    present = {normal(each.metadata["Name"]): each.version for each in distributions() if each.metadata["Name"]}
    pins = [pin for path in sys.argv[1:] for pin in pins_in(Path(path))]
    sys.stdout.writelines(pin + "\n" for pin in unmet(pins, present))


if __name__ == "__main__":
    main()
