"""`heyan register`: the prescribed register from the command line."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

app = typer.Typer(help="Check lines against the prescribed register.", no_args_is_help=True)


@app.callback()
def register() -> None:
    """Keep `check` a named command although it is the only one."""


@app.command()
def check(as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False) -> None:
    """Check every line of standard input; one line out for each line in, blank ones too."""
    # Imported here: `heyan --help` reads this module too.
    from register import check as check_line

    try:
        text = sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        typer.echo(f"register check: the input is not UTF-8 (byte {error.start}).", err=True)
        raise typer.Exit(2) from None
    # Only \n ends a line: Unicode's other line separators are part of what somebody wrote.
    lines = text.removesuffix("\n").split("\n") if text else []
    out = sys.stdout.buffer
    for line in lines:
        result = check_line(line)
        found = [_finding(finding) for finding in result.findings]
        if as_json:
            answer = {"text": line, "verdict": result.verdict, "findings": found, "rewritten": result.rewritten}
            out.write(json.dumps(answer, ensure_ascii=False).encode("utf-8") + b"\n")
        else:
            remarks = " ".join(f"{f['rule']}[{f['start']}:{f['end']}] {f['message']}" for f in found)
            out.write(f"{result.verdict}\t{line}\t{remarks}\n".encode())
    out.flush()


def _finding(finding: Any) -> dict[str, Any]:
    return {name: getattr(finding, name) for name in ("rule", "start", "end", "span", "message", "suggestion")}
