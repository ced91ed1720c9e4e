"""The form before any answer about an order: asks for number and digits, only as far as they are missing."""

from actions.identity import VERIFIED, Progress, identify
from actions.order_facts import LINES
from actions.sdk import REQUESTED_SLOT, BotAction, Event, Speech, set_slot
from actions.turn import Turn

FORM = "order_form"


class ValidateOrderForm(BotAction):
    def name(self) -> str:
        return "validate_order_form"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        progress = Progress(turn)
        if turn.resumes(FORM):
            return [set_slot(REQUESTED_SLOT, missing(progress))]
        if turn.intent in LINES:
            # Another question about the order changes what will be answered, not what must be checked first.
            progress.set("task", turn.intent)
        await identify(progress, FORM)
        if progress.outcome is None and progress.is_verified:
            progress.end(VERIFIED)
        return progress.events(speech, None if progress.outcome else missing(progress))


def missing(progress: Progress) -> str | None:
    if progress.value("order_number") is None:
        return "order_number"
    return None if progress.is_verified else "phone_tail"
