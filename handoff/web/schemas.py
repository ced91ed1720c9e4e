"""What the web takes in; everything else is refused with one sentence."""

from typing import Annotated, Any, TypeVar

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from sanic import Request

from handoff.domain.agent import Availability
from handoff.domain.errors import BadInput
from handoff.domain.image import MOST_IN_A_LINE
from handoff.domain.text import whole
from handoff.domain.ticket import Priority, TicketStatus

_Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
# Ids of images uploaded before.
_Images = Annotated[tuple[_Id, ...], Field(max_length=MOST_IN_A_LINE)]
# What a column of whole numbers takes.
_Count = Annotated[int, Field(ge=0, lt=2**31)]


def _whole(given: object) -> object:
    # A browser may cut an emoji in two; the rest of the line must come through all the same.
    return whole(given) if isinstance(given, str) else given


_Text = Annotated[str, BeforeValidator(_whole)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class NewSession(_Body):
    visitor_token: Annotated[_Text, StringConstraints(max_length=500)] | None = None


class NewMessage(_Body):
    client_id: _Id
    # Measured again after cleaning; this bound keeps a hostile body from being worked on at all.
    text: Annotated[_Text, StringConstraints(max_length=20_000)]
    attachments: _Images = ()


class SignIn(_Body):
    name: Annotated[_Text, StringConstraints(max_length=64)]
    password: Annotated[_Text, StringConstraints(max_length=256)]


class AgentReply(_Body):
    client_id: _Id
    text: Annotated[_Text, StringConstraints(max_length=20_000)]
    answers_seq: _Count | None = None
    override_reason: Annotated[_Text, StringConstraints(max_length=200)] | None = None
    attachments: _Images = ()


class Check(_Body):
    text: Annotated[_Text, StringConstraints(max_length=20_000)]


class FalseAlarmReport(_Body):
    """`message_id` null: the line was being written, and `text` is it so far."""

    episode_id: _Id
    message_id: _Id | None = None
    text: Annotated[_Text, StringConstraints(max_length=2000)] = ""
    rule: Annotated[_Text, StringConstraints(max_length=8)]
    start: _Count
    end: _Count


class Result(_Body):
    result: Annotated[_Text, StringConstraints(max_length=2000)]


class NewAvailability(_Body):
    availability: Availability
    capacity: int | None = None


class Read(_Body):
    count: _Count


class Grade(_Body):
    """`grade` null: passed over."""

    episode_id: _Id
    grade: Annotated[int, Field(ge=1, le=5, strict=True)] | None
    reason: Annotated[_Text, StringConstraints(max_length=2000)] = ""


class Handover(_Body):
    user_id: _Id
    reason: Annotated[_Text, StringConstraints(max_length=2000)]
    consented: bool = False


class NewNote(_Body):
    client_id: _Id
    text: Annotated[_Text, StringConstraints(max_length=20_000)]


class Assignment(_Body):
    user_id: _Id


_Department = Annotated[_Text, StringConstraints(max_length=32)]


class NewTicket(_Body):
    category: Annotated[_Text, StringConstraints(max_length=8)]
    demand: Annotated[_Text, StringConstraints(max_length=500)]
    department: _Department | None = None
    priority: Priority | None = None
    due_at: AwareDatetime | None = None


class TicketEdit(_Body):
    version: _Count
    status: TicketStatus | None = None
    handling: Annotated[_Text, StringConstraints(max_length=2000)] | None = None
    result: Annotated[_Text, StringConstraints(max_length=2000)] | None = None
    priority: Priority | None = None
    department: _Department | None = None
    convenient_time: Annotated[_Text, StringConstraints(max_length=64)] | None = None
    due_at: AwareDatetime | None = None


class TicketLine(_Body):
    client_id: _Id
    text: Annotated[_Text, StringConstraints(max_length=20_000)]
    override_reason: Annotated[_Text, StringConstraints(max_length=200)] | None = None


_Schema = TypeVar("_Schema", bound=_Body)


def body(request: Request[Any, Any], schema: type[_Schema]) -> _Schema:
    """The request's JSON as `schema`; raises BadInput naming the field."""
    try:
        return schema.model_validate(request.json if request.body else {})
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors()[0]["loc"]) or "请求内容"
        raise BadInput(f"“{field}”的格式不正确，请检查后重试。") from error


def whole_number(request: Request[Any, Any], name: str, default: int | None) -> int | None:
    value = request.args.get(name)
    if value is None:
        return default
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise BadInput(f"“{name}”须为整数。")
    return int(value)
