"""When a person must come in: a pure rule over the customer's turns so far (E)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from handoff.domain.conversation import HandoffReason
from handoff.domain.topics import MATTERS, TOLD_IN_PIECES


@dataclass(frozen=True)
class Turn:
    """One line of the customer and what the model made of it."""

    seq: int
    text: str
    intent: str
    fallback: bool = False
    complaint: bool = False
    order_number: str | None = None


@dataclass(frozen=True)
class Escalation:
    """Which trigger, at which turn, on which words."""

    reason: HandoffReason
    seq: int
    evidence: str


# 人工 as labour or handiwork: 人工费, 人工智能, 要人工清理.
_PERSON = r"人工(?!费|服务费|成本|智能|操作|清|倒|加|调)"
_ASKED = re.compile(
    rf"(转|找|接|要|换|叫|喊|来|让|联系)[^，。！？,.!?]{{0,4}}({_PERSON}|真人|活人|客服人员|主管|经理|领导|负责人|店长)"
    r"|(人工|真人)(客服|服务|坐席)(?![吗嘛么费])|^人工[!！。.]*$|和人(说|聊|沟通)|有没有(真人|活人|人工)"
)
# A refusal ends with the word for a person; 怎么还不转人工 and 要不转人工 are wishes all the same.
_NOT_ASKED = re.compile(
    r"(是|算)(不是)?(人工|真人)(客服|坐席)?([吗嘛么呢?？]|还是)"
    r"|(?<![还么要])(不|别|无需)(用|要|想|必|需要)?(转|找|接|叫)?(接|到)?人工"
)
_THREAT = re.compile(
    # Digits inside an order number or a phone number threaten nobody.
    r"(?<!\d)(12315|12345)(?!\d)|工商局|工商(?!银行|卡)|市场监管|市监局|消协|消费者协会|律师|起诉|法院|法庭|告你们"
    r"|曝光|(?<![多流])媒体|记者|黑猫|上热搜"
    r"|(给|打|写|来|一个|全是|等着)[^，。！？,.!?]{0,3}差评|差评(等着|警告|伺候)|发(到)?(微博|抖音|小红书|网上)"
)
_STILL_OPEN = re.compile(
    r"还(是)?(没|不|未)|(第|都|问了?)[二三四五两2345几]+(次|遍|回)|又(是|没)|怎么(还|又)|一直|到现在|再(问|说)一(次|遍)"
)

# Who asks to be called is met by a call-back ticket, unless the same line wants a person here and now.
_CALL_ME = re.compile(r"回电|回个?电话|回拨|来电|致电|电话|联系(一下|下)?(我|本人)|打给我|给我打|call", re.IGNORECASE)
_HERE_AND_NOW = re.compile(r"转(接)?(到|成)?(人工|真人)|人工客服|在线人工")

# What is told in pieces is asked again only when its words are almost the same.
_SAME_WORDS = 0.6
_EXPECTED_WHEN_LOST = frozenset({"inform", "affirm", "deny", "greet", "thanks", "goodbye"})


def judge(turns: Sequence[Turn]) -> Escalation | None:
    """The strongest trigger the last turn completes, given all before it; None while the bot can go on."""
    if not turns:
        return None
    last = turns[-1]
    return _threat(last) or _complaint(last) or _asked(last) or _repeated(turns) or _not_understood(turns)


def first_escalation(turns: Sequence[Turn]) -> Escalation | None:
    """Judge turn by turn, never looking ahead; the first trigger decides. A call-back ticket brings a person in too."""
    found = (judge(turns[: count + 1]) or _call(turns[count]) for count in range(len(turns)))
    return next((escalation for escalation in found if escalation), None)


def _threat(turn: Turn) -> Escalation | None:
    match = _THREAT.search(turn.text)
    return Escalation(HandoffReason.THREAT, turn.seq, match.group()) if match else None


def _complaint(turn: Turn) -> Escalation | None:
    if turn.complaint or (turn.intent == "complaint" and not turn.fallback):
        return Escalation(HandoffReason.COMPLAINT, turn.seq, turn.text)
    return None


def _asked(turn: Turn) -> Escalation | None:
    if _NOT_ASKED.search(turn.text) or wants_a_call(turn):
        return None
    match = _ASKED.search(turn.text)
    if match:
        return Escalation(HandoffReason.ASKED, turn.seq, match.group())
    if turn.intent == "human_request" and not turn.fallback:
        return Escalation(HandoffReason.ASKED, turn.seq, turn.text)
    return None


def wants_a_call(turn: Turn) -> bool:
    """A call-back ticket meets this, not the queue."""
    named = turn.intent == "callback_request" and not turn.fallback
    return named and bool(_CALL_ME.search(turn.text)) and not _HERE_AND_NOW.search(turn.text)


def _call(turn: Turn) -> Escalation | None:
    return Escalation(HandoffReason.ASKED, turn.seq, turn.text) if wants_a_call(turn) else None


def _repeated(turns: Sequence[Turn]) -> Escalation | None:
    last = turns[-1]
    if last.fallback or last.intent not in MATTERS | TOLD_IN_PIECES:
        return None
    asks = [turn for turn in turns if not turn.fallback and _same_matter(turn, last)]
    if len(asks) >= 3 or (len(asks) == 2 and _STILL_OPEN.search(last.text)):
        return Escalation(HandoffReason.REPEAT_UNRESOLVED, last.seq, last.text)
    return None


def _same_matter(turn: Turn, last: Turn) -> bool:
    another_order = turn.order_number and last.order_number and turn.order_number != last.order_number
    if turn.intent != last.intent or another_order:
        return False
    return last.intent in MATTERS or turn is last or _same_words(turn.text, last.text)


def _same_words(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SAME_WORDS


def _not_understood(turns: Sequence[Turn]) -> Escalation | None:
    pair = turns[-2:]
    lost = [turn for turn in pair if turn.fallback and turn.intent not in _EXPECTED_WHEN_LOST]
    if len(lost) == 2:
        return Escalation(HandoffReason.NOT_UNDERSTOOD, turns[-1].seq, turns[-1].text)
    return None
