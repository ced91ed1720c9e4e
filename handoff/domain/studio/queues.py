"""The queues (队列): which examples each holds, and in which order they come."""

from dataclasses import dataclass
from enum import StrEnum

from handoff.domain.agent import Role, User
from handoff.domain.studio.example import Mark


class Order(StrEnum):
    # The least sure suggestion first.
    CONFIDENCE = "confidence"
    NEWEST = "newest"
    RANDOM = "random"
    OLDEST = "oldest"


@dataclass(frozen=True)
class Queue:
    """`mark`: only examples with it. `one_of_a_group`: only where no near-duplicate is answered yet."""

    name: str
    in_chinese: str
    order: Order
    mark: Mark | None = None
    one_of_a_group: bool = False


_LABELLING = (
    Queue("useful", "最有用", Order.CONFIDENCE, one_of_a_group=True),
    Queue("not_understood", "未听懂", Order.NEWEST, Mark.NOT_UNDERSTOOD),
    Queue("low_confidence", "把握不足", Order.CONFIDENCE, Mark.LOW_CONFIDENCE),
    Queue("corrected", "坐席纠正", Order.NEWEST, Mark.CORRECTED),
    Queue("escalated", "已升级会话", Order.NEWEST, Mark.ESCALATED),
    Queue("rated_low", "低评分", Order.NEWEST, Mark.RATED_LOW),
    Queue("false_alarm", "规范误报", Order.NEWEST, Mark.FALSE_ALARM),
    Queue("random", "随机抽取", Order.RANDOM),
    Queue("all", "全部待标注", Order.OLDEST),
)
LABELLING: dict[str, Queue] = {queue.name: queue for queue in _LABELLING}
# One's own answers that a reviewer sent back; given out like the queues above.
RETURNED = Queue("returned", "退回修改", Order.OLDEST)
# For reviewers; read page by page, not handed out.
REVIEWING: dict[str, str] = {"to_review": "待审核", "disagreed": "待裁决"}


def works_in_studio(user: User) -> bool:
    return user.role in {Role.TRAINER, Role.REVIEWER, Role.ADMIN}


def may_review(user: User) -> bool:
    return user.role in {Role.REVIEWER, Role.ADMIN}
