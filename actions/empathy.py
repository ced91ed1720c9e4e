"""Empathy before facts (R16): the first line to a contact who is upset names the feeling."""

from actions.sdk import Speech
from actions.turn import Turn

# From here on a line is clearly more likely worried, or angry, than not. A trace of either counts towards calling a
# person, but who asks “怎么办” calmly need not be told that they are upset.
_WORRIED = 0.32
_ANGRY = 0.5
# Turns within which a customer still has our last apology on the screen.
_LATELY = 4


def soothe(turn: Turn, speech: Speech) -> None:
    """Say the fitting line unless this message has already had one; worry is not named twice running."""
    if any(name.startswith("utter_soothe") for name in (*turn.said, *speech.said)):
        return
    if turn.is_complaint:
        # The same apology twice reads as a recording.
        again = turn.said_lately("utter_soothe_complaint", _LATELY)
        speech.say("utter_soothe_complaint_again" if again else "utter_soothe_complaint")
    elif turn.emotion == "angry" and turn.heat >= _ANGRY:
        speech.say("utter_soothe_angry")
    elif turn.emotion == "anxious" and turn.heat >= _WORRIED and not turn.said_lately("utter_soothe_anxious", 1):
        speech.say("utter_soothe_anxious")
