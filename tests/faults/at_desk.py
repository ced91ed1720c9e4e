"""A person at the desk: signed in, with the page open, doing what the desk's buttons do."""

import uuid
from types import TracebackType
from typing import Any

import httpx

from tests.faults.listener import Listener
from tests.support.processes import wait_for
from tests.support.product import Product


class AtDesk:
    """`with AtDesk(product, "agent1") as agent: agent.come_online()`; goes offline at the end."""

    def __init__(self, product: Product, name: str) -> None:
        self._http = httpx.Client(base_url=product.url, trust_env=False, timeout=30.0)
        login = self._http.post("/api/login", json={"name": name, "password": product.password(name)})
        assert login.is_success, login.text
        self._http.headers["X-CSRF-Token"] = login.json()["csrf"]
        self.user: dict[str, Any] = login.json()["user"]
        cookie = f"heyan_session={self._http.cookies['heyan_session']}"
        self.page = Listener(
            f"{product.url}/ws/desk",
            lambda after: {"type": "hello", "after": after},
            {"Cookie": cookie},
            after=self.state()["position"],
        )

    def __enter__(self) -> "AtDesk":
        self.page.__enter__()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.page.close()
        wait_for(lambda: self._try("PUT", "/api/desk/availability", {"availability": "offline"}), 30, "going offline")
        self._http.close()

    def come_online(self) -> None:
        self._do("PUT", "/api/desk/availability", {"availability": "online", "capacity": 20})
        wait_for(lambda: self.page.connections, 10, "the desk's open page")

    def state(self) -> dict[str, Any]:
        return self._do("GET", "/api/desk/state")

    def availability(self, name: str) -> str:
        found: str = next(each["availability"] for each in self.state()["agents"] if each["display_name"] == name)
        return found

    def open_episode(self, conversation_id: str) -> dict[str, Any] | None:
        """The summary of this conversation's open episode, None where this person sees none."""
        episodes = self.state()["episodes"]
        return next((each for each in episodes if each["conversation_id"] == conversation_id), None)

    def the_episode(self, conversation_id: str) -> dict[str, Any]:
        episode = self.open_episode(conversation_id)
        assert episode, "this person sees no open episode of the conversation"
        return episode

    def wait_queued(self, conversation_id: str, within: float = 90.0) -> str:
        """The id of the episode once it waits for a person."""

        def queued() -> str | None:
            episode = self.open_episode(conversation_id)
            return episode["id"] if episode and episode["status"] == "queued" else None

        return wait_for(queued, within, "the conversation in the queue")

    def accept(self, episode_id: str) -> None:
        self._do("POST", f"/api/desk/episodes/{episode_id}/accept", {})

    def take_over(self, episode_id: str) -> None:
        self._do("POST", f"/api/desk/episodes/{episode_id}/take-over", {})

    def resolve(self, episode_id: str, result: str = "已答复客户。") -> None:
        self._do("POST", f"/api/desk/episodes/{episode_id}/resolve", {"result": result})

    def reply(self, episode_id: str, text: str, within: float = 60.0) -> dict[str, Any]:
        """Send until it is taken, with one id, as the desk does."""
        body = {"client_id": str(uuid.uuid4()), "text": text}
        found = wait_for(
            lambda: self._try("POST", f"/api/desk/episodes/{episode_id}/replies", body), within, f"“{text}” taken"
        )
        message: dict[str, Any] = found["message"]
        return message

    def try_state(self) -> dict[str, Any] | None:
        return self._try("GET", "/api/desk/state")

    def try_move(self, episode_id: str, verb: str, body: dict[str, Any] | None = None) -> bool:
        """False when the web process is away or the move is refused."""
        answer = self._try("POST", f"/api/desk/episodes/{episode_id}/{verb}", body or {}, may_refuse=True)
        return answer is not None and "summary" in answer

    def try_reply(self, episode_id: str, text: str, tries_for: float = 60.0) -> dict[str, Any] | None:
        """Send until it is taken or refused, as when the episode is no longer this person's."""
        body = {"client_id": str(uuid.uuid4()), "text": text}
        path = f"/api/desk/episodes/{episode_id}/replies"
        answer = wait_for(
            lambda: self._try("POST", path, body, may_refuse=True), tries_for, f"“{text}” taken or refused"
        )
        message: dict[str, Any] | None = answer.get("message")
        return message

    def thread(self, episode_id: str) -> list[dict[str, Any]]:
        """The conversation of this episode as the desk shows it."""
        lines: list[dict[str, Any]] = self._do("GET", f"/api/desk/episodes/{episode_id}")["messages"]
        return lines

    def _do(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        response = self._http.request(method, path, json=body)
        assert response.is_success, response.text
        found: dict[str, Any] = response.json()
        return found

    def _try(
        self, method: str, path: str, body: dict[str, Any] | None = None, *, may_refuse: bool = False
    ) -> dict[str, Any] | None:
        """None while the web process is away; what it refuses fails the test unless it may."""
        try:
            response = self._http.request(method, path, json=body)
        except httpx.HTTPError:
            return None
        if response.is_server_error:
            return None
        assert response.is_success or may_refuse, response.text
        found: dict[str, Any] = response.json()
        return found
