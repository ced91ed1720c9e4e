"""What the product promises to reach, measure by measure; a figure without a line here is for information."""

from collections.abc import Mapping

from evaluation.report import Target


def _at_least(bound: float) -> Target:
    return Target(bound, is_least=True)


def _at_most(bound: float) -> Target:
    return Target(bound, is_least=False)


TARGETS: Mapping[tuple[str, str], Target] = {
    ("nlu", "top-1 accuracy"): _at_least(0.85),
    ("nlu", "error ratio to the default pipeline"): _at_most(0.6),
    ("nlu", "out-of-scope AUROC"): _at_least(0.9),
    ("nlu", "ECE"): _at_most(0.05),
    ("nlu", "entity span F1"): _at_least(0.9),
    ("emotion", "not-calm F1"): _at_least(0.75),
    ("emotion", "complaint recall"): _at_least(0.9),
    ("emotion", "complaint precision"): _at_least(0.85),
    ("escalation", "escalation F1"): _at_least(0.85),
    ("escalation", "raised inside the window"): _at_least(0.8),
    ("escalation", "others raised"): _at_most(0.1),
    ("knowledge", "hit@1"): _at_least(0.9),
    ("knowledge", "answered wrong"): _at_most(0.02),
    ("knowledge", "unanswerable refused"): _at_least(0.9),
}
