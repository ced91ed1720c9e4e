"""`heyan data`: look through what the bot is taught and speaks from, with no service running."""

import json
from typing import Annotated

import typer

from handoff.domain.studio.lint import LintFinding
from handoff.settings import ROOT, load

app = typer.Typer(no_args_is_help=True)


@app.callback()
def data() -> None:
    """Training data: look for what is wrong with it."""


@app.command()
def lint(as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False) -> None:
    """Say what is wrong with training lines, knowledge and responses, and what to do; ends with 1 when something is."""
    findings = _look()
    for finding in findings:
        print(_as_json(finding) if as_json else _as_lines(finding))
    if not as_json:
        print(f"共发现{len(findings)}处问题。" if findings else "未发现问题。")
    raise typer.Exit(1 if findings else 0)


def _look() -> list[LintFinding]:
    # Imported here: `heyan --help` reads this module too.
    from handoff.adapters.enterprise_file import read_enterprise
    from handoff.adapters.register_gate import RegisterGate
    from handoff.adapters.taught_files import TaughtFiles
    from handoff.services.studio.data_lint import DataLint
    from register import RegisterSettings

    enterprise = read_enterprise(load().enterprise_file)
    settings = RegisterSettings(emoji_allowed=enterprise.emoji_allowed, permitted=enterprise.permitted)
    return DataLint(TaughtFiles(ROOT), RegisterGate(settings)).findings()


def _as_lines(finding: LintFinding) -> str:
    shown = f"“{finding.text}” " if finding.text else ""
    return f"{finding.place.file}:{finding.place.line}: {shown}{finding.reason}\n    → {finding.advice}"


def _as_json(finding: LintFinding) -> str:
    fields = {
        "rule": finding.rule.value,
        "file": finding.place.file,
        "line": finding.place.line,
        "text": finding.text,
        "reason": finding.reason,
        "advice": finding.advice,
        "related": [{"file": place.file, "line": place.line} for place in finding.related],
    }
    return json.dumps(fields, ensure_ascii=False)
