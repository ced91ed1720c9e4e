"""What stands on the terminal, and what in the log."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from handoff.running.output import Output


@pytest.fixture
def terminal() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def output(terminal: io.StringIO, tmp_path: Path) -> Iterator[Output]:
    output = Output(terminal, tmp_path, coloured=False)
    yield output
    output.close()


def test_a_long_line_is_cut_on_the_terminal_and_whole_in_the_log(output: Output, terminal: io.StringIO) -> None:
    output.line("rasa", "x" * 1000)

    assert terminal.getvalue().endswith("x…\n")
    assert len(terminal.getvalue()) < 220
    assert "x" * 1000 in output.path_of("rasa").read_text(encoding="utf-8")


def test_a_structured_line_is_shown_by_its_event(output: Output, terminal: io.StringIO) -> None:
    output.line("worker", '{"level": "info", "event": "已接入", "episode": "e1", "timestamp": "2026-11-21T08:00:00Z"}')

    assert terminal.getvalue().endswith("worker  │ INFO 已接入 episode=e1\n")


def test_a_librarys_warning_stands_in_the_log_only(output: Output, terminal: io.StringIO) -> None:
    for line in (
        "/x/site-packages/jax/util.py:52: DeprecationWarning: jax.xla is old.",
        "  from jax import xla",
        "Rasa server is up",
        "  indented on purpose",
    ):
        output.line("rasa", line)

    shown = terminal.getvalue()
    assert "jax" not in shown
    assert "Rasa server is up" in shown
    assert "indented on purpose" in shown
    assert "DeprecationWarning" in output.path_of("rasa").read_text(encoding="utf-8")


def test_colours_of_a_child_do_not_reach_the_log(output: Output) -> None:
    output.line("rasa", "\x1b[92mready\x1b[0m")

    assert "\x1b" not in output.path_of("rasa").read_text(encoding="utf-8")


def test_a_line_with_a_percent_sign_is_text(output: Output) -> None:
    output.line("web", "100% of %s")

    assert "100% of %s" in output.path_of("web").read_text(encoding="utf-8")


class _Gone(io.StringIO):
    """A terminal whose window was closed."""

    def write(self, _text: str, /) -> int:
        raise BrokenPipeError


def test_a_terminal_that_is_gone_stops_nothing(tmp_path: Path) -> None:
    output = Output(_Gone(), tmp_path, coloured=False)

    output.line("web", "first")
    output.line("web", "second")
    output.close()

    assert "second" in output.path_of("web").read_text(encoding="utf-8")
