"""Feeling over the turns: each adds its weight, time takes some away; strong or lasting, it needs a person."""

import re
from collections.abc import Sequence

from handoff.domain.conversation import HandoffReason
from handoff.domain.escalation import weights
from handoff.domain.escalation.cues import heard
from handoff.domain.escalation.frames import ADDRESSED, elsewhere
from handoff.domain.escalation.spelling import folded
from handoff.domain.escalation.turns import Escalation, Turn, bursts, whole_line
from handoff.domain.escalation.words_discontent import GRIEVANCES
from handoff.domain.escalation.words_harmless import no_harm

_SHOUTED = re.compile(r"[!！]{2,}|[?？]{3,}|[!！][?？]|[?？][!！]")
_HURT = re.compile(
    r"[寒凉]了?心|心[寒凉碎累]|眼泪|哭[了过着]|想哭|崩溃|崩了|(?:要|快|得)疯|绝望|委屈|没法活|受不了|(?:手|人|浑身)(?:都)?[抖]|伤心|难过"
)
_RELIEVED = frozenset({"thanks", "praise", "goodbye"})
_FELT = {"angry": "愤怒", "anxious": "焦急"}


def heat(turn: Turn) -> float:
    """What one turn adds."""
    if no_harm(turn.text) or elsewhere(turn.text):
        return 0.0
    floor, weight = weights.FLOOR.get(turn.emotion, 1.0), weights.WEIGHT.get(turn.emotion, 0.0)
    felt = max(0.0, turn.emotion_score - floor) * weight
    reproach = weights.REPROACH if heard(GRIEVANCES, turn) else 0.0
    hurt = weights.HURT if _HURT.search(folded(turn.text).text) else 0.0
    shouted = weights.SHOUTED if (felt or reproach) and _SHOUTED.search(turn.text) else 0.0
    return felt + reproach + hurt + shouted


def level(turns: Sequence[Turn]) -> float:
    """The decayed sum of all turns so far."""
    total, begun = 0.0, False
    for turn in turns:
        begun = begun or turn.intent != "out_of_scope" or bool(ADDRESSED.search(folded(turn.text).text))
        if not begun:
            # Chat about something else, before anything of ours was spoken of.
            continue
        left = weights.RELIEF if turn.intent in _RELIEVED and turn.understood else weights.DECAY
        total = total * left + heat(turn)
    return total


def risen(turns: Sequence[Turn]) -> Escalation | None:
    """Strong, or built up: only a turn that adds to it completes it."""
    last = turns[-1]
    now, own = level(turns), heat(turns[-1])
    opening = bursts(turns)[-1] == 0
    if now < (weights.HEATED_AT_ONCE if opening else weights.HEATED) or own == 0:
        return None
    strength = min(1.0, weights.RAISE + (now - weights.HEATED) / 2)
    felt = _FELT.get(last.emotion, "不满")
    heated = sum(1 for turn in turns if heat(turn) > 0)
    said = f"客户情绪强烈（{felt}）" if own >= weights.HEATED else f"客户情绪持续上升，已有{heated}次发言带有不满或焦急"
    return whole_line(HandoffReason.EMOTION, last, strength, said)
