"""A machine of our own making: a folder of small programs that is all of PATH."""

import stat
from pathlib import Path

import pytest


class Machine:
    """`program(name, script)` puts a shell script on PATH; home is an empty folder."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = folder / "home"
        self.bin = folder / "bin"
        self.home.mkdir()
        self.bin.mkdir()
        monkeypatch.setenv("PATH", str(self.bin))
        monkeypatch.setenv("HOME", str(self.home))
        for name in ("PYENV_ROOT", "PYTHON310", "PYTHON311", "HEYAN_TORCH"):
            monkeypatch.delenv(name, raising=False)

    def program(self, name: str, script: str, folder: Path | None = None) -> Path:
        path = (folder or self.bin) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    def python(self, version: str, folder: Path | None = None, name: str = "python") -> Path:
        """A Python that knows its version and its path, and nothing else."""
        path = (folder or self.bin) / name
        return self.program(name, f"echo {version}\necho {path}", folder)
