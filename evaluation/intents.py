"""Intents: how often right, which are confused, what is out of scope, and whether confidence can be believed."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import confusion_matrix, roc_auc_score  # type: ignore[import-untyped] # none carried

from evaluation.calibration import calibration_error, reliability
from evaluation.entities import entity_figures, entity_table
from evaluation.examples import Line
from evaluation.figures import WORST, breakdown, figure, text_of
from evaluation.predictions import Parse
from evaluation.report import Confusion, Figure, Report, Table
from evaluation.statistics import Estimate, Rows, f1, resampled, share, share_of


@dataclass(frozen=True)
class Case:
    """A line and its parse."""

    line: Line
    parse: Parse

    @property
    def is_right(self) -> bool:
        return self.parse.intent in self.line.accepted

    @property
    def label(self) -> str:
        """The intent the line counts as: an accepted alternative, once predicted, is no confusion."""
        return self.parse.intent if self.is_right else self.line.intent or ""

    def is_among(self, first: int) -> bool:
        names = [name for name, _ in self.parse.ranking[:first]] or [self.parse.intent]
        return not self.line.accepted.isdisjoint(names)


def measure_intents(name: str, lines: Sequence[Line], parses: Sequence[Parse]) -> Report:
    """Everything about the intents and entities of a set; `lines` must be labelled with an intent."""
    cases = [Case(line, parse) for line, parse in zip(lines, parses, strict=True)]
    confidence = np.array([case.parse.confidence for case in cases])
    is_right = np.array([case.is_right for case in cases])
    return Report(
        kind="nlu",
        name=name,
        n=len(cases),
        figures=(
            *_accuracies(cases),
            _figure("macro-F1", "宏平均 F1", _macro_f1(cases)),
            _scope(cases),
            _figure("ECE", "置信度校准误差（15 组）", calibration_error(confidence, is_right), is_share=False),
            *entity_figures(lines, parses),
            *_degraded(cases),
        ),
        tables=(
            *_breakdowns(cases),
            *entity_table(lines, parses),
            _per_intent(cases),
            _worst(cases),
        ),
        confusion=_confusion(cases),
        curve=reliability(confidence, is_right),
    )


def _figure(measure: str, title: str, estimate: Estimate, *, is_share: bool = True, note: str = "") -> Figure:
    return figure("nlu", measure, title, estimate, is_share=is_share, note=note)


def _accuracies(cases: Sequence[Case]) -> tuple[Figure, ...]:
    trusted = [case for case in cases if not case.parse.fallback]
    return (
        _figure("top-1 accuracy", "首选正确率（可接受的其他意图也算对）", _accuracy(cases)),
        _figure(
            "top-1 accuracy, strict",
            "首选正确率（只认标注意图）",
            share_of([case.parse.intent == case.line.intent for case in cases]),
        ),
        _figure("top-3 accuracy", "前三正确率", share_of([case.is_among(3) for case in cases])),
        _figure("fallback share", "未采信的比例", share(len(cases) - len(trusted), len(cases))),
        _figure("accuracy of what is trusted", "采信部分的正确率", _accuracy(trusted)),
    )


def _accuracy(cases: Sequence[Case]) -> Estimate:
    return share_of([case.is_right for case in cases])


def _degraded(cases: Sequence[Case]) -> tuple[Figure, ...]:
    shares = share_of([case.parse.degraded for case in cases])
    return (_figure("degraded share", "未用句向量的比例", shares),) if shares.value else ()


def _macro_f1(cases: Sequence[Case]) -> Estimate:
    """The mean F1 of the intents that the lines drawn count as."""
    names = {name: number for number, name in enumerate(sorted({*_labels(cases), *_guesses(cases)}))}
    truth = np.array([names[name] for name in _labels(cases)])
    said = np.array([names[name] for name in _guesses(cases)])

    def statistic(rows: Rows) -> float:
        # scikit-learn's f1_score gives the same, a hundred times slower; a test compares them.
        is_so, is_said = truth[rows], said[rows]
        hits, so_often, said_often = (
            np.bincount(one, None, len(names)) for one in (is_so[is_so == is_said], is_so, is_said)
        )
        there = so_often > 0
        return float((2 * hits[there] / (so_often + said_often)[there]).mean())

    return resampled(statistic, len(cases))


def _scope(cases: Sequence[Case]) -> Figure:
    """How well strangeness orders what is out of scope before what is in it."""
    told = [(bool(case.line.is_out_of_scope), case.parse.strangeness) for case in cases if _is_clear(case)]
    outside = np.array([is_outside for is_outside, _ in told], dtype=bool)
    score = np.array([strangeness for _, strangeness in told])

    def statistic(rows: Rows) -> float:
        drawn = outside[rows]
        return float(roc_auc_score(drawn, score[rows])) if drawn.any() and not drawn.all() else float("nan")

    note = f"{int(outside.sum())} out of scope"
    return _figure("out-of-scope AUROC", "范围外识别 AUROC", resampled(statistic, len(told)), is_share=False, note=note)


def _is_clear(case: Case) -> bool:
    return case.line.is_out_of_scope is not None


def _labels(cases: Sequence[Case]) -> list[str]:
    return [case.label for case in cases]


def _guesses(cases: Sequence[Case]) -> list[str]:
    return [case.parse.intent for case in cases]


def _breakdowns(cases: Sequence[Case]) -> tuple[Table, ...]:
    columns: list[tuple[str, str, Callable[[list[Case]], Estimate]]] = [
        ("top-1", "首选正确率", _accuracy),
        ("top-3", "前三正确率", lambda group: share_of([case.is_among(3) for case in group])),
        ("fallback", "未采信的比例", lambda group: share_of([case.parse.fallback for case in group])),
    ]
    strata = [(case.line.stratum, case) for case in cases if case.line.stratum]
    tags = [(tag, case) for case in cases for tag in case.line.tags]
    return (
        *breakdown("by_stratum", "按抽样来源", strata, columns),
        *breakdown("by_tag", "按特点", tags, columns),
    )


def _per_intent(cases: Sequence[Case]) -> Table:
    truth, said = np.array(_labels(cases)), np.array(_guesses(cases))
    rows = []
    for name in sorted({*truth.tolist(), *said.tolist()}):
        is_so, is_said = truth == name, said == name
        hits = int((is_so & is_said).sum())
        taken_for = Counter(said[is_so & ~is_said].tolist()).most_common(1)
        confused = f"{taken_for[0][0]} × {taken_for[0][1]}" if taken_for else ""
        precision, recall = share(hits, int(is_said.sum())), share(hits, int(is_so.sum()))
        rows.append((name, int(is_so.sum()), precision, recall, f1(is_so, is_said, int(is_so.sum())), confused))
    columns = (
        ("intent", "意图"),
        ("n", "n"),
        ("precision", "精确率 precision"),
        ("recall", "召回率 recall"),
        ("f1", "F1"),
        ("confused_with", "最常误认为"),
    )
    return Table("per_intent", "各意图", columns, tuple(rows))


def _confusion(cases: Sequence[Case]) -> Confusion | None:
    """Rows: intents that were missed; columns: what they were taken for, and themselves beside it."""
    truth, said = _labels(cases), _guesses(cases)
    if truth == said:
        return None
    names = sorted({*truth, *said})
    counts = confusion_matrix(truth, said, labels=names)
    wrong = counts - np.diag(np.diag(counts))
    rows = np.flatnonzero(wrong.sum(axis=1))
    columns = np.flatnonzero(wrong.sum(axis=0) + np.isin(np.arange(len(names)), rows))
    picked = counts[np.ix_(rows, columns)]
    return Confusion(
        tuple(names[row] for row in rows),
        tuple(names[column] for column in columns),
        tuple(tuple(int(count) for count in row) for row in picked),
    )


def _worst(cases: Sequence[Case]) -> Table:
    wrong = sorted((case for case in cases if not case.is_right), key=lambda case: -case.parse.confidence)
    rows = tuple(
        (
            case.line.id,
            text_of(case.line),
            ", ".join((case.line.intent or "", *sorted(case.line.alternatives))),
            case.parse.intent,
            round(case.parse.confidence, 2),
        )
        for case in wrong[:WORST]
    )
    columns = (
        ("id", "编号"),
        ("text", "客户原话"),
        ("label", "标注"),
        ("predicted", "识别为"),
        ("confidence", "置信度"),
    )
    note = f"共 {len(wrong)} 条识别有误，按置信度从高到低"
    return Table("worst", "最有把握的错误", columns, rows, note)
