"""`heyan nlu parse --json`: what the bot understands, line by line, with no service running."""

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Annotated, Any

import typer

from handoff.commands.encoder import EncoderFailed, encoder_for_bot
from handoff.commands.train import MODEL_NAME, RASA_PYTHON
from handoff.settings import ROOT, load

app = typer.Typer(no_args_is_help=True)


@app.callback()
def nlu() -> None:
    """Understanding: parse lines."""


@app.command()
def parse(
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object for each line; the only form there is.")
    ] = True,
) -> None:
    """Read lines from standard input and write one parse for each, blank lines too.

    Exit code 2: the input is not UTF-8. 1: there is no trained model.
    """
    del as_json
    with _environment() as environment:
        done = subprocess.run(_command(), cwd=ROOT, env=environment, check=False)  # noqa: S603 - our own interpreter
    raise typer.Exit(done.returncode)


def parse_lines(texts: Sequence[str]) -> list[dict[str, Any]]:
    """One parse for each text, in order; line breaks inside a text count as spaces."""
    lines = "".join(" ".join(text.splitlines()) + "\n" for text in texts)
    with _environment() as environment:
        done = subprocess.run(  # noqa: S603 - our own interpreter
            _command(), cwd=ROOT, env=environment, input=lines.encode(), stdout=subprocess.PIPE, check=False
        )
    if done.returncode != 0:
        raise typer.Exit(done.returncode)
    return [json.loads(line) for line in done.stdout.decode().split("\n") if line]


def _command() -> tuple[str, ...]:
    """The understanding needs the libraries of Rasa's environment, so it runs there."""
    if not RASA_PYTHON.exists():
        typer.echo("The environment for Rasa (.venv-rasa) is missing: run `make setup`.", err=True)
        raise typer.Exit(1)
    model = load().rasa_model
    model = model / MODEL_NAME if model.is_dir() else model
    return (str(RASA_PYTHON), "-W", "ignore", "-m", "bot.parse", str(model))


@contextmanager
def _environment() -> Iterator[dict[str, str]]:
    """With the encoder running, if it is one that must run; where it cannot, lines are read from wording alone."""
    ours = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with ExitStack() as stack:
        try:
            ours |= stack.enter_context(encoder_for_bot(load()))
        except EncoderFailed as error:
            typer.echo(f"{error} Going on without sentence vectors.", err=True)
        yield ours
