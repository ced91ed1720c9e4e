"""Escalation: whether a person came in, whether in time, and who was brought in for nothing."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evaluation.examples import Dialogue
from evaluation.figures import figure
from evaluation.predictions import Raised
from evaluation.report import Cell, Figure, Report, Table
from evaluation.statistics import Estimate, f1, share, share_of

_WHEN = ("before", "inside", "after", "never")


@dataclass(frozen=True)
class Case:
    """A dialogue and when a person was brought in."""

    dialogue: Dialogue
    raised: Raised

    @property
    def is_raised(self) -> bool:
        return self.raised.at is not None

    @property
    def when(self) -> str:
        """Where the moment lies, of a dialogue that needs a person."""
        if self.raised.at is None or self.dialogue.window is None:
            return "never"
        first, last = self.dialogue.window
        return "before" if self.raised.at < first else "inside" if self.raised.at <= last else "after"


@dataclass(frozen=True)
class _Outcome:
    """The measures of one policy over a set."""

    cases: Sequence[Case]

    @property
    def precision(self) -> Estimate:
        return share_of([case.dialogue.escalate for case in self.cases if case.is_raised])

    @property
    def recall(self) -> Estimate:
        return share_of([case.is_raised for case in self.needing])

    @property
    def f1(self) -> Estimate:
        return f1([case.dialogue.escalate for case in self.cases], [case.is_raised for case in self.cases])

    @property
    def others_raised(self) -> Estimate:
        return share_of([case.is_raised for case in self.cases if not case.dialogue.escalate])

    @property
    def needing(self) -> list[Case]:
        return [case for case in self.cases if case.dialogue.escalate]

    def raised_when(self, when: str) -> Estimate:
        needing = self.needing
        return share(sum(case.when == when for case in needing), len(needing))


def measure_escalation(name: str, dialogues: Sequence[Dialogue], raised: Sequence[Raised]) -> Report:
    """The rule's measures, beside the two policies that look at nothing."""
    cases = [Case(dialogue, one) for dialogue, one in zip(dialogues, raised, strict=True)]
    ours = _Outcome(cases)
    always = _Outcome([Case(dialogue, Raised(0)) for dialogue in dialogues])
    never = _Outcome([Case(dialogue, Raised(None)) for dialogue in dialogues])
    return Report(
        kind="escalation",
        name=name,
        n=len(cases),
        figures=_figures(ours),
        tables=(
            _policies({"heyan": ours, "always": always, "never": never}),
            _by_reason(ours),
            _by_named_reason(ours),
            _errors("missed", "漏转", [case for case in ours.needing if case.when in {"never", "after"}]),
            _errors("early", "过早", [case for case in ours.needing if case.when == "before"]),
            _errors("false_raises", "误转", [case for case in cases if case.is_raised and not case.dialogue.escalate]),
        ),
    )


def _figures(ours: _Outcome) -> tuple[Figure, ...]:
    def of(measure: str, title: str, estimate: Estimate, note: str = "") -> Figure:
        return figure("escalation", measure, title, estimate, note=note)

    counts = Counter(case.when for case in ours.needing)
    moments = ", ".join(f"{when} {counts[when]}" for when in _WHEN)
    return (
        of("escalation F1", "是否转人工 F1", ours.f1, f"{len(ours.needing)} need a person"),
        of("escalation precision", "转人工精确率", ours.precision),
        of("escalation recall", "转人工召回率", ours.recall),
        of("raised inside the window", "在时间窗内转人工", ours.raised_when("inside"), moments),
        of("others raised", "不需要的被转人工", ours.others_raised),
    )


def _policies(policies: dict[str, _Outcome]) -> Table:
    measures: tuple[tuple[str, str, Callable[[_Outcome], Cell]], ...] = (
        ("precision", "精确率 precision", lambda one: one.precision),
        ("recall", "召回率 recall", lambda one: one.recall),
        ("f1", "F1", lambda one: one.f1),
        ("before", "早于时间窗", lambda one: one.raised_when("before")),
        ("inside", "时间窗内", lambda one: one.raised_when("inside")),
        ("after", "晚于时间窗", lambda one: one.raised_when("after")),
        ("never", "从未", lambda one: one.raised_when("never")),
        ("others_raised", "不需要的被转", lambda one: one.others_raised),
    )
    columns = (("policy", "策略"), *((key, title) for key, title, _ in measures))
    rows = tuple((name, *(measure(one) for _, _, measure in measures)) for name, one in policies.items())
    return Table("policies", "与两种简单策略比较", columns, rows, "always：第一轮就转人工；never：从不转人工")


def _by_reason(ours: _Outcome) -> Table:
    rows = []
    for reason in sorted({reason for case in ours.needing for reason in case.dialogue.reasons}):
        cases = [case for case in ours.needing if reason in case.dialogue.reasons]
        rows.append(
            (
                reason,
                len(cases),
                share_of([case.is_raised for case in cases]),
                share_of([case.when == "inside" for case in cases]),
                share_of([case.raised.reason in case.dialogue.reasons for case in cases if case.is_raised]),
            )
        )
    columns = (
        ("reason", "标注的原因"),
        ("n", "n"),
        ("raised", "已转人工"),
        ("inside", "时间窗内"),
        ("reason_right", "原因判断正确"),
    )
    return Table("by_reason", "按原因", columns, tuple(rows))


def _by_named_reason(ours: _Outcome) -> Table:
    raised = [case for case in ours.cases if case.is_raised]
    rows = []
    for reason in sorted({case.raised.reason or "" for case in raised}):
        cases = [case for case in raised if (case.raised.reason or "") == reason]
        rows.append((reason, len(cases), share_of([case.dialogue.escalate for case in cases])))
    columns = (("reason", "给出的原因"), ("n", "n"), ("needed", "确实需要"))
    return Table("by_named_reason", "按给出的原因", columns, tuple(rows))


def _errors(key: str, title: str, cases: Sequence[Case]) -> Table:
    columns = (
        ("id", "编号"),
        ("window", "时间窗"),
        ("raised_at", "转人工的轮次"),
        ("reason", "给出的原因"),
        ("labelled", "标注的原因"),
        ("text", "客户原话"),
    )
    rows = tuple(
        (
            case.dialogue.id,
            "–".join(str(end) for end in case.dialogue.window or ()),
            case.raised.at,
            case.raised.reason,
            ", ".join(sorted(case.dialogue.reasons)),
            _line(case),
        )
        for case in cases
    )
    return Table(key, title, columns, rows)


def _line(case: Case) -> str:
    """The line at which the person came in, or else should have; only of a set that carries it."""
    if not case.dialogue.is_shown:
        return "仅编号"
    # A person may be brought in after the last turn of the set only by a mistake; then there is no line.
    at = case.raised.at if case.raised.at is not None else (case.dialogue.window or (0,))[0]
    return case.dialogue.turns[at][0]
