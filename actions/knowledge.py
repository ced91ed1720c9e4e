"""Asks the worker's knowledge over loopback."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

import httpx

Decision = Literal["answer", "confirm", "none"]

_TIMEOUT_S = 3.0
_HITS = 3


class KnowledgeUnavailable(Exception):
    """The worker does not answer, or not in the agreed form."""


@dataclass(frozen=True)
class Entry:
    """One piece of knowledge that may fit; `id` names it to whoever checks what was told."""

    question: str
    answer: str
    id: str = ""


@dataclass(frozen=True)
class Found:
    """How sure the worker is, its best entry (None exactly when the decision is none), and the questions next to it."""

    decision: Decision
    best: Entry | None
    others: tuple[str, ...] = ()


NOTHING = Found("none", None)


class Knowledge(Protocol):
    async def search(self, query: str, topic: str | None = None, product: str | None = None) -> Found:
        """`topic` is the intent that the line was read as: entries of it come first. Raises KnowledgeUnavailable."""
        ...


@dataclass(frozen=True)
class WorkerKnowledge:
    """The worker's POST /knowledge/search."""

    url: str
    secret: str

    async def search(self, query: str, topic: str | None = None, product: str | None = None) -> Found:
        wanted: dict[str, Any] = {"query": query, "limit": _HITS}
        wanted |= {"topics": [topic]} if topic else {}
        wanted |= {"product": [product]} if product else {}
        try:
            # A proxy of the machine has no business between two processes on loopback.
            async with httpx.AsyncClient(timeout=_TIMEOUT_S, trust_env=False) as client:
                response = await client.post(
                    f"{self.url}/knowledge/search",
                    json=wanted,
                    headers={"Authorization": f"Bearer {self.secret}"},
                )
            response.raise_for_status()
            return _found(response.json())
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise KnowledgeUnavailable(str(error) or type(error).__name__) from error


def _found(body: dict[str, Any]) -> Found:
    hits = [Entry(str(hit["question"]), str(hit["answer"]), str(hit["id"])) for hit in body["hits"]]
    match body["decision"]:
        case "answer" | "confirm" as decision if hits:
            return Found(decision, hits[0], tuple(hit.question for hit in hits[1:]))
        case "none" | "answer" | "confirm":
            return NOTHING
        case other:
            raise ValueError(f"unknown decision {other!r}")
