"""The register's data files, read once and only when a check needs them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def load_toml(name: str) -> dict[str, Any]:
    """Parse `register/data/<name>`."""
    return tomllib.loads(resources.files("register").joinpath("data", name).read_text(encoding="utf-8"))
