"""`heyan knowledge`: ask the knowledge base what it would find, line by line, with no service running."""

import json
import logging
import sys
from collections.abc import Iterator
from functools import cache
from typing import Annotated, BinaryIO

import typer

from handoff.domain.errors import BadInput
from handoff.services.knowledge import KnowledgeSearch
from handoff.settings import load

app = typer.Typer(no_args_is_help=True)


@app.callback()
def knowledge() -> None:
    """The knowledge base: search it."""


@app.command()
def search(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many hits a question.")] = 3,
) -> None:
    """Read questions from stdin, one a line, and write what is found for each; blank lines find nothing."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(message)s")
    try:
        for query in _lines(sys.stdin.buffer):
            _write(query, limit, as_json=as_json)
    except UnicodeError as error:
        typer.echo(f"stdin is not UTF-8: {error}", err=True)
        raise typer.Exit(2) from None
    except BadInput as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


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
    hits = _search().search(query, limit).hits if query.strip() else ()
    if as_json:
        shown = [{"id": hit.id, "question": hit.question, "answer": hit.answer, "score": hit.score} for hit in hits]
        print(json.dumps({"query": query, "hits": shown}, ensure_ascii=False), flush=True)
        return
    print(query, *(f"  {hit.score:.2f} {hit.id} {hit.question}" for hit in hits), sep="\n", flush=True)


@cache
def _search() -> KnowledgeSearch:
    from handoff.wiring import open_knowledge

    return open_knowledge(load())
