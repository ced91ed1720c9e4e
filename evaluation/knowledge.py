"""Knowledge: whether the right entry comes first, and whether what is told without asking back is true."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evaluation.examples import Question
from evaluation.figures import breakdown, figure
from evaluation.predictions import Found
from evaluation.report import Cell, Figure, Report, Table
from evaluation.statistics import Estimate, ratio, share_of

_ANSWERED, _CONFIRMED, _REFUSED = "answer", "confirm", "none"


@dataclass(frozen=True)
class Case:
    """A question and what was found for it."""

    question: Question
    found: Found

    @property
    def rank(self) -> int | None:
        """The place, from 1, of the first entry that answers the question; None = it is not in the ranking."""
        places = (place for place, entry in enumerate(self.found.ranking, 1) if entry in self.question.entries)
        return next(places, None)

    @property
    def is_answered_right(self) -> bool:
        return self.found.decision == _ANSWERED and self.rank == 1

    @property
    def is_answered_wrong(self) -> bool:
        return self.found.decision == _ANSWERED and self.rank != 1

    @property
    def is_found(self) -> bool:
        """Whether the customer is told an entry that answers, or asked whether it is meant."""
        return self.found.decision != _REFUSED and self.rank == 1

    def is_within(self, first: int) -> bool:
        return self.rank is not None and self.rank <= first


def measure_knowledge(
    name: str, questions: Sequence[Question], found: Sequence[Found], by_wording: Sequence[Found] = ()
) -> Report:
    """`by_wording`: what is found while the encoder is away."""
    cases = [Case(question, one) for question, one in zip(questions, found, strict=True)]
    degraded = [Case(question, one) for question, one in zip(questions, by_wording, strict=True)] if by_wording else []
    return Report(
        kind="knowledge",
        name=name,
        n=len(cases),
        figures=(*_figures(cases), *_degraded(degraded)),
        tables=(
            _decisions(cases),
            *_by_tag(cases),
            _errors("answered_wrong", "直接答错", [case for case in cases if case.is_answered_wrong]),
            _errors(
                "not_first",
                "有答案但首位不是",
                [case for case in _answerable(cases) if case.rank != 1 and not case.is_answered_wrong],
            ),
            _errors(
                "refused",
                "首位正确但未作答",
                [case for case in _answerable(cases) if case.rank == 1 and not case.is_found],
            ),
            _errors(
                "offered",
                "无答案但仍请客户确认",
                [case for case in _unanswerable(cases) if case.found.decision == _CONFIRMED],
            ),
        ),
    )


def _figures(cases: Sequence[Case]) -> tuple[Figure, ...]:
    def of(measure: str, title: str, estimate: Estimate, *, is_share: bool = True) -> Figure:
        return figure("knowledge", measure, title, estimate, is_share=is_share)

    answerable, unanswerable = _answerable(cases), _unanswerable(cases)
    reciprocal = [1 / case.rank if case.rank else 0.0 for case in answerable]
    return (
        of("hit@1", "首位命中", _hit_at_1(answerable)),
        of("hit@3", "前三命中", share_of([case.is_within(3) for case in answerable])),
        of("MRR", "平均倒数排名", ratio(reciprocal, [1] * len(reciprocal)), is_share=False),
        of("found (answered or offered)", "有答案的直接答对或先确认", share_of([case.is_found for case in answerable])),
        of("answered right", "直接答对（占全部）", share_of([case.is_answered_right for case in cases])),
        of("answered wrong", "直接答错（占全部）", share_of([case.is_answered_wrong for case in cases])),
        of("confirmed", "先请客户确认（占全部）", _decided(cases, _CONFIRMED)),
        of("unanswerable refused", "无答案的不作答", _decided(unanswerable, _REFUSED)),
        of("unanswerable only offered", "无答案的仅请客户确认", _decided(unanswerable, _CONFIRMED)),
        of("unanswerable answered", "无答案的被直接回答", _decided(unanswerable, _ANSWERED)),
        of("answerable refused", "有答案的未作答", _decided(answerable, _REFUSED)),
    )


def _degraded(cases: Sequence[Case]) -> tuple[Figure, ...]:
    if not cases:
        return ()
    wrong = share_of([case.is_answered_wrong for case in cases])
    rows = (
        ("degraded hit@1", "仅凭字词：首位命中", _hit_at_1(_answerable(cases))),
        ("degraded found", "仅凭字词：直接答对或先确认", share_of([case.is_found for case in _answerable(cases)])),
        ("degraded answered wrong", "仅凭字词：直接答错（占全部）", wrong),
        ("degraded unanswerable refused", "仅凭字词：无答案的不作答", _decided(_unanswerable(cases), _REFUSED)),
    )
    return tuple(figure("knowledge", measure, title, value) for measure, title, value in rows)


def _answerable(cases: Sequence[Case]) -> list[Case]:
    return [case for case in cases if case.question.is_answerable]


def _unanswerable(cases: Sequence[Case]) -> list[Case]:
    return [case for case in cases if not case.question.is_answerable]


def _hit_at_1(answerable: Sequence[Case]) -> Estimate:
    return share_of([case.is_within(1) for case in answerable])


def _decided(cases: Sequence[Case], decision: str) -> Estimate:
    return share_of([case.found.decision == decision for case in cases])


def _decisions(cases: Sequence[Case]) -> Table:
    rows = []
    for title, group in (("answerable", _answerable(cases)), ("unanswerable", _unanswerable(cases))):
        wrong = sum(case.is_answered_wrong for case in group)
        decided = [case.found.decision for case in group]
        right = decided.count(_ANSWERED) - wrong
        rows.append((title, len(group), right, wrong, decided.count(_CONFIRMED), decided.count(_REFUSED)))
    columns = (
        ("group", "问题"),
        ("n", "n"),
        ("answered_right", "直接答对"),
        ("answered_wrong", "直接答错"),
        ("confirmed", "先请确认"),
        ("refused", "不作答"),
    )
    return Table("decisions", "怎样处理", columns, tuple(rows))


def _by_tag(cases: Sequence[Case]) -> tuple[Table, ...]:
    columns: list[tuple[str, str, Callable[[list[Case]], Cell]]] = [
        ("hit@1", "首位命中", lambda group: _hit_at_1(_answerable(group))),
        ("found", "答对或确认", lambda group: share_of([case.is_found for case in _answerable(group)])),
        ("answered wrong", "直接答错", lambda group: share_of([case.is_answered_wrong for case in group])),
        ("unanswerable refused", "无答案的不作答", lambda group: _decided(_unanswerable(group), _REFUSED)),
    ]
    return breakdown("by_tag", "按特点", [(tag, case) for case in cases for tag in case.question.tags], columns)


def _errors(key: str, title: str, cases: Sequence[Case]) -> Table:
    columns = (
        ("id", "编号"),
        ("question", "问题"),
        ("entries", "应为"),
        ("found", "首位"),
        ("decision", "处理"),
    )
    rows = tuple(
        (
            case.question.id,
            case.question.text,
            ", ".join(case.question.entries) or "（无答案）",
            next(iter(case.found.ranking), ""),
            case.found.decision,
        )
        for case in cases
    )
    return Table(key, title, columns, rows)
