"""The balance: words, signals, feelings and labels of the model weighed together, as dialogues have taught us.

A logistic regression over few named features, so that every decision can be taken apart (`heyan escalation
learn`, weights in learnt.py). Evidence of each reason comes from the features that speak for it.
"""

from collections.abc import Collection, Mapping, Sequence
from math import exp

from handoff.domain.conversation import HandoffReason
from handoff.domain.escalation import learnt, weights
from handoff.domain.escalation.feelings import heat, level
from handoff.domain.escalation.turns import Escalation, Turn, whole_line

# What a signal of the model speaks for, and what an agent reads where no word carries it.
_SIGNALS = {
    "asked": (HandoffReason.ASKED, "客户要求人工客服"),
    "owner": (HandoffReason.ASKED, "客户要求由原服务人员跟进"),
    "threat": (HandoffReason.THREAT, "客户表示将对外投诉或曝光"),
    "abuse": (HandoffReason.ABUSE, "客户言辞激烈"),
    "churn": (HandoffReason.CHURN, "客户表示不再使用本店服务"),
    "special_needs": (HandoffReason.SPECIAL_NEEDS, "客户有特殊困难或安全风险"),
    "out_of_authority": (HandoffReason.OUT_OF_AUTHORITY, "客户的诉求超出智能客服权限"),
    "fault": (HandoffReason.OUT_OF_AUTHORITY, "客户因系统故障无法继续办理"),
    "still_open": (HandoffReason.REPEAT_UNRESOLVED, "客户表示问题仍未解决"),
    "not_understood": (HandoffReason.NOT_UNDERSTOOD, "客户表示答复未切中问题"),
    "strong_feeling": (HandoffReason.EMOTION, "客户情绪强烈"),
}
_LABELS = {
    "complaint": (HandoffReason.COMPLAINT, "客户明确表达不满"),
    "intent:complaint": (HandoffReason.COMPLAINT, "客户明确表达不满"),
    "intent:human_request": (HandoffReason.ASKED, "客户要求人工客服"),
    "intent:callback_request": (HandoffReason.ASKED, "客户要求回电"),
    "heat": (HandoffReason.EMOTION, "客户情绪强烈"),
    "level": (HandoffReason.EMOTION, "客户情绪持续上升"),
    "angry": (HandoffReason.EMOTION, "客户情绪强烈"),
    "not_calm": (HandoffReason.EMOTION, "客户情绪强烈"),
}
_SPEAKS_FOR = {**{f"signal:{name}": spoken for name, spoken in _SIGNALS.items()}, **_LABELS}
_WORDED: tuple[HandoffReason, ...] = tuple(
    reason for reason in HandoffReason if reason not in {HandoffReason.FAULT, HandoffReason.OWNER}
)
_INTENTS = ("complaint", "human_request", "callback_request")
# Intents that are themselves a wish for a person or a complaint.
_WISHES = {"human_request": HandoffReason.ASKED, "complaint": HandoffReason.COMPLAINT}
# Named before any wish, and after everything.
_GRAVE = {HandoffReason.THREAT: 0, HandoffReason.ABUSE: 0, HandoffReason.EMOTION: 3}
_CONTENT = frozenset({"thanks", "praise", "goodbye", "affirm"})
_BARE = frozenset({"inform", "greet", "deny"})
# A talk of more turns is no longer than that.
_LONG = 6
# A reason that adds less than this is not named beside a stronger one.
_WORTH_NAMING = 0.8
# What was said before still counts, each turn a tenth less; not how long the talk was then, nor who bore whom out.
_FADING = 0.9
_BEFORE = "before:"
_OF_THE_MOMENT = ("both:", "turns", "first")

Features = Mapping[str, float]


