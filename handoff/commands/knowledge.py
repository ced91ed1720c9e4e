"""`heyan knowledge`: ask the knowledge base what it would find, and what it says twice, with no service running."""

import json
import logging
import sys
from collections.abc import Iterator
from functools import cache
from typing import Annotated, BinaryIO

import typer

from handoff.domain.errors import BadInput
from handoff.domain.knowledge import Decision, SearchResult
from handoff.services.encoder_port import EncoderUnavailable
from handoff.services.knowledge import KnowledgeSearch
from handoff.services.knowledge_steady import Searching
from handoff.settings import load

app = typer.Typer(no_args_is_help=True)
_AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


@app.callback()
def knowledge() -> None:
    """The knowledge base: search it, and find what it says twice."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(message)s")


@app.command()
def search(
    as_json: _AsJson = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many hits a question.")] = 3,
) -> None:
    """Read questions from stdin, one a line, and write what is found for each; blank lines find nothing.

    Hits are what is worth telling or restating; `ranked` are the likeliest entries, however unlikely. `degraded` is
    there when the encoder is away, and wording alone was compared.
    """
    try:
        for query in _lines(sys.stdin.buffer):
            _write(query, limit, as_json=as_json)
    except UnicodeError as error:
        typer.echo(f"stdin is not UTF-8: {error}", err=True)
        raise typer.Exit(2) from None
    except BadInput as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


@app.command()
def learn() -> None:
    """Learn from the knowledge now, so that no start has to; nothing is done where nothing has changed."""
    from handoff.wiring_knowledge import open_wording

    settings = load()
    try:
        if settings.encoder_url:
            open_wording()
        entries = len(_search().index.entries)
    except (BadInput, EncoderUnavailable) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"The knowledge is learnt: {entries} entries.")


@app.command()
def duplicates(
    as_json: _AsJson = False,
    least: Annotated[
        float | None, typer.Option(min=0, max=1, help="The lowest similarity that is told; unset: nearly the same.")
    ] = None,
) -> None:
    """Tell which entries say nearly the same, the likest first; the exit code is 1 when there are any."""
    from handoff.services.knowledge_duplicates import NEARLY_THE_SAME, near_duplicates

    try:
        base = _search()
    except (BadInput, EncoderUnavailable) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    found = near_duplicates(base.index, base.encoder, NEARLY_THE_SAME if least is None else least)
    for pair in found:
        if as_json:
            shown = {
                "ids": [pair.first.id, pair.second.id],
                "questions": [pair.first.question, pair.second.question],
                "similarity": round(pair.similarity, 3),
                "asked": round(pair.asked, 3),
                "answered": round(pair.answered, 3),
            }
            print(json.dumps(shown, ensure_ascii=False))
        else:
            print(f"{pair.similarity:.2f} {pair.first.id} {pair.second.id}")
            print(f"     {pair.first.question}", f"     {pair.second.question}", sep="\n")
    if not found and not as_json:
        print("No two entries say nearly the same.")
    raise typer.Exit(1 if found else 0)


def _lines(stream: BinaryIO) -> Iterator[str]:
    """Lines as given, without their end; each is told from the next by a line feed alone."""
    for number, line in enumerate(stream, start=1):
        yield _decoded(line.removesuffix(b"\n").removesuffix(b"\r"), number)


def _decoded(line: bytes, number: int) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnicodeError(f"line {number}, byte {error.start + 1}: {error.reason}") from error


def _write(query: str, limit: int, *, as_json: bool) -> None:
    # A blank line needs no model, and none is loaded for it.
    found = _steady().search(query, limit) if query.strip() else SearchResult(query, (), Decision.NONE)
    if as_json:
        shown = {
            "query": query,
            "decision": found.decision,
            **({"degraded": True} if found.degraded else {}),
            "hits": [
                {"id": hit.id, "question": hit.question, "answer": hit.answer, "score": hit.score} for hit in found.hits
            ],
            "ranked": [{"id": hit.id, "score": hit.score} for hit in found.ranked],
        }
        print(json.dumps(shown, ensure_ascii=False), flush=True)
        return
    hits = (f"  {hit.score:.2f} {hit.id} {hit.question}" for hit in found.hits)
    print(f"{query} [{found.decision}]" if query.strip() else query, *hits, sep="\n", flush=True)


@cache
def _steady() -> Searching:
    from handoff.wiring_knowledge import open_steady

    return open_steady(load())


@cache
def _search() -> KnowledgeSearch:
    from handoff.wiring_knowledge import open_knowledge

    return open_knowledge(load())
