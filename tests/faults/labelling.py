"""Somebody at the studio's page who labels and sends again what was not acknowledged, as the page does."""

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.faults.store import Store
from tests.support.processes import wait_for
from tests.support.product import Product

INTENTS = ("refund_status", "logistics_track", "urge")
_TRIES_FOR = 90.0


@dataclass(frozen=True)
class Acknowledged:
    annotation_id: str
    revision: int
    intent: str
    status: str


@dataclass
class AtStudio:
    product: Product
    name: str
    acknowledged: list[Acknowledged] = field(default_factory=list)
    # How often something had to be sent again.
    again: int = 0

    def __post_init__(self) -> None:
        self._http = httpx.Client(base_url=self.product.url, trust_env=False, timeout=30.0)
        login = self._http.post("/api/login", json={"name": self.name, "password": self.product.password(self.name)})
        assert login.is_success, login.text
        self._http.headers["X-CSRF-Token"] = login.json()["csrf"]

    def close(self) -> None:
        self._http.close()

    def work(self) -> None:
        """Until nothing is left: a draft of each example, another, then the answer."""
        while item := self._do("POST", "/api/studio/queues/all/next", {})["item"]:
            annotation = item["annotation"]
            annotation_id, revision = (
                (annotation["id"], annotation["revision"]) if annotation else (uuid.uuid4().hex, 0)
            )
            for turn, intent in enumerate(INTENTS):
                revision = self._save(item["example"]["id"], annotation_id, revision, intent, submit=turn == 2)

    def begin_to_save(self, example_id: str, annotation_id: str, change_id: str) -> httpx.Response | None:
        """Once and not again; None where no answer came."""
        try:
            return self._http.put(f"/api/studio/annotations/{annotation_id}", json=_body(example_id, change_id))
        except httpx.HTTPError:
            return None

    def save_again(self, example_id: str, annotation_id: str, change_id: str) -> dict[str, Any]:
        return self._do("PUT", f"/api/studio/annotations/{annotation_id}", _body(example_id, change_id))

    def _save(self, example_id: str, annotation_id: str, revision: int, intent: str, *, submit: bool) -> int:
        body = _body(example_id, uuid.uuid4().hex, revision, intent, submit=submit)
        made = self._do("PUT", f"/api/studio/annotations/{annotation_id}", body)["annotation"]
        self.acknowledged.append(Acknowledged(made["id"], made["revision"], made["answer"]["intent"], made["status"]))
        return int(made["revision"])

    def _do(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Sent until it is answered, each time the same."""

        def tried() -> dict[str, Any] | None:
            try:
                response = self._http.request(method, path, json=body)
            except httpx.HTTPError:
                response = None
            if response is None or response.is_server_error:
                self.again += 1
                return None
            assert response.is_success, response.text
            found: dict[str, Any] = response.json()
            return found

        return wait_for(tried, _TRIES_FOR, f"{path} answered")


def _body(
    example_id: str, change_id: str, revision: int = 0, intent: str = INTENTS[0], *, submit: bool = True
) -> dict[str, Any]:
    return {
        "example_id": example_id,
        "change_id": change_id,
        "revision": revision,
        "outcome": "answer",
        "answer": {"intent": intent},
        "submit": submit,
    }


def changes(store: Store, annotation_id: str) -> list[tuple[int, str, str]]:
    """Revision, intent and status after each change, in order."""
    rows = store.rows(
        "SELECT revision, after FROM annotation_changes WHERE annotation_id = ? ORDER BY revision", annotation_id
    )
    found = [(row["revision"], json.loads(row["after"])) for row in rows]
    return [(revision, after["answer"]["intent"], after["status"]) for revision, after in found]
