"""`heyan escalation replay`: at which turn of a dialogue a person would have come in, and why."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from handoff.commands.nlu import parse_lines
from handoff.domain.escalation import Turn, first_escalation

app = typer.Typer(no_args_is_help=True)
_DIALOGUES = Path("data/escalation")


@app.callback()
def escalation() -> None:
    """Escalation: when a person must come in."""


@app.command()
def replay(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Read dialogues from stdin, one JSON object a line with id and turns; blank lines give a blank result."""
    dialogues = [_dialogue(number, line) for number, line in enumerate(_lines(), 1)]
    parses = iter(parse_lines([user for _, lines in dialogues for user, _ in lines]))
    for identity, lines in dialogues:
        turns = turns_of(lines, list(islice(parses, len(lines))))
        found = first_escalation(turns)
        result = {
            "id": identity,
            "escalate_at": found.seq if found else None,
            "reason": found.reason.value if found else None,
        }
        print(json.dumps(result, ensure_ascii=False) if as_json else f"{identity}\t{result['escalate_at']}")


@app.command()
def learn(folder: Annotated[Path, typer.Argument(exists=True, file_okay=False)] = _DIALOGUES) -> None:
    """Learn how to weigh evidence from the labelled dialogues in FOLDER (*.jsonl, one file an author)."""
    # Imported here: scikit-learn takes a second, which nobody else should wait for.
    from handoff.commands.escalation_learning import learn as learn_from

    learn_from(folder)


def _lines() -> Iterable[str]:
    try:
        text = sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse(f"stdin is not UTF-8 (byte {error.start})")
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _dialogue(number: int, line: str) -> tuple[Any, Sequence[tuple[str, str]]]:
    if not line.strip():
        return None, []
    try:
        value = json.loads(line)
    except ValueError:
        _refuse(f"line {number} is not JSON")
    turns = value.get("turns") if isinstance(value, dict) else None
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        _refuse(f"line {number} has no `turns` list of objects")
    return value.get("id"), [(str(turn.get("user") or ""), str(turn.get("agent") or "")) for turn in turns]


def turns_of(lines: Sequence[tuple[str, str]], parses: Sequence[Mapping[str, Any]]) -> list[Turn]:
    """The customer's turns. Of the agent only whether anybody spoke is used: it ends a burst of lines."""
    # Where no agent speaks at all, every line is taken for an ask of its own.
    knows_agent = any(agent.strip() for _, agent in lines)
    turns = [_turn(index, text, parse) for index, ((text, _), parse) in enumerate(zip(lines, parses, strict=True))]
    ends = [index for index, (_, agent) in enumerate(lines) if agent.strip() or not knows_agent]
    # Who wrote several lines before anybody came has been greeted by then, not answered.
    if ends and knows_agent and ends[0] > 0:
        ends = ends[1:]
    after = {index + 1 for index in ends}
    return [replace(turn, answered=turn.seq in after) for turn in turns]


def _turn(index: int, text: str, parse: Mapping[str, Any]) -> Turn:
    numbers = [str(entity["value"]) for entity in parse["entities"] if entity["entity"] == "order_number"]
    return Turn(
        seq=index,
        text=text,
        intent=parse["intent"]["name"],
        confidence=parse["intent"]["confidence"],
        fallback=parse["fallback"],
        complaint=parse["complaint"],
        emotion=parse["emotion"]["label"],
        emotion_score=parse["emotion"]["score"],
        signals=parse.get("signals"),
        order_numbers=tuple(numbers),
    )


def _refuse(reason: str) -> NoReturn:
    typer.echo(f"✗ {reason}", err=True)
    raise typer.Exit(2)