def features_of(turns: Sequence[Turn], worded: Sequence[Escalation], said: int) -> dict[str, float]:
    """What speaks for or against a person at the last turn; `worded`: evidence of the words, `said`: turns in all."""
    last = turns[-1]
    words = {evidence.reason: evidence.strength for evidence in worded}
    model = {
        **{f"signal:{name}": (last.signals or {}).get(name, 0.0) for name in _SIGNALS},
        **{f"intent:{name}": last.confidence if last.intent == name else 0.0 for name in _INTENTS},
        "complaint": float(last.complaint),
        "angry": last.emotion_score if last.emotion == "angry" else 0.0,
        "not_calm": last.emotion_score if last.emotion != "calm" else 0.0,
    }
    return {
        **model,
        **{f"words:{reason.value}": words.get(reason, 0.0) for reason in _WORDED},
        # Heard by both, each bears the other out.
        **{f"both:{reason.value}": words.get(reason, 0.0) * _loudest(model, reason) for reason in _WORDED},
        "heat": heat(last),
        "level": level(turns),
        "unsure": float(last.fallback),
        "first": float(said == 1),
        "turns": min(said - 1, _LONG) / _LONG,
        "content": float(last.intent in _CONTENT),
        "bare": float(last.intent in _BARE),
    }


def _loudest(model: Mapping[str, float], reason: HandoffReason) -> float:
    return max((value for name, value in model.items() if _SPEAKS_FOR[name][0] is reason), default=0.0)


def in_context(told: Sequence[Features]) -> dict[str, float]:
    """What speaks at the last turn: its own features, and those of the turns before it, fading. Oldest first."""
    before = dict.fromkeys((name for name in told[-1] if not name.startswith(_OF_THE_MOMENT)), 0.0)
    for features in told[:-1]:
        before = {name: _FADING * value + features[name] for name, value in before.items()}
    return {**told[-1], **{f"{_BEFORE}{name}": value for name, value in before.items()}}


def weigh(
    last: Turn, worded: Sequence[Escalation], told: Sequence[Features], known: Collection[HandoffReason] = ()
) -> tuple[Escalation, ...]:
    """The evidence of the last turn, foremost first, each as strong as all together; none while the bot can go on.

    `told`: the features of each turn, oldest first. `known`: reasons of which the last turn says nothing new.
    """
    weighed = {name: learnt.WEIGHTS[name] * value for name, value in in_context(told).items()}
    chance = max(1 / (1 + exp(-(learnt.BIAS + sum(weighed.values())))), _said_plainly(last, worded))
    if chance < learnt.RAISE:
        return ()
    parts = _by_reason(weighed)
    wish = _WISHES.get(last.intent)
    # Graver than any wish, the feeling that goes with a matter comes after it.
    ranked = sorted(
        (reason for reason, part in parts.items() if part >= _WORTH_NAMING or reason is wish),
        key=lambda reason: (_GRAVE.get(reason, 1 if reason is wish else 2), -parts[reason]),
    )
    named = [reason for reason in ranked or [max(parts, key=parts.__getitem__)] if reason not in known]
    own = {evidence.reason: evidence for evidence in worded}
    return tuple(_evidence(reason, last, own.get(reason), weighed, chance) for reason in named)


def _said_plainly(last: Turn, worded: Sequence[Escalation]) -> float:
    """A plain wish for a person or to complain is taken at its word: said in words, and nothing else to the model."""
    wish = _WISHES.get(last.intent) if last.confidence >= weights.PLAIN else None
    return max((evidence.strength for evidence in worded if evidence.reason is wish), default=0.0)


def _by_reason(weighed: Features) -> dict[HandoffReason, float]:
    parts: dict[HandoffReason, float] = {
        reason: _now_and_before(weighed, f"words:{reason.value}") + weighed[f"both:{reason.value}"]
        for reason in _WORDED
    }
    for name, (reason, _) in _SPEAKS_FOR.items():
        parts[reason] += _now_and_before(weighed, name)
    return parts


def _now_and_before(weighed: Features, name: str) -> float:
    return weighed[name] + weighed[f"{_BEFORE}{name}"]


def _evidence(
    reason: HandoffReason, last: Turn, worded: Escalation | None, weighed: Features, chance: float
) -> Escalation:
    if worded:
        return Escalation(reason, worded.seq, worded.words, chance, worded.explanation, worded.start)
    loudest = max(
        (name for name, (spoken, _) in _SPEAKS_FOR.items() if spoken is reason),
        key=lambda name: _now_and_before(weighed, name),
    )
    return whole_line(reason, last, chance, _SPEAKS_FOR[loudest][1])
