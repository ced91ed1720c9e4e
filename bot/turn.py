"""One customer message through the dialogue: run once, stored whole, answered from what is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import FailSafeTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.answer import PARSE_KEY, answer_of, part_id, parts_of, turn_of
from bot.asked import Asked
from bot.endpoint import WatchedEndpoint, failures_raised
from bot.expectation import intent_for_dialogue
from bot.hearing import Heard, as_one, heard_in
from bot.normalise import printable
from bot.parsed import parse_as_json
from bot.photos import IN_WORDS, entities_of, parse_without_words
from bot.together import ends_in_a_question

CHANNEL_NAME = "heyan"
# What a dialogue can use; anything longer is pasted text whose tail changes nothing.
MAX_TEXT_CHARS = 10_000
# Requests that wait for the form to end: [{"intent": …, "text": …}], filled by the form (actions/further.py).
HELD_SLOT = "held_requests"
_IDENTITY = frozenset({"order_number", "phone_tail"})


class TurnFault(Exception):
    """The turn could not be answered; nothing of it was stored, so the same message may be tried again."""


@dataclass(frozen=True)
class Turn:
    """One message of the customer, as the service hands it in."""

    message_id: str
    sender_id: str
    text: str
    slots: Mapping[str, Any]
    metadata: Mapping[str, Any]
    photos: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """The text, or what stands for images that came without any."""
        return IN_WORDS if self.photos and not self.text.strip() else self.text


@dataclass(frozen=True)
class TurnRunner:
    """Runs turns on the loaded agent; the tracker store is the record of what was answered."""

    agent: Agent

    async def parse(self, text: str) -> dict[str, Any]:
        """Understand one line, whatever is in it; no dialogue runs."""
        message = UserMessage(sender_id="parse")
        # Set afterwards: the constructor strips, and then offsets would no longer fit the text as given.
        message.text = _safe(text)
        data = await self._processor.parse_message(message)
        return parse_as_json(text, data, data["entities"])

    async def run(self, turn: Turn) -> dict[str, Any]:
        """Answer a message. One that has been answered before is answered from the store and marked `replayed`."""
        async with self.agent.lock_store.lock(turn.sender_id, wait_time_in_seconds=0.05):
            tracker = await self._stored(turn.sender_id)
            if tracker is not None and turn_of(list(tracker.events), turn.message_id) is not None:
                return {**self._answer(tracker, turn.message_id), "replayed": True}
            parse = await self._understood(turn)
            with failures_raised():
                tracker = await self._run(turn, parse)
                await self._take_up_held(turn, tracker)
            answer = self._answer(tracker, turn.message_id)
            if not answer["replies"] and not answer["tickets"] and answer["directive"] is None:
                raise TurnFault("the dialogue gave no reply")
            await self._store.save(tracker)
            return answer

    async def warm_up(self) -> None:
        """Do once what the first message would otherwise wait for: read the encoder, run both graphs."""
        parse = await self.parse("你好")
        tracker = DialogueStateTracker.from_events("warm-up", [], slots=self._domain.slots)
        tracker.update(UserUttered("你好", parse["intent"], [], parse), self._domain)
        # Rasa has no public way to ask the policies about a tracker that is not stored.
        self._processor._predict_next_with_tracker(tracker)

    async def _understood(self, turn: Turn) -> dict[str, Any]:
        if _is_only_photos(turn):
            return parse_without_words(turn.photos)
        parse = await self.parse(turn.text)
        return {**parse, "entities": [*parse["entities"], *entities_of(turn.photos)]}

    async def _run(self, turn: Turn, parse: dict[str, Any]) -> DialogueStateTracker:
        """What `MessageProcessor.handle_message` does, but the caller decides whether the outcome is stored."""
        processor, metadata = self._processor, dict(turn.metadata)
        tracker = await processor.fetch_tracker_and_update_session(
            turn.sender_id, CollectingOutputChannel(), dict(metadata)
        )
        if not any(isinstance(event, UserUttered) for event in tracker.events):
            known = {slot.name for slot in self._domain.slots}
            for name, value in turn.slots.items():
                if name in known:
                    tracker.update(SlotSet(name, value), self._domain)
        asked = Asked.of(tracker)
        # Images without words are read already.
        heard = [Heard(turn.said, parse)] if _is_only_photos(turn) else await heard_in(parse, asked, self.parse)
        whole = as_one(parse, heard)
        for place, one in enumerate(heard):
            if place and tracker.get_slot(HELD_SLOT) == heard[place - 1].notes.get("later"):
                # The one before ended in a question of its own: a yes must find that, and nothing else.
                break
            kept = whole if place == 0 else one.parse
            # Number and digits went to the form that waits; those of another order come with it, later.
            read = _without_identity(one.parse) if place and tracker.active_loop_name else one.parse
            told = intent_for_dialogue(read, tracker, self._domain, asked)
            await self._say(tracker, turn, replace(one, parse={**read, "intent": told}), kept, place + 1)
        return tracker

    async def _take_up_held(self, turn: Turn, tracker: DialogueStateTracker) -> None:
        """Requests that had to wait for a form, once that has ended without a person or a farewell."""
        while (held := tracker.get_slot(HELD_SLOT)) and not tracker.active_loop_name:
            number, answer = parts_of(list(tracker.events), turn.message_id), self._answer(tracker, turn.message_id)
            if answer["directive"] is not None or ends_in_a_question(answer["replies"]):
                return
            tracker.update(SlotSet(HELD_SLOT, held[1:] or None), self._domain)
            parse = await self.parse(str(held[0]["text"]))
            known = {"intent": {**parse["intent"], "name": held[0]["intent"]}, "fallback": False}
            one = Heard(parse["text"], {**parse, **known}, {"further": True})
            await self._say(tracker, turn, one, one.parse, number + 1)

    async def _say(
        self, tracker: DialogueStateTracker, turn: Turn, heard: Heard, kept: dict[str, Any], number: int
    ) -> None:
        """One thing of the message through the dialogue; `kept` is its parse as it is told to the service."""
        processor, output = self._processor, CollectingOutputChannel()
        message_id = part_id(turn.message_id, number)
        metadata = {**turn.metadata, **heard.notes}
        if number > 1:
            # What is written to the shop is written under this id: two requests, two keys.
            metadata = {**metadata, "message_id": message_id, "attachments": []}
        message = UserMessage(
            output_channel=output,
            sender_id=turn.sender_id,
            parse_data={**heard.parse, PARSE_KEY: kept},
            input_channel=CHANNEL_NAME,
            message_id=message_id,
            metadata=metadata,
        )
        message.text = heard.text
        # The public `handle_message` saves even when an action failed; these three steps are all it does before.
        await processor._handle_message_with_tracker(message, tracker)
        await processor.run_action_extract_slots(output, tracker)
        await processor._run_prediction_loop(output, tracker)

    async def _stored(self, sender_id: str) -> DialogueStateTracker | None:
        tracker: DialogueStateTracker | None = await self._store.retrieve(sender_id)
        return tracker

    def _answer(self, tracker: DialogueStateTracker, message_id: str) -> dict[str, Any]:
        return answer_of(tracker.sender_id, list(tracker.events), message_id, self._domain)

    @property
    def _processor(self) -> MessageProcessor:
        processor = self.agent.processor
        if processor is None:
            raise TurnFault("no trained model is loaded")
        if processor.action_endpoint is not None:
            processor.action_endpoint = WatchedEndpoint.watching(processor.action_endpoint)
        if isinstance(processor.tracker_store, FailSafeTrackerStore):
            # The wrapper answers a failed save from memory, which a restart forgets; here a failed save is a fault.
            processor.tracker_store = processor.tracker_store._tracker_store
        return processor

    @property
    def _domain(self) -> Domain:
        return self._processor.domain

    @property
    def _store(self) -> TrackerStore:
        return self._processor.tracker_store


def _without_identity(parse: dict[str, Any]) -> dict[str, Any]:
    return {**parse, "entities": [one for one in parse["entities"] if one["entity"] not in _IDENTITY]}


def _is_only_photos(turn: Turn) -> bool:
    return bool(turn.photos) and not turn.text.strip()


def _safe(text: str) -> str:
    # “/intent” would let a customer name the intent; the full-width slash reads the same and has the same length.
    cut = printable(text[:MAX_TEXT_CHARS])
    return "／" + cut[1:] if cut.startswith("/") else cut
