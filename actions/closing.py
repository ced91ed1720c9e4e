"""The question whether anything else is needed (R08): after a matter is settled, not after every line."""

from actions.sdk import Speech
from actions.turn import Turn

_QUIET_TURNS = 2


def ask_for_more(turn: Turn, speech: Speech) -> None:
    """Ask it unless a form is about to ask its own question, or it was asked within the last two turns."""
    if turn.form is None and not turn.said_lately("utter_closing", _QUIET_TURNS):
        speech.say("utter_closing_more")
