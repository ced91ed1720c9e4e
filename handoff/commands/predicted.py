"""What the product says about a labelled set, asked along the paths of its own commands."""

import json
import subprocess
import sys
from collections.abc import Sequence

import typer

from evaluation.examples import Dialogue, Line, Question
from evaluation.predictions import Found, Parse, Raised
from handoff.commands.nlu import parse_lines
from handoff.domain.knowledge_index import CANDIDATES
from handoff.services.knowledge import KnowledgeSearch
from handoff.settings import ROOT

# `heyan escalation replay --json`, whatever the console script is called here.
_REPLAY = (sys.executable, "-c", "from handoff.cli import app; app()", "escalation", "replay", "--json")
# So many entries a search looks at closely; one beyond them counts as not found.
_PLACES = CANDIDATES


def parses_of(lines: Sequence[Line]) -> list[Parse]:
    return [Parse.from_json(parse) for parse in parse_lines([line.text for line in lines])]


def raised_in(dialogues: Sequence[Dialogue]) -> list[Raised]:
    """When each dialogue would have brought in a person. Raises typer.Exit when the replay failed."""
    asked = "".join(
        json.dumps(
            {"id": one.id, "turns": [{"user": user, "agent": agent} for user, agent in one.turns]}, ensure_ascii=False
        )
        + "\n"
        for one in dialogues
    )
    done = subprocess.run(_REPLAY, cwd=ROOT, input=asked.encode(), stdout=subprocess.PIPE, check=False)  # noqa: S603 - ours
    if done.returncode != 0:
        raise typer.Exit(done.returncode)
    answers = [json.loads(line) for line in done.stdout.decode().split("\n") if line]
    return [Raised(answer["escalate_at"], answer["reason"]) for answer in answers]


def found_for(search: KnowledgeSearch, questions: Sequence[Question]) -> list[Found]:
    results = [search.search(question.text, _PLACES) for question in questions]
    return [Found(result.decision.value, tuple(hit.id for hit in result.ranked)) for result in results]
