"""A suggestion in the customer's own words, passed on to those who can act on it."""

import re

from actions.details.choices import free_text
from actions.line import Line
from actions.tasks.task import Case, Detail, Result, Task

# 提个建议 and the like only announce one.
_ANNOUNCED = re.compile(
    r"^(?:您好|你好|我|想|要|有|给|向|你们?|贵司|贵公司|咱们?|提|反馈|说|一|[个条点些下]|小|可以|在哪里?|怎么"
    r"|[，,。.!！?？ ])*"
    r"(?:建议|意见|想法|看法|反馈)(?:箱|一下|想提|要提|可以提|在哪里?|怎么提|想说|要说|想反馈"
    r"|[吗吧呢了提下，。!！?？ ])*$"
)
_LONGEST = 200


def _words_in(case: Case) -> str | None:
    turn = case.turn
    is_first = turn.task == "suggestion" and not _ANNOUNCED.match(turn.text) and len(turn.text) >= 5
    if is_first:
        return turn.text[:_LONGEST]
    typed = free_text(case, "topic_words")
    return typed[:_LONGEST] if typed else None


class Suggest(Task):
    name = "suggestion"
    details = (Detail("topic_words", lambda _case: Line("utter_ask_for_suggestion"), _words_in),)

    def needs_order(self, case: Case) -> bool:  # noqa: ARG002 - nobody has to prove anything to have an idea
        return False

    def perform(self, case: Case) -> Result:
        demand = f"客户建议：{case.value('topic_words')}"
        ticket = {"kind": "suggestion", "category": "建议", "department": "产品部", "demand": demand}
        return Result([Line("utter_suggestion_noted")], tickets=[ticket])
