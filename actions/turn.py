"""One customer message as the actions see it: its reading, the slots, and what was said before; read off a tracker."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Protocol

from actions.follow_ups import followed
from actions.near import meant
from actions.phrases import is_only_identity
from actions.titles import TASK_INTENTS, title_of

_MISSES = ("utter_fallback", "utter_restate_intent", "utter_restate_product")
# Said after a no to a reading of ours: it belongs to that miss and is no second one.
_PART_OF_A_MISS = "utter_fallback_rephrase"
# A model names an article as surely as its name does.
_ALSO_NAMED_BY = {"product": ("product", "model")}
# Our own people are spoken of, too, and receive no parcel.
_OF_OURS = re.compile(r"(?:师傅|经理|主管|店长|客服)$")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_LONGEST_DEMAND = 80
_ONLY_IMAGES = "[图片]"
# Where the service says nothing of it.
_IN_THE_THREAD: Mapping[str, Any] = {"first": "在此处"}
# 我要找人工客服 and the like; anything longer says what about.
_BARE_WISH = 8
# Lines that say by themselves what the contact wants.
_MATTERS = frozenset({"product_info", "complaint", "out_of_scope"})


class TrackerView(Protocol):
    """What is read of rasa-sdk's tracker."""

    sender_id: str
    slots: dict[str, Any]
    latest_message: dict[str, Any]
    events: list[dict[str, Any]]

    @property
    def active_loop_name(self) -> str | None: ...


@dataclass(frozen=True)
class PastTurn:
    """One earlier message and what was said to it: names of responses, oldest first."""

    text: str
    intent: str
    said: tuple[str, ...]

    def has(self, prefix: str) -> bool:
        return any(name.startswith(prefix) for name in self.said)

    @property
    def is_miss(self) -> bool:
        names = [name for name in self.said if name != _PART_OF_A_MISS]
        return any(name.startswith(_MISSES) for name in names)


