"""The app's own route table: what the access tests and docs/API.md are held to."""

from dataclasses import dataclass

from handoff.settings import Settings
from handoff.web.access import access_of
from handoff.web.app import create_app

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, order=True)
class Route:
    """`path` with EPISODE or IMAGE where such an id stands; `method` is WS for a WebSocket."""

    path: str
    method: str
    access: str

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def at(self, episode_id: str) -> str:
        return self.path.replace("EPISODE", episode_id).replace("FILE", "none.js").replace("IMAGE", "0" * 32)


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
    return "/" + raw.replace("<episode_id:str>", "EPISODE").replace("<image_id:str>", "IMAGE").replace(
        "<__file_uri__:path>", "FILE"
    )
