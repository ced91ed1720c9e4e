"""`heyan arrivals`: what platforms handed over and could not be worked."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import tzinfo
from typing import Annotated

import typer

from handoff.adapters.sql.migrate import upgrade_async
from handoff.services.arrival_port import FailedArrival
from handoff.settings import load
from handoff.wiring import System, open_system

app = typer.Typer(no_args_is_help=True)

_ACTOR = "heyan"
_SHOWN_OF_SENDER = 4
_SHOWN_OF_ERROR = 120


@app.callback()
def arrivals() -> None:
    """What platforms handed over: list what failed for good, and work it once more."""


@app.command()
def failed(*, as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False) -> None:
    """List what failed in every try, oldest first: id, when it came, inbox, sender, error."""
    found, zone = asyncio.run(_failed())
    for each in found:
        typer.echo(_as_json(each) if as_json else _as_line(each, zone))
    if not found and not as_json:
        typer.echo("Nothing has failed.")


@app.command()
def again(
    ids: Annotated[list[int] | None, typer.Argument(metavar="[ID]...", help="As `failed` lists them.")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="All that failed.")] = False,
) -> None:
    """Have them worked once more, once the cause is mended; the exit code is 1 when an id has not failed."""
    wanted = set(ids or ())
    if bool(wanted) is everything:
        typer.echo("Name ids, or --all.", err=True)
        raise typer.Exit(2)
    taken = asyncio.run(_again(None if everything else wanted))
    typer.echo(f"Worked once more: {len(taken)}.")
    if unknown := sorted(wanted.difference(taken)):
        typer.echo(f"Not among those that failed: {', '.join(map(str, unknown))}.", err=True)
        raise typer.Exit(1)


async def _failed() -> tuple[Sequence[FailedArrival], tzinfo]:
    async with _opened() as system:
        return await system.services.failed_arrivals.all(), system.enterprise.hours.zone


async def _again(ids: set[int] | None) -> Sequence[int]:
    async with _opened() as system:
        return await system.services.failed_arrivals.again(_ACTOR, ids=ids)


@asynccontextmanager
async def _opened() -> AsyncIterator[System]:
    settings = load()
    await upgrade_async(settings.database_url)
    system = open_system(settings, holder="arrivals")
    try:
        yield system
    finally:
        await system.close()


def _as_line(arrival: FailedArrival, zone: tzinfo) -> str:
    at = arrival.received_at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    error = " ".join(arrival.error.split())[:_SHOWN_OF_ERROR]
    return f"{arrival.id}  {at}  {arrival.inbox}  {_shortened(arrival.sender_ref)}  {error or '-'}"


def _as_json(arrival: FailedArrival) -> str:
    shown = {
        "id": arrival.id,
        "received_at": arrival.received_at.isoformat(),
        "inbox_id": arrival.inbox_id,
        "inbox": arrival.inbox,
        "sender": _shortened(arrival.sender_ref),
        "error": arrival.error,
    }
    return json.dumps(shown, ensure_ascii=False)


def _shortened(sender_ref: str) -> str:
    """Enough to tell customers apart; the whole of it names one."""
    if not sender_ref:
        return "-"
    return f"{sender_ref[:_SHOWN_OF_SENDER]}…{sender_ref[-_SHOWN_OF_SENDER:]}" if len(sender_ref) > 10 else sender_ref
