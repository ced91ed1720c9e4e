"""The app's own route table: what the access tests and docs/API.md are held to."""

from dataclasses import dataclass

from handoff.settings import Settings
from handoff.web.access import access_of
from handoff.web.app import create_app

_PLACES = {
    "<episode_id:str>": "EPISODE",
    "<ticket_id:str>": "TICKET",
    "<message_id:str>": "MESSAGE",
    "<image_id:str>": "IMAGE",
    "<inbox_id:str>": "INBOX",
    "<invoice_name:str>": "INVOICE",
    "<__file_uri__:path>": "FILE",
    "<queue:str>": "QUEUE",
    "<example_id:str>": "EXAMPLE",
    "<annotation_id:str>": "ANNOTATION",
    "<batch:str>": "CHANGE",
}
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, order=True)
class Route:
    """`path` with EPISODE, TICKET and the like where such an id stands; `method` is WS for a WebSocket."""

    path: str
    method: str
    access: str

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def at(self, episode_id: str, ticket_id: str = "0" * 32, inbox_id: str = "none") -> str:
        path = self.path.replace("EPISODE", episode_id).replace("TICKET", ticket_id).replace("QUEUE", "useful")
        for place in ("MESSAGE", "EXAMPLE", "ANNOTATION", "CHANGE"):
            path = path.replace(place, "0" * 32)
        return path.replace("FILE", "none.js").replace("IMAGE", "0" * 32).replace("INBOX", inbox_id)


def all_routes(settings: Settings) -> list[Route]:
    app = create_app(settings)
    app.finalize()
    return sorted(
        Route(_path(route.path), "WS" if route.extra.websocket else method, access_of(route) or "none")
        for route in app.router.routes
        for method in route.methods
        if method != "HEAD"
    )


def _path(raw: str) -> str:
    for name, shown in _PLACES.items():
        raw = raw.replace(name, shown)
    return f"/{raw}"
