"""Feelings and grievances of single lines: who is not calm, who is angry, what is a complaint."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evaluation.examples import Line
from evaluation.figures import WORST, breakdown, figure, text_of
from evaluation.labels import ANGRY, CALM, EMOTIONS
from evaluation.predictions import Parse
from evaluation.report import Cell, Figure, Report, Table
from evaluation.statistics import Estimate, f1, share, share_of


@dataclass(frozen=True)
class Case:
    """A line and its parse."""

    line: Line
    parse: Parse

    @property
    def is_right(self) -> bool:
        return self.line.emotion == self.parse.emotion

    @property
    def distance(self) -> float:
        """How far the intensity is from what the label says: 0 for calm, 1 for all else."""
        return abs(self.parse.emotion_score - (self.line.emotion != CALM))


@dataclass(frozen=True)
class _YesNo:
    """One yes/no reading of the labels: what is so, what was said."""

    is_so: Callable[[Case], bool]
    is_said: Callable[[Case], bool]

    def precision(self, cases: Sequence[Case]) -> Estimate:
        return share(self._both(cases), sum(map(self.is_said, cases)))

    def recall(self, cases: Sequence[Case]) -> Estimate:
        return share(self._both(cases), sum(map(self.is_so, cases)))

    def f1(self, cases: Sequence[Case]) -> Estimate:
        return f1([self.is_so(case) for case in cases], [self.is_said(case) for case in cases])

    def _both(self, cases: Sequence[Case]) -> int:
        return sum(self.is_so(case) and self.is_said(case) for case in cases)


_NOT_CALM = _YesNo(lambda case: case.line.emotion != CALM, lambda case: case.parse.emotion != CALM)
_ANGRY = _YesNo(lambda case: case.line.emotion == ANGRY, lambda case: case.parse.emotion == ANGRY)
_COMPLAINT = _YesNo(lambda case: bool(case.line.complaint), lambda case: case.parse.complaint)


def measure_emotion(name: str, lines: Sequence[Line], parses: Sequence[Parse]) -> Report:
    """Everything about the feelings of a set; `lines` must be labelled with emotion and complaint."""
    cases = [Case(line, parse) for line, parse in zip(lines, parses, strict=True)]
    return Report(
        kind="emotion",
        name=name,
        n=len(cases),
        figures=(
            *_figures("not-calm", "不平静", _NOT_CALM, cases),
            figure("emotion", "three-way accuracy", "三类情绪正确率", _accuracy(cases)),
            *_figures("angry", "愤怒", _ANGRY, cases),
            *_figures("complaint", "投诉", _COMPLAINT, cases),
        ),
        tables=(*_breakdowns(cases), _confusion(cases), _worst(cases), _complaint_errors(cases)),
    )


def _figures(name: str, title: str, label: _YesNo, cases: Sequence[Case]) -> tuple[Figure, ...]:
    note = f"{sum(map(label.is_so, cases))} are {name}"
    return (
        figure("emotion", f"{name} F1", f"{title} F1", label.f1(cases), note=note),
        figure("emotion", f"{name} precision", f"{title}精确率", label.precision(cases)),
        figure("emotion", f"{name} recall", f"{title}召回率", label.recall(cases)),
    )


def _accuracy(cases: Sequence[Case]) -> Estimate:
    return share_of([case.is_right for case in cases])


def _breakdowns(cases: Sequence[Case]) -> tuple[Table, ...]:
    columns: list[tuple[str, str, Callable[[list[Case]], Cell]]] = [
        ("three-way", "三类情绪正确率", _accuracy),
        ("not-calm F1", "不平静 F1", _NOT_CALM.f1),
        ("complaint recall", "投诉召回率", _COMPLAINT.recall),
        ("complaint precision", "投诉精确率", _COMPLAINT.precision),
    ]
    strata = [(case.line.stratum, case) for case in cases if case.line.stratum]
    tags = [(tag, case) for case in cases for tag in case.line.tags]
    return (
        *breakdown("by_stratum", "按抽样来源", strata, columns),
        *breakdown("by_tag", "按特点", tags, columns),
    )


def _confusion(cases: Sequence[Case]) -> Table:
    pairs = Counter((case.line.emotion, case.parse.emotion) for case in cases)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (label, *(pairs[label, said] for said in EMOTIONS)) for label in EMOTIONS
    )
    columns = (("label", "标注"), *((said, f"识别为 {said}") for said in EMOTIONS))
    return Table("confusion", "情绪混淆", columns, rows)


_COLUMNS = (
    ("id", "编号"),
    ("text", "客户原话"),
    ("label", "标注"),
    ("predicted", "识别为"),
    ("score", "强度"),
)


def _worst(cases: Sequence[Case]) -> Table:
    wrong = sorted((case for case in cases if not case.is_right), key=lambda case: -case.distance)
    rows = tuple(
        (case.line.id, text_of(case.line), case.line.emotion, case.parse.emotion, round(case.parse.emotion_score, 2))
        for case in wrong[:WORST]
    )
    note = f"共 {len(wrong)} 条有误，按偏离标注的程度排列"
    return Table("worst", "偏差最大的情绪错误", _COLUMNS, rows, note)


def _complaint_errors(cases: Sequence[Case]) -> Table:
    wrong = [case for case in cases if bool(case.line.complaint) != case.parse.complaint]
    names = {True: "complaint", False: "none"}
    rows = tuple(
        (
            case.line.id,
            text_of(case.line),
            names[bool(case.line.complaint)],
            names[case.parse.complaint],
            round(case.parse.emotion_score, 2),
        )
        for case in sorted(wrong, key=lambda case: not case.line.complaint)[: 2 * WORST]
    )
    return Table("complaint_errors", "投诉判断错误", _COLUMNS, rows, f"共 {len(wrong)} 条有误，漏判在前")
