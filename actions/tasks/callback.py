"""A call back: to which number, when, about what; restated, then a ticket that owes it."""

import re
from dataclasses import replace
from datetime import timedelta

from actions.details.call_time import SOON, CallTime, call_time_in
from actions.details.choices import YES_OR_NO, free_text
from actions.details.contact_data import NONE, own_or_typed_mobile
from actions.line import Line, button
from actions.tasks.task import Case, Detail, Result, Task
from actions.titles import title_of

# What only asks for the call; the rest of the line says what about.
_ASKING = re.compile(
    r"\d{11}|请|麻烦|可以|能不能|帮我|安排|让|叫|(?:人工)?客服|工作人员|有人|给?我|打个?|回个?|来个?|电话|回电|来电|致电|联系|一下|吧|吗|呢|[，,。！!？?\s]"
    r"|[今明后]天|[上下中]午|早上|晚上|[一二三四五六七八九十\d]+点(?:半|钟|左右|以后|后)?|尽快|现在|号码|手机|我的|是|这个|到"
)
_WORTH_TELLING = 4


def _ask_phone(case: Case) -> Line:
    if case.order is None:
        return Line("utter_ask_for_call_phone")
    own = {"phone_tail": case.order.address.phone[-4:]}
    return Line("utter_ask_for_call_phone_own", own, buttons=[button("是，拨打该号码"), button("换一个号码")])


def _matter_in(case: Case) -> str | None:
    turn = case.turn
    typed = free_text(case, "topic_words") or (_of_matter(case) if case.asked == "topic_words" else None)
    if typed:
        return typed[:200]
    is_told = turn.intent == "callback_request" and len(_ASKING.sub("", turn.text)) >= _WORTH_TELLING
    return turn.text[:200] if is_told else None


def _of_matter(case: Case) -> str | None:
    """A line that reads like another matter says what the call is to be about."""
    turn = case.turn
    is_other = turn.task is not None and turn.task != "callback_request"
    return turn.text if is_other and len(turn.text) >= 2 else None


def _matter(case: Case) -> str | None:
    topic = case.value("last_topic")
    return title_of(topic) if topic and topic != "callback_request" else None


def _past(case: Case, value: str) -> Line | None:
    if value == SOON or CallTime.of(value).end > case.now + timedelta(minutes=1):
        return None
    return Line("utter_call_time_past")


class CallBack(Task):
    name = "callback_request"
    details = (
        own_or_typed_mobile("contact_phone", _ask_phone, is_optional=False),
        Detail(
            "call_time",
            lambda _case: Line(
                "utter_ask_for_call_time", buttons=[button("尽快"), button("今天下午"), button("明天上午")]
            ),
            call_time_in,
            problem=_past,
        ),
        Detail(
            "topic_words",
            lambda _case: Line("utter_ask_for_call_matter"),
            _matter_in,
            lambda case: _matter(case) is None,
        ),
    )

    def needs_order(self, case: Case) -> bool:  # noqa: ARG002 - whoever wants a call need not prove whose order it is
        return False

    def missing(self, case: Case) -> Detail | None:
        if case.value("contact_phone") == NONE:
            # Not the order's own number: then one that is typed.
            return replace(self.details[0], ask=lambda _case: Line("utter_ask_for_call_phone"))
        return super().missing(case)

    def restated(self, case: Case) -> Line | None:
        return Line("utter_restate_callback", self._facts(case), buttons=YES_OR_NO)

    def perform(self, case: Case) -> Result:
        phone, when = case.value("contact_phone") or "", case.value("call_time") or SOON
        span = None if when == SOON else CallTime.of(when)
        matter = "；".join(one for one in (_matter(case), case.value("topic_words")) if one)
        ticket = {
            "kind": "callback",
            "category": "其他",
            "department": "客服部",
            "contact_phone": phone,
            "convenient_time": span.said(case.now) if span else "尽快",
            "due_at": span.end.isoformat() if span else None,
            "demand": f"客户要求电话回复，事项：{matter or '未说明'}。",
        }
        # The line with number and time is the service's, as for every ticket.
        return Result((), tickets=[ticket])

    def _facts(self, case: Case) -> dict[str, str]:
        when = case.value("call_time") or SOON
        said = "尽快" if when == SOON else f"于{CallTime.of(when).said(case.now)}"
        return {"when": said, "phone_tail": (case.value("contact_phone") or "")[-4:], "matter": _said_matter(case)}


def _said_matter(case: Case) -> str:
    return _matter(case) or "您说明的事项"
