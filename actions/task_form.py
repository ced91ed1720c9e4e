"""The one form behind every task, as Rasa meets it; `actions/task_talk.py` carries the talk."""

import asyncio

from actions.identity import Progress
from actions.products import known_entry, name_entry
from actions.sdk import BotAction, Event, Speech
from actions.task_talk import FORM, TaskTalk
from actions.titles import TITLES
from actions.turn import Turn


class ValidateTaskForm(BotAction):
    """Says every question itself: what is asked depends on the task and on the order, which Rasa cannot know."""

    def name(self) -> str:
        return "validate_task_form"

    async def act(self, turn: Turn, speech: Speech) -> list[Event]:
        form = await asyncio.to_thread(_heard, turn)
        known = None
        if form.asked_in_between:
            known = await known_entry(turn)
            if known is None and turn.is_further:
                # “运费谁出” beside “怎么退货” asks about the freight of the return.
                known = await known_entry(turn, TITLES[form.task.name].reading)
            await asyncio.to_thread(form.answer, known.answer if known else None)
        events = form.progress.events(speech, None if form.progress.outcome else form.requested)
        if known:
            name_entry(speech, known)
        return events


def _heard(turn: Turn) -> "TaskTalk":
    form = TaskTalk(Progress(turn), is_start=turn.starts(FORM))
    if turn.resumes(FORM):
        form.ask()
        form.progress.is_touched = True
    else:
        form.hear()
    return form
