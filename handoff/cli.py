"""The `heyan` command; each sub-command's module is imported only when it is used, so that every one starts fast."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group


@dataclass(frozen=True)
class _Place:
    """Where a command lives: a module with a `typer.Typer` named `app`; a family has sub-commands of its own."""

    module: str
    help: str
    is_family: bool = False


_COMMANDS: Mapping[str, _Place] = {
    "serve": _Place("serve", "Start all processes; Ctrl-C stops them."),
    "doctor": _Place("doctor", "Check the installation and say what to do."),
    "train": _Place("train", "Train the model where the data has changed."),
    "migrate": _Place("migrate", "Bring the database to the current version."),
    "user": _Place("users", "People who work here: add one.", is_family=True),
    "arrivals": _Place("arrivals", "What platforms handed over: list what failed, work it once more.", is_family=True),
    "register": _Place("register", "The prescribed register: check lines.", is_family=True),
    "nlu": _Place("nlu", "Understanding: parse lines.", is_family=True),
    "escalation": _Place("escalation", "Escalation: replay dialogues.", is_family=True),
    "knowledge": _Place("knowledge", "Knowledge: search.", is_family=True),
    "data": _Place("data", "Training data: look for what is wrong with it.", is_family=True),
    "evaluate": _Place("evaluate", "Evaluation: measure the bot on labelled sets.", is_family=True),
}


class _LazyCommands(TyperGroup):
    """Knows the names and helps by heart, the commands themselves only when asked for one."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        place = _COMMANDS.get(cmd_name)
        if place is None:
            return None
        app = import_module(f"handoff.commands.{place.module}").app
        command = get_group(app) if place.is_family else get_command(app)
        command.name = cmd_name
        command.short_help = place.help
        return command


app = typer.Typer(cls=_LazyCommands, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)


@app.callback()
def heyan() -> None:
    """Heyan 和颜: customer support for Chinese chat channels, bot first, a person when it matters."""
