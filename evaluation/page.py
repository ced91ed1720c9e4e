"""The page of all measurements: one file that loads nothing, for a phone and for a wide screen."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evaluation.report import Bin, Report, Skipped
from evaluation.statistics import Estimate
from evaluation.summary import bound_in_words, interval_in_words, value_in_words

_FOLDER = Path(__file__).parent / "page"
_KINDS = {
    "nlu": "意图与实体",
    "emotion": "情绪与投诉",
    "escalation": "转人工",
    "knowledge": "知识库",
    "encoders": "句向量模型",
}
# The square of the reliability curve in its own units.
_SIDE = 300


def render(reports: Sequence[Report], made_at: str, skipped: Sequence[Skipped]) -> str:
    """The page as HTML; `skipped` is what was not measured, and why."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["estimate"] = lambda cell: isinstance(cell, Estimate)
    environment.filters |= {
        "words": value_in_words,
        "interval": interval_in_words,
        "bound": bound_in_words,
        "point": _point,
    }
    return environment.get_template("page.html.j2").render(
        reports=reports, kinds=_KINDS, made_at=made_at, skipped=skipped, side=_SIDE
    )


def _point(one: Bin) -> dict[str, float]:
    """Where a bin stands in the square, its whisker, and how big it is drawn."""
    accuracy = one.accuracy
    return {
        "x": round(one.confidence * _SIDE, 1),
        "y": round((1 - (accuracy.value or 0.0)) * _SIDE, 1),
        "top": round((1 - (accuracy.high or 0.0)) * _SIDE, 1),
        "bottom": round((1 - (accuracy.low or 0.0)) * _SIDE, 1),
        "radius": round(min(9.0, 2 + accuracy.n**0.5 / 2), 1),
    }
