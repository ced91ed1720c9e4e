"""Learning from the knowledge base itself how sure a hit is: each line is asked as if it had never been written.

Nothing here is set by hand but the costs: another encoder or other entries give other weights and thresholds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from handoff.domain.knowledge import Thresholds
from handoff.domain.knowledge_index import FEATURES, Floats, KnowledgeIndex, Places

_FOLDS = 10
_RIVALS = 3
# Enough to find the rivals: close, much of the question explained, no other product named.
_LIKELY = np.array([{"closeness": 1.0, "explained": 1.0, "another_product": -0.3}.get(name, 0.0) for name in FEATURES])
_PENALTY = 1.0
_STEPS = 25
# Of what customers ask, this share is taken to have an answer here; the rest is half near to an entry, half far.
_ANSWERABLE = 2 / 3


@dataclass(frozen=True)
class Costs:
    """What each outcome costs, in units of one miss: a question with an answer that was not found."""

    wrong_answer: float = 3.0
    wrong_confirmation: float = 0.5
    right_confirmation: float = 0.4
    miss: float = 1.0


@dataclass(frozen=True)
class Trial:
    """One line asked of the knowledge base without it; `right` is the place of its entry, None = no answer is there.

    `absent` are entries that are left out, because they are its own or hold at another time.
    """

    fold: int
    features: Floats
    right: int | None
    absent: Places
    weight: float


@dataclass(frozen=True)
class Scorer:
    """Turns an index's features into scores in 0–1."""

    mean: Floats
    spread: Floats
    weights: Floats

    def scores(self, features: Floats) -> Floats:
        standard = (features - self.mean) / self.spread
        return _chance(standard @ self.weights[1:] + self.weights[0])


@dataclass(frozen=True)
class Outcome:
    score: float
    is_right: bool
    has_answer: bool
    weight: float


def trials(index: KnowledgeIndex) -> list[Trial]:
    """Each line with its own entry there, each with it gone, and each line that lies elsewhere."""
    share = (1 - _ANSWERABLE) / 2 / _ANSWERABLE
    asked = []
    never_with = [index.never_with(place) for place in range(len(index.entries))]
    nothing = np.zeros(len(index.entries), dtype=bool)
    for line, own in enumerate(index.owner.tolist()):
        others = never_with[own]
        there = index.features(index.asked[line], without_line=line, without_entries=others)
        asked.append(Trial(own % _FOLDS, there, own, others, 1.0))
        own_too = others.copy()
        own_too[own] = True
        gone = index.features(index.asked[line], without_entries=own_too)
        asked.append(Trial(own % _FOLDS, gone, None, own_too, share))
    for line, elsewhere in enumerate(index.elsewhere):
        weight = share * len(index.asked) / len(index.elsewhere)
        features = index.features(elsewhere, without_elsewhere=line)
        asked.append(Trial(line % _FOLDS, features, None, nothing, weight))
    return asked


def fit(learnt_from: Sequence[Trial]) -> Scorer:
    """Weighted logistic regression: does this entry answer this question? Newton steps, ridge on all but the bias."""
    rows, answers, weights = (np.array(column) for column in zip(*_examples(learnt_from), strict=True))
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    design = np.column_stack([np.ones(len(rows)), (rows - mean) / spread])
    ridge = np.diag([0.0, *[_PENALTY] * rows.shape[1]])
    found = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        chance = _chance(design @ found)
        slope = design.T @ (weights * (answers - chance)) - ridge @ found
        bend = (design * (weights * chance * (1 - chance))[:, None]).T @ design + ridge
        found = found + np.linalg.solve(bend + 1e-9 * np.eye(len(found)), slope)
    return Scorer(mean, spread, found)


def held_out(asked: Sequence[Trial]) -> list[Outcome]:
    """How each trial comes out when no line of its entry was learnt from."""
    outcomes = []
    for fold in range(_FOLDS):
        scorer = fit([trial for trial in asked if trial.fold != fold])
        for trial in (trial for trial in asked if trial.fold == fold):
            scores = scorer.scores(trial.features)
            scores[trial.absent] = 0.0
            best = int(scores.argmax())
            outcomes.append(Outcome(float(scores[best]), best == trial.right, trial.right is not None, trial.weight))
    return outcomes


def cheapest_thresholds(outcomes: Sequence[Outcome], costs: Costs) -> Thresholds:
    """The two thresholds, in steps of a hundredth, that cost least over the outcomes."""
    scores = np.array([outcome.score for outcome in outcomes])
    right = np.array([outcome.is_right for outcome in outcomes])
    weight = np.array([outcome.weight for outcome in outcomes])
    answering = weight * np.where(right, 0.0, costs.wrong_answer)
    confirming = weight * np.where(right, costs.right_confirmation, costs.wrong_confirmation)
    leaving = weight * np.array([costs.miss if outcome.has_answer else 0.0 for outcome in outcomes])
    steps = np.arange(1, 100) / 100
    # Each kind of outcome is summed on its side of a threshold; the two thresholds then add up independently.
    above = scores[None, :] >= steps[:, None]
    by_answer = above @ (answering - confirming)
    by_confirm = above @ (confirming - leaving)
    total = by_confirm[:, None] + by_answer[None, :]
    total[np.tril_indices(len(steps), -1)] = np.inf
    confirm, answer = np.unravel_index(total.argmin(), total.shape)
    return Thresholds(answer=float(steps[answer]), confirm=float(steps[confirm]))


def _examples(asked: Sequence[Trial]) -> Iterator[tuple[Floats, float, float]]:
    """The right entry of a trial and its hardest rivals, each with what it counts."""
    for trial in asked:
        likely = np.argsort(-(trial.features @ _LIKELY), kind="stable").tolist()
        rivals = [place for place in likely if place != trial.right and not trial.absent[place]]
        if trial.right is None:
            yield from ((trial.features[place], 0.0, trial.weight) for place in rivals[:1])
            continue
        yield trial.features[trial.right], 1.0, trial.weight
        yield from ((trial.features[place], 0.0, trial.weight / _RIVALS) for place in rivals[:_RIVALS])


def _chance(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), dtype=np.float64)
