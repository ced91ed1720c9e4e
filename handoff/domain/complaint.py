"""The complaint protocol (NORMS P): four steps, none skipped, the order kept."""

from enum import StrEnum

from handoff.domain.errors import IllegalMove


class ComplaintStep(StrEnum):
    """The step a complaint stands at: what has to be done next."""

    SOOTHE = "soothe"
    UNDERSTAND = "understand"
    SOLVE = "solve"
    FOLLOW_UP = "follow_up"


_ORDER = list(ComplaintStep)


def advance(step: ComplaintStep, done: ComplaintStep) -> ComplaintStep:
    """The step after `done`; what was done before leaves the complaint where it is, what skips a step raises."""
    if _ORDER.index(done) < _ORDER.index(step):
        return step
    if done is not step:
        raise IllegalMove("投诉须依次完成安抚、了解、解决、跟进四步，请先向客户说明处理办法，再结束本次服务。")
    return _ORDER[min(_ORDER.index(done) + 1, len(_ORDER) - 1)]
