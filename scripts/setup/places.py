"""Where things are, seen from the project's folder."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements"
SERVICE = ROOT / ".venv"
RASA = ROOT / ".venv-rasa"
FRONTEND = ROOT / "frontend"
PAGES = ROOT / "handoff" / "web" / "static"
SETUP_LOG = ROOT / "build" / "setup.log"


def python_of(environment: Path) -> Path:
    return environment / "bin" / "python"
