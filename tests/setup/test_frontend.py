"""A machine without the Node.js that the pages need is told so in one line."""

import pytest

from scripts.setup import frontend
from scripts.setup.say import Problem
from tests.setup.machine import Machine


def test_a_missing_node_is_named(machine: Machine) -> None:
    machine.program("npm", "exit 0")

    with pytest.raises(Problem, match=r"^Node\.js is missing: install Node\.js 20\.19 or newer"):
        frontend.must_have_node()


def test_a_missing_npm_is_named(machine: Machine) -> None:
    machine.program("node", "echo v20.20.2")

    with pytest.raises(Problem, match=r"^npm is missing"):
        frontend.must_have_node()


@pytest.mark.parametrize("version", ["v18.20.4", "v20.5.1", "nonsense"])
def test_an_old_node_is_named(machine: Machine, version: str) -> None:
    machine.program("npm", "exit 0")
    machine.program("node", f"echo {version}")

    with pytest.raises(Problem, match=f"^Node.js {version} is too old"):
        frontend.must_have_node()


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2", "v22.1.0"])
def test_a_node_that_suits_is_no_trouble(machine: Machine, version: str) -> None:
    machine.program("npm", "exit 0")
    machine.program("node", f"echo {version}")

    frontend.must_have_node()
