"""Stamps: what a step was done with, so that it is done again only when that has changed."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable

from scripts.setup.places import ROOT


@dataclass(frozen=True)
class Stamp:
    """A file beside the result (and gone with it) that keeps the fingerprint of what the result was made from."""

    path: Path

    def is_current(self, fingerprint: str) -> bool:
        return self.path.exists() and self.path.read_text(encoding="ascii") == fingerprint

    def keep(self, fingerprint: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(fingerprint, encoding="ascii")


def of_files(paths: Iterable[Path], *also: str) -> str:
    """One fingerprint of the files' names and contents, and of `also`."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    for word in also:
        digest.update(word.encode() + b"\0")
    return digest.hexdigest()


def files_below(folder: Path, skip: frozenset[str]) -> list[Path]:
    """All files below the folder, leaving out the folders named in `skip`."""
    found = []
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in skip]
        found += [Path(where) / name for name in names]
    return found
