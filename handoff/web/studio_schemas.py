"""What the studio's page sends; a field of the wrong kind is named as the page names it."""

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from sanic import Request

from handoff.domain.errors import BadInput
from handoff.domain.studio.annotation import Answer, Emotion, Outcome, Saved, Span
from handoff.domain.text import clean
from handoff.services.studio.bulk import MOST_AT_ONCE
from handoff.services.studio.labelling import Save
from handoff.services.studio.port import PersonalSettings

_MOST_SEEN = 200
_NAMES = {
    "skip": "刚看过的语料",
    "example_id": "语料编号",
    "example_ids": "语料编号",
    "change_id": "修改编号",
    "revision": "修改次数",
    "outcome": "处理方式",
    "answer": "标注内容",
    "intent": "意图",
    "also": "其他可接受的意图",
    "spans": "片段",
    "emotion": "情绪",
    "complaint": "是否投诉",
    "needs_person": "应转人工",
    "comment": "备注",
    "blind": "盲标",
    "seconds": "用时",
    "submit": "是否提交",
    "keys": "快捷键",
}


def _cleaned(given: object) -> object:
    return clean(given) if isinstance(given, str) else given


# Made by the page: 32 hex digits.
_Made = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
_Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
_Label = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
_Place = Annotated[int, Field(ge=0, lt=2**31, strict=True)]
_Bool = Annotated[bool, Field(strict=True)]
_Comment = Annotated[str, BeforeValidator(_cleaned), StringConstraints(max_length=2000)]
_Value = Annotated[str, BeforeValidator(_cleaned), StringConstraints(max_length=200)]
_Key = Annotated[str, BeforeValidator(_cleaned), StringConstraints(max_length=32)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Seen(_Body):
    skip: Annotated[tuple[_Id, ...], Field(max_length=_MOST_SEEN)] = ()


class _Span(_Body):
    start: _Place
    end: _Place
    entity: _Label
    value: _Value | None = None


class _Answer(_Body):
    intent: _Label | None = None
    also: Annotated[tuple[_Label, ...], Field(max_length=8)] = ()
    spans: Annotated[tuple[_Span, ...], Field(max_length=100)] = ()
    emotion: Emotion | None = None
    complaint: _Bool | None = None
    needs_person: _Bool | None = None

    def made(self) -> Answer:
        spans = tuple(Span(each.start, each.end, each.entity, each.value or None) for each in self.spans)
        return Answer(self.intent, self.also, spans, self.emotion, self.complaint, self.needs_person)


class AnnotationEdit(_Body):
    example_id: _Id
    change_id: _Made
    revision: _Place
    outcome: Outcome | None = None
    answer: _Answer = _Answer()
    comment: _Comment = ""
    blind: _Bool = False
    seconds: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)] | None = None
    submit: _Bool = False

    def made(self) -> Save:
        content = Saved(self.outcome, self.answer.made(), self.comment, self.blind, self.seconds)
        return Save(self.example_id, self.change_id, self.revision, content, self.submit)


class Walk(_Body):
    change_id: _Made


class Review(_Body):
    change_id: _Made | None = None
    comment: _Comment = ""


class BulkLook(_Body):
    example_ids: Annotated[tuple[_Id, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]
    answer: _Answer


class BulkAnswer(BulkLook):
    change_id: _Made


class SettingsEdit(_Body):
    blind: _Bool = False
    keys: Annotated[dict[_Label, _Key], Field(max_length=64)] = Field(default_factory=dict)

    def made(self) -> PersonalSettings:
        return PersonalSettings(self.blind, self.keys)


_Schema = TypeVar("_Schema", bound=_Body)


def parsed(request: Request[Any, Any], schema: type[_Schema]) -> _Schema:
    """Raises BadInput naming the field."""
    try:
        return schema.model_validate(request.json if request.body else {})
    except ValidationError as error:
        raise BadInput(_refusal(error)) from error


def made(given: str, name: str) -> str:
    """An id that a page has made; it stands in the path."""
    if len(given) != 32 or not set(given) <= set("0123456789abcdef"):
        raise BadInput(f"{name}须为32位十六进制编号，请刷新页面后重试。")
    return given


def _refusal(error: ValidationError) -> str:
    first = error.errors()[0]
    name = next((_NAMES[part] for part in reversed(first["loc"]) if part in _NAMES), "请求内容")
    if first["type"] == "missing":
        return f"请提供{name}。"
    if first["type"] == "too_long" and "example_ids" in first["loc"]:
        return f"一次最多批量标注{MOST_AT_ONCE}条语料，请减少后重试。"
    return f"“{name}”的格式不正确，请检查后重试。"
