"""What the databases hold, read beside the running product; and ways to stop it there at an exact step."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_WAIT_SECONDS = 15.0


@dataclass(frozen=True)
class Store:
    """The three databases of one product."""

    var_dir: Path

    def rows(self, query: str, *values: object, database: str = "heyan") -> list[dict[str, Any]]:
        with closing(self._open(database)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query, values)]

    def value(self, query: str, *values: object, database: str = "heyan") -> Any:
        """The first column of the first row, None when there is none."""
        rows = self.rows(query, *values, database=database)
        return next(iter(rows[0].values())) if rows else None

    @contextmanager
    def nobody_else_writes(self) -> Iterator[None]:
        """Hold the write lock: whoever begins a transaction waits. Short of the ten seconds that they wait for it."""
        with closing(self._open("heyan")) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def nothing_is_delivered(self) -> Iterator[None]:
        """Lines are committed, but none can leave the outbox."""
        with self._trigger("BEFORE UPDATE OF state ON outbox WHEN NEW.state = 'sent'"):
            yield

    @contextmanager
    def nothing_goes_out(self) -> Iterator[None]:
        """Lines to platforms are committed, and nobody can take one to send it."""
        with self._trigger("BEFORE UPDATE OF state ON outbox WHEN NEW.state = 'sending'"):
            yield

    @contextmanager
    def no_answer_is_committed(self) -> Iterator[None]:
        """Whatever the worker wants to say to a customer's message is rolled back at the end."""
        with self._trigger("BEFORE UPDATE OF done_seq ON mailboxes WHEN NEW.done_seq <> OLD.done_seq"):
            yield

    @contextmanager
    def _trigger(self, when: str) -> Iterator[None]:
        with closing(self._open("heyan")) as connection:
            connection.execute(f"CREATE TRIGGER stopped_by_a_test {when} BEGIN SELECT RAISE(ABORT, 'a test'); END")
            try:
                yield
            finally:
                connection.execute("DROP TRIGGER stopped_by_a_test")

    def messages(self, conversation_id: str) -> list[dict[str, Any]]:
        query = (
            "SELECT messages.*, outbox.state FROM messages LEFT JOIN outbox ON outbox.message_id = messages.id"
            " WHERE messages.conversation_id = ? ORDER BY messages.seq"
        )
        return self.rows(query, conversation_id)

    def is_settled(self, conversation_id: str) -> bool:
        """Everything said was worked, and everything we said has left."""
        mailbox = self.rows("SELECT pending, done_seq FROM mailboxes WHERE conversation_id = ?", conversation_id)
        waiting = self.value(
            "SELECT count(*) FROM outbox WHERE conversation_id = ? AND state <> 'sent'", conversation_id
        )
        last = self.value(
            "SELECT max(seq) FROM messages WHERE conversation_id = ? AND sender = 'contact'", conversation_id
        )
        if not mailbox:
            return last is None
        return not mailbox[0]["pending"] and mailbox[0]["done_seq"] >= (last or 0) and waiting == 0

    def turns(self, message_id: str) -> list[str]:
        """The trackers of Rasa that hold a turn of this message, by name, each as often as it holds one."""
        query = "SELECT sender_id, data FROM events WHERE type_name = 'user'"
        found = self.rows(query, database="tracker")
        return [row["sender_id"] for row in found if json.loads(row["data"]).get("message_id") == message_id]

    def _open(self, database: str) -> sqlite3.Connection:
        return sqlite3.connect(self.var_dir / f"{database}.db", timeout=_WAIT_SECONDS, isolation_level=None)