@dataclass(frozen=True)
class Turn:
    """The present message; `events` are those of this turn, its message first, and `past` is newest first."""

    sender_id: str
    message: Mapping[str, Any]
    slots: Mapping[str, Any]
    form: str | None
    events: tuple[Mapping[str, Any], ...]
    past: tuple[PastTurn, ...]
    # When the last thing before this message happened, in seconds since 1970.
    previous_at: float | None = None

    @classmethod
    def of(cls, tracker: TrackerView) -> "Turn":
        turns: list[list[dict[str, Any]]] = []
        for event in tracker.events:
            if event.get("event") == "user":
                turns.append([event])
            elif turns:
                turns[-1].append(event)
        past = tuple(_past(events) for events in reversed(turns[:-1]))
        present = tuple(turns[-1]) if turns else ()
        before = turns[-2][-1].get("timestamp") if len(turns) > 1 else None
        return cls(
            tracker.sender_id,
            tracker.latest_message,
            dict(tracker.slots),
            tracker.active_loop_name,
            present,
            past,
            None if before is None else float(before),
        )

    # --- the reading of the message -----------------------------------------------------------------------------

    @property
    def text(self) -> str:
        text = str(self.message.get("text") or "").strip()
        # What stands for images without words is not said by anyone.
        return "" if text == _ONLY_IMAGES and self.photos else text

    @property
    def intent(self) -> str:
        return str((self.message.get("intent") or {}).get("name") or "")

    @property
    def ranking(self) -> list[tuple[str, float]]:
        return [(str(one["name"]), float(one["confidence"])) for one in self.message.get("intent_ranking") or []]

    @property
    def is_unsure(self) -> bool:
        return bool(self.message.get("fallback")) or self.intent == "nlu_fallback"

    @property
    def emotion(self) -> str:
        return str((self.message.get("emotion") or {}).get("label") or "calm")

    @property
    def heat(self) -> float:
        """How strong the feeling is, 0 to 1."""
        return float((self.message.get("emotion") or {}).get("score") or 0.0)

    @property
    def is_complaint(self) -> bool:
        return bool(self.message.get("complaint")) or self.intent == "complaint"

    def entity(self, name: str) -> str | None:
        """The last entity of this name: after “不是甲，是乙” the second is meant."""
        kinds = _ALSO_NAMED_BY.get(name, (name,))
        found = [str(one["value"]) for one in self.message.get("entities") or [] if one.get("entity") in kinds]
        if name == "person":
            found = [one for one in found if not _OF_OURS.search(one)]
        return found[-1] if found else None

    @property
    def mobile(self) -> str | None:
        found = self.entity("phone") or next(iter(_PHONE.findall(self.text)), None)
        return found if found and _PHONE.fullmatch(found) else None

    @property
    def said_at(self) -> datetime | None:
        """When the line came in: 明天 counts from there, however late or how often it is worked on."""
        if isinstance(received := self.metadata.get("received_at"), str):
            return datetime.fromisoformat(received)
        stamp = self.events[0].get("timestamp") if self.events else None
        return None if stamp is None else datetime.fromtimestamp(float(stamp), UTC)

    # --- who and what -------------------------------------------------------------------------------------------

    @property
    def metadata(self) -> Mapping[str, Any]:
        return self.message.get("metadata") or {}

    def note(self, name: str) -> Any:
        """What Rasa's side found out about the line beside its parse (bot/hearing.py)."""
        return self.metadata.get(name)

    @property
    def is_further(self) -> bool:
        """Whether this is the second or a later request of one message."""
        return bool(self.note("further"))

    @property
    def message_id(self) -> str:
        return str(self.message.get("message_id") or self.metadata.get("message_id") or "")

    @property
    def contact_id(self) -> str:
        return str(self.metadata.get("contact_id") or self.sender_id)

    def where(self, due: datetime) -> str:
        """In which way the customer hears of what falls due then, as the service says it for their channel."""
        ways = self.metadata.get("where") or _IN_THE_THREAD
        until = ways.get("until")
        return str(ways["first"] if until is None or due < datetime.fromisoformat(until) else ways["then"])

    @property
    def title(self) -> str | None:
        return self.metadata.get("title") or None

    def slot(self, name: str) -> str | None:
        value = self.slots.get(name)
        return None if value is None else str(value)

    @property
    def order_number(self) -> str | None:
        return self.slot("order_number")

    @property
    def is_verified(self) -> bool:
        return is_verified(self.order_number, self.slots)

    @property
    def demand(self) -> str:
        """The contact's matter in one sentence, for the person who takes over."""
        if self.intent in _MATTERS:
            return self.text[:_LONGEST_DEMAND]
        task = title_of(self.slot("task") or "")
        if task:
            return f"{task}，订单号{self.order_number}" if self.order_number else task
        earlier = next((turn.text for turn in self.past if turn.intent in _MATTERS), None)
        if earlier is None and self.intent == "human_request" and len(self.text) <= _BARE_WISH:
            return ""  # 转人工 names no matter; the service then says so instead of quoting it back.
        return (earlier or self.text)[:_LONGEST_DEMAND]

    @property
    def task(self) -> str | None:
        """The piece of work this line asks for, by itself or as a follow-up on the last answer."""
        if is_only_identity(self.text):
            return None
        sure = None if self.is_unsure or self.intent == "inform" else meant(self.text, self.intent)
        return self.follow_up or (sure if sure in TASK_INTENTS else None)

    @property
    def follow_up(self) -> str | None:
        """The matter of the last answer that a short “那几点呢” asks on about; never inside a form."""
        topic = self.slot("last_topic")
        if topic is None or (self.form is not None and self.slot("requested_slot")):
            return None
        return followed(self.text, topic, None if self.is_unsure or self.intent == "inform" else self.intent)

    @property
    def takes_up_offer(self) -> bool:
        """Whether the line is one of the questions we offered beside the one we restated."""
        return self.text in (self.slot("offered_questions") or "").split("\n")

    @property
    def photos(self) -> tuple[str, ...]:
        """Ids of the images that came with this message."""
        return tuple(str(one["id"]) for one in self.metadata.get("attachments") or [])

    # --- what has happened --------------------------------------------------------------------------------------

    @cached_property
    def said(self) -> tuple[str, ...]:
        """Responses already said to this very message, by actions that ran before."""
        return _said(self.events)

    def resumes(self, form: str) -> bool:
        """Whether the form comes back after something else has answered this message."""
        if any(event.get("event") == "active_loop" and event.get("name") == form for event in self.events):
            return False
        ran = {str(event.get("name")) for event in self.events if event.get("event") == "action"}
        return bool(ran - {form, "action_listen", "action_extract_slots"})

    def starts(self, form: str) -> bool:
        """Whether this message opened the form."""
        return any(event.get("event") == "active_loop" and event.get("name") == form for event in self.events)

    @property
    def idle(self) -> timedelta | None:
        """How long nothing had been said when this message came; None for the first one."""
        if self.previous_at is None or not self.events:
            return None
        return timedelta(seconds=float(self.events[0].get("timestamp") or 0) - self.previous_at)

    @property
    def misses_before(self) -> int:
        """How many messages in a row, up to the previous one, were not understood."""
        count = 0
        for turn in self.past:
            if turn.is_miss:
                count += 1
            elif _PART_OF_A_MISS not in turn.said:
                break
        return count

    @property
    def answers_complaint_question(self) -> bool:
        """Whether we have just asked what happened."""
        return self.said_lately("utter_ask_complaint_facts", 1)

    def said_lately(self, prefix: str, turns: int) -> bool:
        return any(turn.has(prefix) for turn in self.past[:turns])


def is_verified(number: str | None, slots: Mapping[str, Any]) -> bool:
    """Whether the contact has passed the identity check of this order, now or earlier in the talk."""
    passed = {slots.get("verified_order"), *str(slots.get("verified_orders") or "").split("+")}
    return number is not None and number in passed


def _past(events: list[dict[str, Any]]) -> PastTurn:
    intent = (events[0].get("parse_data") or {}).get("intent") or {}
    return PastTurn(str(events[0].get("text") or ""), str(intent.get("name") or ""), _said(events))


def _said(events: list[dict[str, Any]] | tuple[Mapping[str, Any], ...]) -> tuple[str, ...]:
    names = [(event.get("metadata") or {}).get("utter_action") for event in events if event.get("event") == "bot"]
    return tuple(str(name) for name in names if name)
