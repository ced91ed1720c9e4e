"""POST /knowledge/search: what may be asked of the knowledge, and how what was found is told."""

from dataclasses import dataclass
from typing import Any

from handoff.domain.errors import BadInput
from handoff.domain.knowledge import SearchResult
from handoff.services.knowledge_steady import Searching

_MOST_HITS = 20
_MOST_NAMES = 20


@dataclass(frozen=True)
class Question:
    """`topics` are intents whose entries go first; `products` are names the talk is about."""

    query: str
    limit: int
    topics: tuple[str, ...]
    products: tuple[str, ...]

    def asked_of(self, knowledge: Searching) -> SearchResult:
        return knowledge.search(self.query, self.limit, topics=self.topics, products=self.products)


def read_question(body: object) -> Question:
    """Raises BadInput."""
    if not isinstance(body, dict):
        raise BadInput("expected a JSON object")
    query, limit = body.get("query"), body.get("limit", 3)
    if not isinstance(query, str) or type(limit) is not int or not 1 <= limit <= _MOST_HITS:
        raise BadInput(f"expected query: text, limit: 1 to {_MOST_HITS}")
    return Question(query, limit, _names(body, "topics"), _names(body, "product"))


def told(found: SearchResult) -> dict[str, Any]:
    return {
        "query": found.query,
        "hits": [
            {
                "id": hit.id,
                "question": hit.question,
                "answer": hit.answer,
                "score": hit.score,
                "topics": sorted(hit.topics),
                "owner": hit.owner,
            }
            for hit in found.hits
        ],
        "decision": found.decision,
        "degraded": found.degraded,
    }


def _names(body: dict[str, Any], key: str) -> tuple[str, ...]:
    names = body.get(key, [])
    if not isinstance(names, list) or len(names) > _MOST_NAMES or not all(isinstance(name, str) for name in names):
        raise BadInput(f"expected {key}: a list of up to {_MOST_NAMES} texts")
    return tuple(names)
