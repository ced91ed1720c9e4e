"""`heyan serve`: all processes under the runner, until Ctrl-C."""

import asyncio
import os
import signal
import sys

import typer

from handoff.runner import Runner
from handoff.running import plan
from handoff.running.errors import CannotStart
from handoff.running.lock import only_runner
from handoff.running.output import Output
from handoff.running.ports import must_be_free
from handoff.settings import Settings, load

app = typer.Typer()


@app.command()
def serve() -> None:
    """Start everything: Redis, Rasa, the action server, the worker and the web pages. Ctrl-C stops it."""
    try:
        settings = plan.with_secrets(load())
        with only_runner(settings.var_dir / "run" / "runner.lock"):
            _check(settings)
            asyncio.run(_serve(settings))
    except CannotStart as error:
        typer.echo(f"✗ {error}", err=True)
        raise typer.Exit(1) from None


def _check(settings: Settings) -> None:
    must_be_free(plan.listeners(settings))
    if not plan.model_is_there(settings.rasa_model):
        raise CannotStart(f"There is no trained model at {settings.rasa_model}: run `make setup` or `heyan train`.")


async def _serve(settings: Settings) -> None:
    coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    output = Output(sys.stdout, settings.log_dir, coloured=coloured)
    runner = Runner(plan.children(settings), output, settings.var_dir / "run")
    loop = asyncio.get_running_loop()
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(ending, runner.stop)
    try:
        await runner.run(announce=lambda: _announce(settings, output))
    finally:
        output.close()


def _announce(settings: Settings, output: Output) -> None:
    output.print()
    output.print("Heyan is ready.")
    output.print(f"  Demo shop with the chat window   {settings.base_url}/shop.html")
    output.print(f"  Desk 坐席工作台                  {settings.base_url}/desk.html")
    output.print(f"  Studio 训练工作台                {settings.base_url}/studio.html")
    output.print(f"  Names and passwords              {settings.var_dir / 'passwords.txt'}")
    output.print(f"  Full logs                        {settings.log_dir}")
    if not settings.is_loopback_only:
        output.print(f"  Open to the network: HOST={settings.host}. Put a proxy with TLS in front of it.")
    output.print("Ctrl-C stops everything.")
    output.print()
