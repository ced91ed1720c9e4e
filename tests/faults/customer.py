"""A customer at the widget: writes until each line is acknowledged, and takes in what comes back."""

import http.client
import json
import uuid
from functools import partial
from types import TracebackType
from typing import Any

import httpx

from tests.faults.listener import Listener
from tests.support.processes import wait_for

Line = dict[str, Any]


class Customer:
    """`with Customer(url) as customer: customer.say("…")`. `said` holds the ids of what was acknowledged, in order."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, trust_env=False, timeout=30.0)
        session = wait_for(self._open, 30, "a session at the widget")
        self.conversation_id: str = session["conversation_id"]
        token = session["visitor_token"]
        self._http.headers["Authorization"] = f"Bearer {token}"
        self.said: list[str] = []
        self.window = Listener(
            f"{url}/ws/webchat", lambda after: {"type": "hello", "visitor_token": token, "after": after}
        )

    def __enter__(self) -> "Customer":
        self.window.__enter__()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.window.close()
        self._http.close()

    def say(self, text: str, within: float = 60.0, client_id: str | None = None) -> Line:
        """Send until it is acknowledged, with one id, as the widget does; returns the message."""
        client_id = client_id or str(uuid.uuid4())
        message = wait_for(lambda: self.try_to_say(text, client_id), within, f"the acknowledgement of “{text}”")
        self.said.append(client_id)
        return message

    def try_to_say(self, text: str, client_id: str) -> Line | None:
        try:
            response = self._http.post("/api/webchat/messages", json={"client_id": client_id, "text": text})
        except httpx.HTTPError:
            return None
        if response.status_code != httpx.codes.ACCEPTED:
            assert response.is_server_error or response.status_code == httpx.codes.TOO_MANY_REQUESTS, response.text
            return None
        message: Line = response.json()["message"]
        return message

    def begin_to_say(self, text: str, client_id: str) -> http.client.HTTPConnection:
        """Send the request and do not read the answer: as a page that is about to lose its connection."""
        url = self._http.base_url
        connection = http.client.HTTPConnection(url.host, url.port, timeout=30)
        headers = {"Authorization": self._http.headers["Authorization"], "Content-Type": "application/json"}
        body = json.dumps({"client_id": client_id, "text": text})
        connection.request("POST", "/api/webchat/messages", body, headers)
        return connection

    def lines(self) -> list[Line]:
        """The whole thread as the widget shows it after a reload."""
        lines: list[Line] = []
        has_more = True
        while has_more:
            before = lines[0]["seq"] if lines else None
            page = wait_for(partial(self._page, before), 30, "the history")
            lines = page["messages"] + lines
            has_more = page["has_more"]
        return lines

    def replies(self, after: Line) -> list[Line]:
        """What came from us behind this line."""
        return [line for line in self.lines() if line["seq"] > after["seq"] and line["sender"] != "contact"]

    def wait_replied(self, after: Line, within: float = 90.0) -> list[Line]:
        return wait_for(lambda: self.replies(after), within, f"a reply to “{after['text']}”")

    def wait_for_kind(self, after: Line, kind: str, within: float = 90.0) -> Line:
        """The first line of ours of this kind behind this one."""
        return wait_for(
            lambda: next((line for line in self.replies(after) if line["kind"] == kind), None),
            within,
            f"a line of kind {kind} after “{after['text']}”",
        )

    def wait_for_bot(self, after: Line, within: float = 90.0) -> Line:
        """The first line that the bot said behind this one, whatever its kind: what it understood is not under test."""
        return wait_for(
            lambda: next((line for line in self.replies(after) if line["sender"] == "bot"), None),
            within,
            f"a line of the bot after “{after['text']}”",
        )

    @property
    def pushed(self) -> list[Line]:
        """The lines as they were pushed to the open window."""
        return [data["message"] for data in self.window.named("message.created")]

    def _open(self) -> dict[str, Any] | None:
        return self._json("POST", "/api/webchat/session", json={"visitor_token": None})

    def _page(self, before: int | None) -> dict[str, Any] | None:
        return self._json("GET", "/api/webchat/messages", params={} if before is None else {"before": before})

    def _json(self, method: str, path: str, **request: Any) -> dict[str, Any] | None:
        """None while the web process is away; a widget would try again."""
        try:
            response = self._http.request(method, path, **request)
        except httpx.HTTPError:
            return None
        if response.is_server_error:
            return None
        assert response.is_success, response.text
        found: dict[str, Any] = response.json()
        return found
