"""Signed-in people, by the API: a test that is not about the login begins after it."""

from uuid import uuid4

import httpx

from tests.support.product import Product


class Person:
    """One login of one person; `offline()` is where every test finds and leaves them."""

    def __init__(self, product: Product, name: str) -> None:
        self.name = name
        self._http = httpx.Client(base_url=product.url, headers={"Origin": product.url}, timeout=20.0)
        answer = self._http.post("/api/login", json={"name": name, "password": product.password(name)})
        answer.raise_for_status()
        self.user = answer.json()["user"]
        self._http.headers["X-CSRF-Token"] = answer.json()["csrf"]
        self.cookie = self._http.cookies["heyan_session"]

    def close(self) -> None:
        self._http.close()

    @property
    def display_name(self) -> str:
        return str(self.user["display_name"])

    @property
    def number(self) -> str:
        return str(self.user["number"])

    def online(self) -> None:
        self._set("online")

    def offline(self) -> None:
        self._set("offline")

    def finish_everything(self) -> None:
        """Resolve what is still theirs, so that the next test begins with an empty desk."""
        state = self._http.get("/api/desk/state").raise_for_status().json()
        for summary in state["episodes"]:
            if (summary["assignee"] or {}).get("id") == self.user["id"] and summary["status"] == "assigned":
                # A complaint that nobody has spoken to cannot be resolved.
                answer: dict[str, object] = {
                    "client_id": uuid4().hex,
                    "text": "您反映的问题已核实，处理结果今天18:00前告知您。",
                }
                self._post(f"/api/desk/episodes/{summary['id']}/replies", answer)
                self._post(f"/api/desk/episodes/{summary['id']}/resolve", {"result": "测试结束。"})

    def accept(self, episode_id: str) -> None:
        self._post(f"/api/desk/episodes/{episode_id}/accept", {})

    def detail(self, episode_id: str) -> httpx.Response:
        return self._http.get(f"/api/desk/episodes/{episode_id}")

    def take_over_everything(self) -> None:
        """A lead's way to an empty queue."""
        state = self._http.get("/api/desk/state").raise_for_status().json()
        for summary in state["episodes"]:
            if summary["status"] != "resolved":
                self._post(f"/api/desk/episodes/{summary['id']}/take-over", {})

    def add_inbox(self, body: dict[str, object]) -> dict[str, str]:
        answer = self._http.post("/api/admin/inboxes", json=body).raise_for_status()
        made: dict[str, str] = answer.json()["inbox"]
        return made

    def switch_off(self, inbox_id: str) -> None:
        known = self._http.get("/api/admin/inboxes").raise_for_status().json()["inboxes"]
        version = next(inbox["version"] for inbox in known if inbox["id"] == inbox_id)
        body = {"version": version, "enabled": False}
        self._http.patch(f"/api/admin/inboxes/{inbox_id}", json=body).raise_for_status()

    def _set(self, availability: str) -> None:
        self._http.put("/api/desk/availability", json={"availability": availability}).raise_for_status()

    def _post(self, path: str, body: dict[str, object]) -> None:
        self._http.post(path, json=body).raise_for_status()
