"""`heyan doctor`: look at everything, one line each, and say what to do."""

import json
from collections.abc import Iterator

import typer

from handoff.checkup.finding import Finding, State

app = typer.Typer()

_MARKS = {State.FINE: "✓", State.NOTE: "·", State.BROKEN: "✗"}


@app.command()
def doctor(*, as_json: bool = typer.Option(False, "--json", help="One JSON object per line.")) -> None:
    """Check the installation and say what to do; ends with 1 when something is broken."""
    is_well = True
    for finding in _look():
        is_well = is_well and finding.state is not State.BROKEN
        typer.echo(_as_json(finding) if as_json else _as_line(finding))
    if not is_well:
        raise typer.Exit(1)


def _look() -> Iterator[Finding]:
    # Imported here: `heyan --help` reads this module too, and needs neither a database nor Redis.
    from handoff.checkup import data, encoder, installation, machine
    from handoff.settings import Settings

    settings = Settings()
    yield from installation.look()
    yield from machine.look(settings)
    yield from data.look(settings)
    yield from encoder.look(settings)


def _as_line(finding: Finding) -> str:
    advice = f" → {finding.advice}" if finding.advice else ""
    return f"{_MARKS[finding.state]} {finding.name}: {finding.text}{advice}"


def _as_json(finding: Finding) -> str:
    fields = {"name": finding.name, "state": finding.state, "text": finding.text, "advice": finding.advice}
    return json.dumps(fields, ensure_ascii=False)
