"""Actions on real rasa-sdk trackers, a real seeded shop in SQLite, and a knowledge of a few lines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker  # type: ignore[import-untyped]
from rasa_sdk.executor import CollectingDispatcher  # type: ignore[import-untyped]
from sqlalchemy import select

from actions import wiring
from actions.knowledge import NOTHING, Found
from actions.sdk import BotAction
from shop.database import open_engine, reading
from shop.models import Order, OrderState
from shop.seed import seed
from shop.sql import SqlShop
from shop.tables import orders

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Said:
    """What an action did: responses, directives, slots, what follows, whether the form was left."""

    responses: tuple[str, ...]
    facts: tuple[Mapping[str, Any], ...]
    directive: Mapping[str, Any] | None
    slots: Mapping[str, Any]
    follow_up: str | None
    leaves_form: bool

    def fact(self, name: str) -> str:
        return str(next(facts[name] for facts in self.facts if name in facts))


@dataclass
class Story:
    """The events of a stretch, built up line by line; `run` gives the tracker to an action as Rasa would."""

    slots: dict[str, Any] = field(default_factory=dict)
    form: str | None = None
    events: list[dict[str, Any]] = field(default_factory=list)
    latest: dict[str, Any] = field(default_factory=dict)
    # Seconds since 1970, as Rasa stamps its events.
    clock: float = NOW.timestamp()

    def hears(self, text: str, intent: str = "inform", **reading: Any) -> "Story":
        entities = [{"entity": name, "value": value} for name, value in reading.pop("entities", {}).items()]
        number = sum(event["event"] == "user" for event in self.events) + 1
        self.latest = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.9},
            "intent_ranking": reading.pop("ranking", [{"name": intent, "confidence": 0.9}]),
            "entities": entities,
            "emotion": {"label": reading.pop("emotion", "calm"), "score": reading.pop("heat", 0.5)},
            "complaint": reading.pop("complaint", False),
            "fallback": reading.pop("unsure", False),
            "message_id": f"m{number}",
            "metadata": {"contact_id": "c1", "title": reading.pop("title", None)},
        }
        assert not reading, f"unknown: {reading}"
        self.events.append({"event": "user", "text": text, "parse_data": self.latest, "timestamp": self.clock})
        for entity in entities:
            if entity["entity"] in {"order_number", "phone_tail"}:
                self.slots[entity["entity"]] = entity["value"]
        return self

    def says(self, *responses: str) -> "Story":
        self.events += [{"event": "bot", "metadata": {"utter_action": response}} for response in responses]
        self.events.append({"event": "action", "name": "action_listen", "timestamp": self.clock})
        return self

    def is_silent_for(self, **span: float) -> "Story":
        """Nothing is said for so long: minutes=11."""
        self.clock += timedelta(**span).total_seconds()
        return self

    def opens(self, form: str) -> "Story":
        self.form = form
        self.events += [{"event": "active_loop", "name": form}, {"event": "action", "name": form}]
        return self

    def answered_by(self, action: str) -> "Story":
        self.events.append({"event": "action", "name": action})
        return self

    async def run(self, action: BotAction) -> Said:
        tracker = Tracker(
            sender_id="s1",
            slots=self.slots,
            latest_message=self.latest,
            events=self.events,
            paused=False,
            followup_action=None,
            active_loop={"name": self.form} if self.form else {},
            latest_action_name="action_listen",
        )
        dispatcher = CollectingDispatcher()
        events = await action.run(dispatcher, tracker, {})
        slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
        self.slots.update(slots)
        return Said(
            responses=tuple(message["response"] for message in dispatcher.messages if message["response"]),
            facts=tuple(message for message in dispatcher.messages if message["response"]),
            directive=next((message["custom"] for message in dispatcher.messages if message["custom"]), None),
            slots=slots,
            follow_up=next((event["name"] for event in events if event["event"] == "followup"), None),
            leaves_form=any(event["event"] == "active_loop" and event["name"] is None for event in events),
        )


@dataclass
class FixedKnowledge:
    found: Found = NOTHING
    asked: list[str] = field(default_factory=list)

    async def search(self, query: str, topic: str | None = None, product: str | None = None) -> Found:  # noqa: ARG002 - the port has them
        self.asked.append(query)
        return self.found


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shop") / "shop.db"
    seed(f"sqlite:///{path}", date(2026, 11, 21))
    engine = open_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        # Copied as one file below: nothing may be left in the write-ahead log.
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def shop(seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqlShop]:
    copy = tmp_path / "shop.db"
    copy.write_bytes(seeded.read_bytes())
    engine = open_engine(f"sqlite:///{copy}")
    shop = SqlShop(engine)
    monkeypatch.setattr(wiring, "shop", lambda: shop)
    monkeypatch.setattr(wiring, "now", lambda: NOW)
    yield shop
    engine.dispose()


@pytest.fixture(autouse=True)
def knowledge(monkeypatch: pytest.MonkeyPatch) -> FixedKnowledge:
    fixed = FixedKnowledge()
    monkeypatch.setattr(wiring, "knowledge", lambda: fixed)
    return fixed


def an_order(shop: SqlShop, state: OrderState) -> Order:
    with reading(shop.engine) as connection:
        query = select(orders.c.number).where(orders.c.state == state.value).order_by(orders.c.placed_at.desc())
        number = connection.execute(query).scalars().first()
    return shop.order(str(number))
