"""An action server that answers from a script and counts what it was asked to run."""

import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_HANDOFF = {"handoff": {"reason": "asked", "demand": "客户要求人工客服。"}}
CARD = {"kind": "order", "title": "订单202611210001", "status": "运输中", "rows": [], "steps": [], "actions": []}
TICKET = {"kind": "suggestion", "demand": "客户建议增加预约功能。"}
_SCRIPT: dict[str, list[dict[str, Any]]] = {
    "action_order": [
        {"response": "utter_order", "status": "已发货"},
        {"response": "utter_closing_more", "buttons": [{"title": "转人工", "payload": "转人工"}]},
    ],
    "action_track": [{"response": "utter_track", "custom": {"card": CARD}}, {"custom": {"ticket": TICKET}}],
    "action_suggest": [{"custom": {"ticket": TICKET}}],
    "action_hand_off": [{"custom": _HANDOFF}],
    "action_not_understood": [{"response": "utter_fallback"}],
    "action_default_fallback": [{"response": "utter_fallback"}],
    "action_silent": [],
}


class ScriptedActions:
    """Listens on a free loopback port while the context lasts; `ran` counts actions by name."""

    def __init__(self) -> None:
        self.ran: Counter[str] = Counter()
        self.is_broken = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def __enter__(self) -> "ScriptedActions":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        actions = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                name = asked["next_action"]
                actions.ran[name] += 1
                body = json.dumps({"events": [], "responses": _SCRIPT.get(name, [])}).encode()
                self.send_response(500 if actions.is_broken else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the base class
                pass

        return Handler
