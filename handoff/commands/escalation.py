"""`heyan escalation replay`: at which turn of a dialogue a person would have come in, and why."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, NoReturn

import typer

from handoff.commands.nlu import parse_lines
from handoff.domain.escalation import Turn, first_escalation

app = typer.Typer(no_args_is_help=True)


@app.callback()
def escalation() -> None:
    """Escalation: when a person must come in."""


@app.command()
def replay(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Read dialogues from stdin, one JSON object a line with id and turns; blank lines give a blank result."""
    dialogues = [_dialogue(number, line) for number, line in enumerate(_lines(), 1)]
    texts = [turn for dialogue in dialogues for turn in dialogue[1]]
    parses = iter(parse_lines(texts))
    for identity, customer_turns in dialogues:
        turns = [_turn(index, text, next(parses)) for index, text in enumerate(customer_turns)]
        found = first_escalation(turns)
        result = {
            "id": identity,
            "escalate_at": found.seq if found else None,
            "reason": found.reason.value if found else None,
        }
        print(json.dumps(result, ensure_ascii=False) if as_json else f"{identity}\t{result['escalate_at']}")


def _lines() -> Iterable[str]:
    try:
        text = sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse(f"stdin is not UTF-8 (byte {error.start})")
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _dialogue(number: int, line: str) -> tuple[Any, Sequence[str]]:
    if not line.strip():
        return None, []
    try:
        value = json.loads(line)
    except ValueError:
        _refuse(f"line {number} is not JSON")
    turns = value.get("turns") if isinstance(value, dict) else None
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        _refuse(f"line {number} has no `turns` list of objects")
    return value.get("id"), [str(turn.get("user") or "") for turn in turns]


def _turn(index: int, text: str, parse: dict[str, Any]) -> Turn:
    numbers = [str(entity["value"]) for entity in parse["entities"] if entity["entity"] == "order_number"]
    return Turn(
        seq=index,
        text=text,
        intent=parse["intent"]["name"],
        fallback=parse["fallback"],
        complaint=parse["complaint"],
        order_number=numbers[0] if numbers else None,
    )


def _refuse(reason: str) -> NoReturn:
    typer.echo(f"✗ {reason}", err=True)
    raise typer.Exit(2)
