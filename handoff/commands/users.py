"""`heyan user`: people who work here."""

import asyncio
import os
import secrets
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from argon2 import PasswordHasher

from handoff.adapters.sql.accounts import SqlAccounts
from handoff.adapters.sql.engine import open_engine
from handoff.adapters.sql.migrate import upgrade_async
from handoff.adapters.sql.unit_of_work import new_id
from handoff.domain.agent import Role
from handoff.domain.errors import DomainError
from handoff.settings import Settings, load
from handoff.wiring import utc_now

app = typer.Typer(no_args_is_help=True)

# name, what customers are told, 工号 (none: the next free one, since these two came later and 1005 may be taken), role
_DEMO = (
    ("admin", "管理员", "1001", Role.ADMIN),
    ("lead", "周敏", "1002", Role.LEAD),
    ("agent1", "林静", "1003", Role.AGENT),
    ("agent2", "陈涛", "1004", Role.AGENT),
    ("trainer", "苏晴", "", Role.TRAINER),
    ("reviewer", "何洁", "", Role.REVIEWER),
)


@app.callback()
def user() -> None:
    """People who work here: add one, or make sure that the first six exist."""


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="What they sign in with.")],
    role: Annotated[Role, typer.Option(help="What they may do.")],
    display_name: Annotated[str, typer.Option(help="What customers are told; the name where not given.")] = "",
    number: Annotated[str, typer.Option(help="工号; the next free one where not given.")] = "",
) -> None:
    """Add a person with a random password, printed once."""
    asyncio.run(_with_accounts(load(), [(name, display_name or name, number, role)], skip_known=False))


@app.command()
def ensure_demo() -> None:
    """Create an admin, a lead, two agents, a trainer and a reviewer where missing; passwords are printed once."""
    asyncio.run(_with_accounts(load(), _DEMO, skip_known=True))


async def _with_accounts(settings: Settings, people: Sequence[tuple[str, str, str, Role]], *, skip_known: bool) -> None:
    await upgrade_async(settings.database_url)
    engine = open_engine(settings.database_url)
    accounts = SqlAccounts(engine, utc_now, new_id, PasswordHasher())
    made_any = False
    try:
        for name, display_name, number, role in people:
            if skip_known and await accounts.exists(name):
                continue
            password = secrets.token_urlsafe(12)
            if not made_any:
                print(f"Names and passwords, shown once and kept in {settings.var_dir / 'passwords.txt'}:")
            made_any = True
            made = await accounts.add(name, display_name, number or await accounts.next_number(), role, password)
            _keep(settings.var_dir / "passwords.txt", f"{made.name}\t{password}\t{made.role.value}\t{made.number}")
            print(f"  {made.name:<10} {password}   {made.role.value}, {made.display_name}, 工号 {made.number}")
    except DomainError as error:
        typer.echo(f"✗ {error}", err=True)
        raise typer.Exit(1) from error
    finally:
        await engine.dispose()


def _keep(path: Path, line: str) -> None:
    """Append to a file that only its owner may read; the mode is set before the first byte is in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        file.write(line + "\n")
