"""What really happened: the service's and the shop's rows, read beside the running product."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class DemoOrder:
    number: str
    phone_tail: str


@dataclass(frozen=True)
class Truth:
    var_dir: Path

    def demo_order(self, state: str) -> DemoOrder:
        """An order that the shop page shows, by the shop's own word for its state."""
        shown = json.loads((self.var_dir / "demo-orders.json").read_text("utf-8"))
        numbers = {order["number"]: order["phone_tail"] for order in shown}
        marks = ",".join("?" * len(numbers))
        query = f"select number from orders where state = ? and number in ({marks}) order by number"
        number = self._rows("shop.db", query, (state, *numbers))[0][0]
        return DemoOrder(number, numbers[number])

    def address(self, number: str) -> str:
        query = "select province || city || district || detail from orders where number = ?"
        return str(self._rows("shop.db", query, (number,))[0][0])

    def refund_amount(self, number: str) -> str:
        """As a customer reads it: 1899元."""
        fen = int(self._rows("shop.db", "select amount from refunds where order_number = ?", (number,))[0][0])
        return f"{fen / 100:.2f}".removesuffix(".00") + "元"

    def episode(self, episode_id: str) -> dict[str, Any]:
        return self._dicts("select * from episodes where id = ?", (episode_id,))[0]

    def episode_with(self, text: str) -> dict[str, Any]:
        """The episode in which the contact said this; every test says something of its own."""
        query = """
            select e.* from messages m join episodes e on e.id = m.episode_id
            where m.sender = 'contact' and m.text = ?
        """
        return self._dicts(query, (text,))[-1]

    def grade(self, episode_id: str) -> int | None:
        rows = self._rows("heyan.db", "select grade from ratings where episode_id = ?", (episode_id,))
        return int(rows[0][0]) if rows else None

    def said_at(self, text: str) -> datetime:
        query = "select created_at from messages where sender = 'contact' and text = ?"
        stored = str(self._rows("heyan.db", query, (text,))[-1][0])
        return datetime.fromisoformat(stored).replace(tzinfo=UTC)

    def lines(self, conversation_id: str, *senders: str) -> list[str]:
        query = "select sender, text from messages where conversation_id = ? order by seq"
        return [text for sender, text in self._rows("heyan.db", query, (conversation_id,)) if sender in senders]

    def agent_lines(self, episode_id: str) -> list[dict[str, Any]]:
        return self._dicts(
            "select * from messages where episode_id = ? and sender = 'agent' order by seq", (episode_id,)
        )

    def last_contact_seq(self, episode_id: str) -> int:
        query = "select max(seq) from messages where episode_id = ? and sender = 'contact'"
        return int(self._rows("heyan.db", query, (episode_id,))[0][0])

    def ticket(self, episode_id: str) -> dict[str, Any]:
        return self._dicts("select * from tickets where episode_id = ?", (episode_id,))[0]

    def ticket_about(self, order_number: str) -> dict[str, Any]:
        return self._dicts("select * from tickets where order_number = ?", (order_number,))[0]

    def callback_to(self, phone: str) -> dict[str, Any]:
        query = "select * from tickets where kind = 'callback' and contact_phone = ?"
        return self._dicts(query, (phone,))[0]

    def notices_for(self, phone: str) -> list[str]:
        """The products whose return this phone is to be told of."""
        query = "select p.name from stock_notices n join products p on p.id = n.product_id where n.phone = ?"
        return [name for (name,) in self._rows("shop.db", query, (phone,))]

    def grades(self, episode_id: str) -> list[int]:
        query = "select grade from ratings where episode_id = ?"
        return [grade for (grade,) in self._rows("heyan.db", query, (episode_id,))]

    def open_promises(self, episode_id: str) -> list[str]:
        query = "select text from promises where episode_id = ? and status = 'made'"
        return [text for (text,) in self._rows("heyan.db", query, (episode_id,))]

    def example(self, episode_id: str, **of: object) -> dict[str, Any] | None:
        """What the studio has of the customer's line in this episode of which all this is so."""
        query = "select e.* from examples e join messages m on m.id = e.message_id where m.episode_id = ?"
        found = self._dicts(query, (episode_id,))
        return next((row for row in found if all(row[name] == value for name, value in of.items())), None)

    def false_alarms(self, episode_id: str) -> list[dict[str, Any]]:
        return self._dicts("select * from false_alarms where episode_id = ? order by reported_at", (episode_id,))

    def user_id(self, name: str) -> str:
        return str(self._rows("heyan.db", "select id from users where name = ?", (name,))[0][0])

    def _dicts(self, query: str, values: Sequence[object]) -> list[dict[str, Any]]:
        with closing(self._open("heyan.db")) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query, values)]

    def _rows(self, name: str, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with closing(self._open(name)) as connection:
            return list(connection.execute(query, values))

    def _open(self, name: str) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self.var_dir / name}?mode=ro", uri=True, timeout=10)
