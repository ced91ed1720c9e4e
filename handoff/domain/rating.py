"""How the customer found the service: five grades, and what a low one starts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# After this long nobody remembers well enough to grade.
RATABLE_FOR = timedelta(hours=24)
# This grade and any below it.
LOW = 2
GRADES = (5, 4, 3, 2, 1)
_GRADES = {5: "非常满意", 4: "满意", 3: "一般", 2: "不满意", 1: "非常不满意"}


@dataclass(frozen=True)
class Rating:
    """Of one episode, for the stretch that answered last; `grade` None: the customer passed it over."""

    id: str
    episode_id: str
    stretch_id: str
    served_by: str
    agent_id: str | None
    grade: int | None
    reason: str
    at: datetime

    @property
    def is_low(self) -> bool:
        return self.grade is not None and self.grade <= LOW


def grade_in_chinese(grade: int) -> str:
    return _GRADES[grade]
