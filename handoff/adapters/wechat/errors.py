"""What a platform's error asks of us, and what becomes of a parcel that met one."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address
from zoneinfo import ZoneInfo

from handoff.domain.errors import ChannelUnavailable, DomainError
from handoff.domain.parcel import UNANSWERED, Outcome, Receipt, Toll
from handoff.services.channel_port import PlatformRefused

_PLATFORM_ZONE = ZoneInfo("Asia/Shanghai")
# Access tokens and secrets have 32 letters and more; the numbers that WeChat's support asks for have fewer.
_SECRET_LIKE = re.compile(r"[0-9A-Za-z_\-]{32,}")
_MOST_OWN_WORDS = 160


class Action(StrEnum):
    """REFUSED: this line cannot go. PERMANENT: this customer cannot be reached. OTHER: the code is in no table."""

    REFRESH_TOKEN = "refresh_token"  # noqa: S105 (no password)
    BUSY = "busy"
    CONFIG = "config"
    PERMANENT = "permanent"
    PARK = "park"
    BACK_OFF_DAY = "back_off_day"
    BACK_OFF_MINUTE = "back_off_minute"
    BACK_OFF_SECONDS = "back_off_seconds"
    TOO_LONG = "too_long"
    REUPLOAD = "reupload"
    REFUSED = "refused"
    FEATURE_OFF = "feature_off"
    IGNORE = "ignore"
    SESSION = "session"
    COLLEAGUE = "colleague"
    NATIVE = "native"
    SERVICER = "servicer"
    MOVE = "move"
    STALE_BELL = "stale_bell"
    BUG = "bug"
    OTHER = "other"


@dataclass(frozen=True)
class Known:
    """One code of a table; `{ip}` in `text` stands for the address that the platform's own words name."""

    action: Action
    text: str


class Refused(Exception):
    """The platform answered and did not do it; `text` is for the desk and the operator, `own_words` theirs."""

    def __init__(self, code: str, action: Action, text: str, own_words: str = "") -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.action = action
        self.text = text
        self.own_words = own_words


class NotTaken(Exception):
    """The platform cannot have done it: no connection came about, or it said that it was busy."""

    text = "暂时无法使用微信接口，系统稍后会再次发送。"
    code = "busy"


class NoAnswer(Exception):
    """The request went out and nothing that can be read came back: it was done or it was not."""

    text = "微信没有返回发送结果，无法确认客户是否已收到，请您在客户回复后再决定是否重发。"
    code = UNANSWERED


@contextmanager
def beside_the_send() -> Iterator[None]:
    """For a call that does not carry the line itself: without its answer the line has surely not gone out."""
    try:
        yield
    except NoAnswer as error:
        raise NotTaken(str(error)) from error


def refusal(code: int, errmsg: str, codes: Mapping[int, Known]) -> Refused:
    """What a code of `codes` means; an unknown one is shown with the platform's own words."""
    own_words = _SECRET_LIKE.sub("…", errmsg)[:_MOST_OWN_WORDS]
    if known := codes.get(code):
        return Refused(str(code), known.action, known.text.replace("{ip}", _caller(errmsg)), own_words)
    text = f"微信拒绝了本次请求（错误码{code}，原文：{own_words or '无'}），请将这段文字交给系统管理员处理。"
    return Refused(str(code), Action.OTHER, text, own_words)


def _caller(errmsg: str) -> str:
    for word in re.split(r"[\s,;\[\]()]+", errmsg):
        try:
            address = ip_address(word.strip(".").removeprefix("ip:"))
        except ValueError:
            continue
        mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        return f"服务器IP {mapped or address} "
    return "本服务器的出口IP"


_LATER_WITH_TROUBLE = Receipt(Outcome.LATER, Toll.NONE, after=timedelta(minutes=5), is_trouble=True)
_FAILED = Receipt(Outcome.FAILED, Toll.NONE)
_BECOMES: Mapping[Action, Receipt] = {
    # A token that is refused a second time is a matter of the set-up: somebody else keeps replacing it.
    Action.REFRESH_TOKEN: _LATER_WITH_TROUBLE,
    Action.CONFIG: _LATER_WITH_TROUBLE,
    Action.FEATURE_OFF: _LATER_WITH_TROUBLE,
    Action.BACK_OFF_MINUTE: Receipt(Outcome.LATER, Toll.NONE, after=timedelta(minutes=1)),
    Action.BACK_OFF_SECONDS: Receipt(Outcome.LATER, Toll.NONE, after=timedelta(seconds=10)),
    Action.PARK: Receipt(Outcome.PARKED, Toll.EXHAUSTED),
    Action.COLLEAGUE: Receipt(Outcome.PARKED, Toll.NONE),
    # The session takes lines by its state and refuses them all the same: waiting helps, or the operator.
    Action.SESSION: Receipt(Outcome.LATER, Toll.NONE, after=timedelta(minutes=1), is_trouble=True),
}


def receipt_of(error: Refused | NotTaken | NoAnswer, now: datetime) -> Receipt:
    """What becomes of a parcel whose send ended so; unanswered means unknown."""
    match error:
        case NotTaken():
            return Receipt(Outcome.LATER, Toll.NONE, error.text, error.code)
        case NoAnswer():
            return Receipt(Outcome.UNKNOWN, Toll.SPENT, error.text, error.code)
        case Refused(action=Action.BACK_OFF_DAY):
            return Receipt(Outcome.LATER, Toll.NONE, error.text, error.code, after=_until_midnight(now))
        case Refused():
            becomes = _BECOMES.get(error.action, _FAILED)
            return Receipt(
                becomes.outcome, becomes.toll, error.text, error.code, becomes.after, is_trouble=becomes.is_trouble
            )


def _until_midnight(now: datetime) -> timedelta:
    """Daily quotas begin anew at midnight in Beijing."""
    tomorrow = now.astimezone(_PLATFORM_ZONE).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, _PLATFORM_ZONE) - now


def raised(error: Refused | NotTaken | NoAnswer) -> DomainError:
    """The same for calls that answer with something: PlatformRefused, or ChannelUnavailable where waiting helps."""
    if not isinstance(error, Refused):
        return ChannelUnavailable("微信接口暂时没有应答，请稍后再试。")
    if error.action in _PASSES:
        return ChannelUnavailable(error.text)
    is_trouble = _BECOMES.get(error.action, _FAILED).is_trouble
    return PlatformRefused(error.text, platform_code=error.code, is_trouble=is_trouble)


_PASSES = {Action.BACK_OFF_DAY, Action.BACK_OFF_MINUTE, Action.BACK_OFF_SECONDS}
