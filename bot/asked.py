"""What the bot said last, read off the tracker: in its light the next line is read."""

from dataclasses import dataclass
from typing import Any

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

# A question that a yes or a no answers.
_YES_OR_NO = ("utter_restate", "utter_closing_more")


@dataclass(frozen=True)
class Asked:
    """`responses`: names of the lines said to the last message; `buttons`: what the last question offered to press.

    `question` is the customer's own last line of substance, as the dialogue read it, with its entities.
    """

    responses: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    question: str = ""
    question_entities: tuple[tuple[str, str], ...] = ()
    topic: str | None = None
    requested: str | None = None
    task: str | None = None

    @property
    def matter(self) -> str | None:
        """What is being talked about: the form's task, else what was answered last."""
        return self.task if self.requested is not None else self.topic

    @property
    def yes_or_no(self) -> bool:
        """Whether the last thing said was a question for a yes, outside the form."""
        return self.requested is None and bool(self.responses) and self.responses[-1].startswith(_YES_OR_NO)

    @classmethod
    def of(cls, tracker: DialogueStateTracker) -> "Asked":
        events = list(tracker.events)
        last = max((place for place, event in enumerate(events) if isinstance(event, UserUttered)), default=None)
        if last is None:
            return cls(topic=tracker.get_slot("last_topic"))
        spoken = [event for event in events[last:] if isinstance(event, BotUttered) and event.text]
        shown = (event.data.get("buttons") for event in reversed(spoken))
        offered: list[dict[str, Any]] = next((buttons for buttons in shown if buttons), [])
        question = next((one for one in reversed(events) if isinstance(one, UserUttered) and _is_question(one)), None)
        return cls(
            tuple(str(event.metadata.get("utter_action") or "") for event in spoken),
            tuple(str(button.get("payload") or button.get("title")) for button in offered),
            str(question.text or "") if question else "",
            tuple((one["entity"], str(one["value"])) for one in question.entities) if question else (),
            tracker.get_slot("last_topic"),
            tracker.get_slot("requested_slot") if tracker.active_loop_name else None,
            tracker.get_slot("task"),
        )


def _is_question(event: UserUttered) -> bool:
    """Not a yes, a number or thanks in between, but what the last answer was given to."""
    name = str((event.intent or {}).get("name"))
    return name not in {"inform", "affirm", "deny", "thanks", "greet", "urge", "nlu_fallback", "goodbye", "praise"}
