"""`heyan migrate`: bring the database to the newest schema."""

import typer

from handoff.adapters.sql.migrate import upgrade
from handoff.settings import load

app = typer.Typer()


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema; safe to run at any time."""
    settings = load()
    upgrade(settings.database_url)
    print("The database is at the newest schema.")
