"""The border to rasa-sdk, which carries no types: its tracker becomes a Turn, its dispatcher a Speech."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# rasa-sdk carries no types: what comes from it is Any, and stays in this file.
from rasa_sdk import Action, Tracker  # type: ignore[import-untyped]
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet  # type: ignore[import-untyped]
from rasa_sdk.executor import CollectingDispatcher  # type: ignore[import-untyped]

from actions.knowledge import KnowledgeUnavailable
from actions.line import Button, Line
from actions.turn import Turn
from shop.errors import ShopUnavailable

Event = dict[str, Any]

REQUESTED_SLOT = "requested_slot"


@dataclass(frozen=True)
class Speech:
    """What is said in one action: responses of the domain by name, and directives for the service."""

    dispatcher: Any

    def say(
        self,
        response: str,
        facts: Mapping[str, str] | None = None,
        *,
        buttons: list[Button] | None = None,
        **more: str | int,
    ) -> None:
        """A response of the domain, its placeholders filled from `facts` and `more`."""
        self.dispatcher.utter_message(response=response, buttons=buttons, **{**(facts or {}), **more})

    def tell(self, line: Line) -> None:
        """A line with its buttons, and its card as data beside the text."""
        self.dispatcher.utter_message(
            response=line.response,
            buttons=list(line.buttons) or None,
            json_message={"card": dict(line.card)} if line.card else None,
            **line.facts,
        )

    def direct(self, directive: dict[str, Any]) -> None:
        """Data for the service; no line of the conversation."""
        self.dispatcher.utter_message(json_message=directive)

    @property
    def said(self) -> tuple[str, ...]:
        """Names of the responses said in this action so far."""
        return tuple(message["response"] for message in self.dispatcher.messages if message["response"])


class BotAction(Action, ABC):  # type: ignore[misc]  # rasa-sdk carries no types
    """An action over our own types; a shop or knowledge that is down becomes the fault line and a handoff (C05)."""

    @abstractmethod
    def name(self) -> str: ...

    @abstractmethod
    async def act(self, turn: Turn, speech: Speech) -> list[Event]: ...

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:  # noqa: ARG002 - rasa-sdk calls it so
        turn, speech = Turn.of(tracker), Speech(dispatcher)
        if turn.note("in_chinese") and "utter_in_chinese" not in turn.said:
            # Written in English: what language the answer is in, before the answer.
            speech.say("utter_in_chinese")
        try:
            return await self.act(turn, speech)
        except (ShopUnavailable, KnowledgeUnavailable):
            speech.say("utter_fallback_fault")
            speech.direct({"handoff": {"reason": "fault", "demand": turn.demand}})
            # Without an outcome the action behind the form would have to guess why it ended.
            return [set_slot("form_outcome", "fault"), *leave_form()]


def set_slot(name: str, value: Any) -> Event:
    event: Event = SlotSet(name, value)
    return event


def follow_up(action: str) -> Event:
    event: Event = FollowupAction(action)
    return event


def leave_form() -> list[Event]:
    """End whatever form is active; harmless without one."""
    return [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]
