"""Sending the same `msgid` again: 微信客服 refuses a repeat, so a send without an answer may be made once more."""

import re
from dataclasses import replace
from datetime import datetime

from handoff.adapters.wechat.errors import Action, NoAnswer, Refused, receipt_of
from handoff.domain.parcel import Outcome, Parcel, Receipt, Toll

_MSGID = re.compile(r"msg_?id", re.IGNORECASE)
_REPEATED = re.compile(r"repeat|duplicat|already|(?<!not )exist|重复|已存在", re.IGNORECASE)
_MOST_REMEMBERED = 1000
_UNCLEAR = "上一次发送没有得到结果，再次发送时被微信拒绝，无法确认客户是否已收到，请您在客户回复后再决定是否重发。"


class Repeats:
    """The errcode of a repeat is published nowhere. Therefore, of a refusal:

    - its words speak of a msgid that is there already: the first send arrived, SENT;
    - its words only name the msgid, or this process has sent the parcel before without an answer: UNKNOWN, because
      a line that has arrived must not be written or parked as if it had not;
    - otherwise it is what its code says.
    """

    def __init__(self) -> None:
        self._unanswered: dict[str, None] = {}

    def sent(self, parcel: Parcel) -> Receipt:
        self._unanswered.pop(parcel.id, None)
        return Receipt(Outcome.SENT)

    def unanswered(self, parcel: Parcel, error: NoAnswer) -> Receipt:
        self._unanswered[parcel.id] = None
        if len(self._unanswered) > _MOST_REMEMBERED:
            del self._unanswered[next(iter(self._unanswered))]
        return Receipt(Outcome.LATER, Toll.NONE, "微信没有返回发送结果，系统会用同一消息号再次发送。", error.code)

    def refused(self, parcel: Parcel, error: Refused, now: datetime) -> Receipt:
        is_about_msgid = error.action is Action.OTHER and bool(_MSGID.search(error.own_words))
        if is_about_msgid and _REPEATED.search(error.own_words):
            return self.sent(parcel)
        receipt = receipt_of(error, now)
        if receipt.outcome is Outcome.LATER or not (is_about_msgid or parcel.id in self._unanswered):
            return receipt
        toll = Toll.EXHAUSTED if receipt.toll is Toll.EXHAUSTED else Toll.SPENT
        return replace(receipt, outcome=Outcome.UNKNOWN, toll=toll, reason=_UNCLEAR)
