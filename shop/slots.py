"""Bookable times of day: deliveries, visits and pick-ups happen within a slot of a day, local time in Shanghai."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class SlotKind(StrEnum):
    """What is booked; each has its own hours and its own lead time in the policy."""

    DELIVERY = "delivery"
    INSTALLATION = "installation"
    REPAIR = "repair"
    PICKUP = "pickup"


@dataclass(frozen=True, order=True)
class Slot:
    """One bookable span of one day."""

    day: date
    start: time
    end: time

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.day, self.start, SHANGHAI)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.day, self.end, SHANGHAI)
