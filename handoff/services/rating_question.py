"""The question for a grade, as a line with five to tap: for platforms without our window."""

from handoff.domain.conversation import Episode
from handoff.domain.message import Button, Draft, LineKind
from handoff.domain.parcelling import RATE
from handoff.domain.rating import GRADES, grade_in_chinese
from handoff.services.speaking import Speaker


def rating_question(speaker: Speaker, episode: Episode) -> Draft:
    """Five grades to tap; the words count too."""
    buttons = tuple(Button(grade_in_chinese(grade), f"{RATE}{episode.id}:{grade}") for grade in GRADES)
    return Draft(LineKind.CLOSING, speaker.lines.say("rating_ask"), buttons=buttons)
