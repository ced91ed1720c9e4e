"""How many sends a platform still takes in one conversation, and what they are kept for. Pure; time is passed in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from handoff.domain.errors import DomainError
from handoff.domain.inbox import ChannelKind, Flavour
from handoff.domain.parcel import Purpose


class NoQuota(DomainError):
    """No unit is left for this purpose; what was to go out waits until the customer writes again."""

    code = "no_quota"


@dataclass(frozen=True, kw_only=True)
class QuotaRules:
    """What a platform grants for a customer's message, and for an event such as a menu click.

    The margins end a grant before the platform does: its clock and ours differ, and a send takes time.
    `taps_are_events`: a tap on an item of a menu message is granted what an event is.
    """

    per_message: int = 5
    message_lasts: timedelta = timedelta(hours=48)
    message_margin: timedelta = timedelta(minutes=1)
    per_event: int
    event_lasts: timedelta = timedelta(minutes=1)
    event_margin: timedelta = timedelta(seconds=3)
    taps_are_events: bool = False


OFFICIAL_ACCOUNT = QuotaRules(per_event=3, taps_are_events=True)
MINI_PROGRAM = QuotaRules(per_event=2)
KF = QuotaRules(per_event=0)


def rules_of(channel: ChannelKind, flavour: Flavour | None = None) -> QuotaRules | None:
    """None: this channel has no limit."""
    if channel is ChannelKind.WECHAT_OA:
        return MINI_PROGRAM if flavour is Flavour.MINI else OFFICIAL_ACCOUNT
    return KF if channel is ChannelKind.WECHAT_KF else None


@dataclass(frozen=True)
class Grant:
    """`at`: what it was granted for happened then, by the platform's clock."""

    at: datetime
    until: datetime
    left: int

    def open_units(self, now: datetime) -> int:
        # Not also `at <= now`: where the platform's clock is ahead of ours, the customer would wait for no reason.
        return self.left if now < self.until else 0

    def is_same(self, other: "Grant") -> bool:
        return (self.at, self.until) == (other.at, other.until)


@dataclass(frozen=True)
class Ledger:
    """What the platform granted and what is left of it.

    Of a message's units one is kept for the holding line, until it is used, and one for the answer; once answered,
    nothing is kept. An event's units are used first, because they end sooner, and are kept for nothing.
    `held`, `answered`: what went out since the customer's last message.
    """

    message: Grant | None = None
    event: Grant | None = None
    held: bool = False
    answered: bool = False

    def received(self, at: datetime, rules: QuotaRules, *, by_tap: bool = False) -> "Ledger":
        """A customer's message: a new grant in place of the old one; one older than the grant changes nothing."""
        if by_tap and rules.taps_are_events:
            told = self.happened(at, rules)
            return self if told is self else replace(told, held=False, answered=False)
        if self.message and at < self.message.at:
            return self
        until = at + rules.message_lasts - rules.message_margin
        # Whether an event's units outlive a message is nowhere said; counted as gone, none is counted on in vain.
        return Ledger(Grant(at, until, rules.per_message), _ended(self.event))

    def happened(self, at: datetime, rules: QuotaRules) -> "Ledger":
        """Subscribed, scanned, tapped the menu, entered the session; the newest event replaces the one before."""
        if rules.per_event == 0 or (self.event and at < self.event.at):
            return self
        return replace(self, event=Grant(at, at + rules.event_lasts - rules.event_margin, rules.per_event))

    def free_for(self, purpose: Purpose, now: datetime) -> int:
        """How many sends of this purpose could go out now, one after the other."""
        from_message = self.message.open_units(now) - self._kept_from(purpose) if self.message else 0
        return self._event_units(now) + max(0, from_message)

    def admits(self, purpose: Purpose, now: datetime) -> bool:
        return self.free_for(purpose, now) > 0

    def spend(self, purpose: Purpose, now: datetime) -> "Ledger":
        """Raises NoQuota where the purpose is not admitted."""
        if not self.admits(purpose, now):
            raise NoQuota("当前可发送的条数已用完，客户再次发来消息后将继续发送。")
        spent = replace(
            self,
            held=self.held or purpose is Purpose.HOLDING,
            answered=self.answered or purpose is Purpose.ANSWER,
        )
        if self._event_units(now):
            return replace(spent, event=_add(self.event, -1))
        return replace(spent, message=_add(self.message, -1))

    def refund(self, purpose: Purpose, before: "Ledger", spent_at: datetime) -> "Ledger":
        """A send that certainly did not count; `before` and `spent_at` are what its `spend` was called with.

        A grant that has ended since, or made way for another, gets nothing back.
        """
        restored = replace(
            self,
            held=self.held and (before.held or purpose is not Purpose.HOLDING),
            answered=self.answered and (before.answered or purpose is not Purpose.ANSWER),
        )
        if before._event_units(spent_at):
            return replace(restored, event=_refunded(self.event, before.event))
        return replace(restored, message=_refunded(self.message, before.message))

    def exhausted(self) -> "Ledger":
        """The platform says that none is left until the customer writes, whatever was counted here."""
        return replace(self, message=_ended(self.message), event=_ended(self.event))

    def left(self, now: datetime) -> int:
        return self._event_units(now) + (self.message.open_units(now) if self.message else 0)

    def until(self, now: datetime) -> datetime | None:
        """When the last unit ends that is left now; None where none is."""
        return max(
            (grant.until for grant in (self.message, self.event) if grant and grant.open_units(now)), default=None
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "message": _grant_as_json(self.message),
            "event": _grant_as_json(self.event),
            "held": self.held,
            "answered": self.answered,
        }

    def _event_units(self, now: datetime) -> int:
        return self.event.open_units(now) if self.event else 0

    def _kept_from(self, purpose: Purpose) -> int:
        """An answer is never kept waiting for the holding line's sake: once it is out, no holding line is due."""
        if self.answered or purpose is Purpose.ANSWER:
            return 0
        if purpose is Purpose.HOLDING or self.held:
            return 1
        return 2


def ledger_of(value: Mapping[str, Any]) -> Ledger:
    """Of what `as_json` wrote; raises KeyError, TypeError or ValueError where it is none."""
    return Ledger(_grant_of(value["message"]), _grant_of(value["event"]), bool(value["held"]), bool(value["answered"]))


def _add(grant: Grant | None, units: int) -> Grant | None:
    return replace(grant, left=grant.left + units) if grant else None


def _refunded(grant: Grant | None, charged: Grant | None) -> Grant | None:
    return _add(grant, 1) if grant and charged and grant.is_same(charged) else grant


def _ended(grant: Grant | None) -> Grant | None:
    """It keeps its `at`, so that a message from before it still grants nothing."""
    return replace(grant, until=grant.at, left=0) if grant else None


def _grant_as_json(grant: Grant | None) -> dict[str, Any] | None:
    return {"at": grant.at.isoformat(), "until": grant.until.isoformat(), "left": grant.left} if grant else None


def _grant_of(value: Mapping[str, Any] | None) -> Grant | None:
    if value is None:
        return None
    return Grant(datetime.fromisoformat(value["at"]), datetime.fromisoformat(value["until"]), int(value["left"]))
