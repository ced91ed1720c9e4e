"""A port that cannot be used is named in one line, with who has it and what to set."""

import os
import socket

import pytest

from handoff.running.errors import CannotStart
from handoff.running.ports import Listener, must_be_free, trouble_with
from tests.support.ports import free_port


def listener(port: int, host: str = "127.0.0.1") -> Listener:
    return Listener("the web pages", "PORT", host, port)


def test_a_taken_port_is_named_with_its_holder_and_the_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        trouble = trouble_with(listener(port)) or ""

    assert trouble.startswith(f"Port {port} (the web pages) is taken by")
    assert f"(process {os.getpid()})" in trouble
    assert f"PORT={port + 10} make run" in trouble
    assert "\n" not in trouble


def test_a_free_port_is_no_trouble() -> None:
    assert trouble_with(listener(free_port())) is None


def test_a_port_left_moments_ago_is_free() -> None:
    """After a restart the old connections linger in TIME_WAIT; they must not keep us out."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            accepted, _address = server.accept()
            accepted.close()

    assert trouble_with(listener(port)) is None


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_an_address_of_another_machine_is_refused(host: str) -> None:
    assert f"HOST={host} is no address of this machine" in (trouble_with(listener(free_port(), host)) or "")


def test_two_processes_on_one_port_are_refused() -> None:
    port = free_port()

    with pytest.raises(CannotStart, match=f"Port {port} is given to more than one process"):
        must_be_free([listener(port), Listener("Rasa", "RASA_PORT", "127.0.0.1", port)])
