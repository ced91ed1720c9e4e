"""The lock files hold what the .in files ask for, and nothing that ties them to one machine."""

import re
from pathlib import Path

import pytest

from scripts.setup.installed import normal, pins_in, unmet

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"
TOGETHER = {"service": ["service"], "torch": ["torch"], "dev": ["service", "dev"], "rasa": ["rasa"],
            "rasa-dev": ["rasa", "rasa-dev"]}  # fmt: skip


def names_in(path: Path) -> set[str]:
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return {normal(re.split(r"[\[<>=!~; ]", line)[0]) for line in lines if line}


@pytest.mark.parametrize("name", TOGETHER)
def test_all_that_is_asked_for_is_locked(name: str) -> None:
    locked = {pin for lock in TOGETHER[name] for pin, _version in pins_in(REQUIREMENTS / f"{lock}.txt")}

    assert names_in(REQUIREMENTS / f"{name}.in") <= locked


@pytest.mark.parametrize("name", TOGETHER)
def test_a_lock_holds_exact_versions_and_no_address(name: str) -> None:
    lines = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()[1:]

    assert lines
    assert all(re.fullmatch(r"[a-z0-9.-]+==[0-9][0-9a-z.]*", line) for line in lines)


@pytest.mark.parametrize("name", [name for name in TOGETHER if name != "torch"])
def test_torch_and_what_it_would_bring_are_in_no_other_lock(name: str) -> None:
    locked = {pin for pin, _version in pins_in(REQUIREMENTS / f"{name}.txt")}

    assert not {pin for pin in locked if pin == "torch" or pin.startswith(("nvidia-", "triton"))}


def test_a_build_of_the_locked_version_meets_the_lock() -> None:
    present = {"torch": "2.13.0+cpu", "sanic": "25.12.0"}

    assert unmet([("torch", "2.13.0"), ("sanic", "25.12.1"), ("redis", "8.1.0")], present) == [
        "sanic==25.12.1",
        "redis==8.1.0",
    ]
