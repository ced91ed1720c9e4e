"""`heyan nlu parse --json`: what the bot understands, line by line, with no service running."""

import os
import subprocess
from typing import Annotated

import typer

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
    if not RASA_PYTHON.exists():
        typer.echo("The environment for Rasa (.venv-rasa) is missing: run `make setup`.", err=True)
        raise typer.Exit(1)
    model = load().rasa_model
    model = model / MODEL_NAME if model.is_dir() else model
    # The understanding needs the libraries of Rasa's environment; streams and exit code are its own.
    command = (str(RASA_PYTHON), "-W", "ignore", "-m", "bot.parse", str(model))
    env = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=env, check=False)  # noqa: S603 - our own interpreter, no outside words
    raise typer.Exit(done.returncode)
