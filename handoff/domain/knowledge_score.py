"""Learning from the knowledge base itself how sure a hit is: each line is asked as if it had never been written.

Nothing here is set by hand but the costs: another encoder or other entries give other weights and thresholds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from handoff.domain import knowledge_fit
from handoff.domain.knowledge import Thresholds
from handoff.domain.knowledge_fit import Floats, chance, shares
from handoff.domain.knowledge_index import FEATURES, KnowledgeIndex, Places

# Few, for the worker learns anew at every start.
_FOLDS = 5
# Whoever is not among so many is not chosen either.
_CANDIDATES = 24
_LIKELY = np.array(
    [
        {"typical": 1.0, "asked_with": 0.8, "answered_with": 0.4, "another_product": -0.3}.get(name, 0)
        for name in FEATURES
    ]
)
# Of what customers ask, this share is taken to have an answer here; the rest is half near to an entry, half far.
_ANSWERABLE = 2 / 3


@dataclass(frozen=True)
class Costs:
    """What each outcome costs, in units of one miss: a question with an answer that was not found."""

    wrong_answer: float = 1.6
    wrong_confirmation: float = 0.5
    right_confirmation: float = 0.4
    miss: float = 1.0


@dataclass(frozen=True)
class Trial:
    """One line asked of the knowledge base without it, and its likeliest entries' features.

    `right` is the row of its own entry; None = no answer is there.
    """

    fold: int
    features: Floats
    right: int | None
    weight: float


@dataclass(frozen=True)
class Scorer:
    """Turns features into scores in 0–1: first which entry is the best, then how sure it is the right one."""

    mean: Floats
    spread: Floats
    ranking: Floats
    sure_mean: Floats
    sure_spread: Floats
    sureness: Floats

    def scores(self, features: Floats) -> Floats:
        """A score a row, each row an entry that may answer; best and surest are the same row."""
        standard = (features - self.mean) / self.spread
        logits = standard @ self.ranking
        signs = (_signs(standard, logits) - self.sure_mean) / self.sure_spread
        scores = chance(signs @ self.sureness[1:] + self.sureness[0])
        order = np.argsort(-logits, kind="stable")
        scores[order] = np.minimum.accumulate(scores[order])
        return scores


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
    together = [index.together_with(place) for place in range(len(index.entries))]
    everything = np.ones(len(index.entries), dtype=bool)
    for line, own in enumerate(index.owner.tolist()):
        others = together[own].copy()
        others[own] = False
        there = index.features(index.asked[line], without_line=line)
        asked.append(Trial(own % _FOLDS, np.vstack([there[own], _likeliest(there, others)]), 0, 1.0))
        if others.any():
            asked.append(Trial(own % _FOLDS, _likeliest(index.features(index.asked[line]), others), None, share))
    for line, elsewhere in enumerate(index.elsewhere):
        weight = share * len(index.asked) / len(index.elsewhere)
        features = index.features(elsewhere, without_elsewhere=line)
        asked.append(Trial(line % _FOLDS, _likeliest(features, everything), None, weight))
    return asked


def fit(learnt_from: Sequence[Trial]) -> Scorer:
    answered = [trial for trial in learnt_from if trial.right is not None]
    everything = np.concatenate([trial.features for trial in learnt_from])
    mean, spread = everything.mean(axis=0), everything.std(axis=0) + 1e-9
    most = max(len(trial.features) for trial in answered)
    rows = np.zeros((len(answered), most, len(FEATURES)))
    there = np.zeros((len(answered), most), dtype=bool)
    for place, trial in enumerate(answered):
        rows[place, : len(trial.features)] = (trial.features - mean) / spread
        there[place, : len(trial.features)] = True
    right = np.array([trial.right for trial in answered])
    ranking = knowledge_fit.choose(rows, right, there)
    best, signs = zip(*(_best((trial.features - mean) / spread, ranking) for trial in learnt_from), strict=True)
    signs_of_best = np.array(signs)
    sure_mean, sure_spread = signs_of_best.mean(axis=0), signs_of_best.std(axis=0) + 1e-9
    is_right = np.array([place == trial.right for place, trial in zip(best, learnt_from, strict=True)], dtype=float)
    counts = np.array([trial.weight for trial in learnt_from])
    sureness = knowledge_fit.decide((signs_of_best - sure_mean) / sure_spread, is_right, counts)
    return Scorer(mean, spread, ranking, sure_mean, sure_spread, sureness)


def held_out(asked: Sequence[Trial]) -> list[Outcome]:
    """How each trial comes out when no line of its entry was learnt from."""
    outcomes = []
    for fold in range(_FOLDS):
        tried = [trial for trial in asked if trial.fold == fold]
        learnt_from = [trial for trial in asked if trial.fold != fold]
        if not tried or all(trial.right is None for trial in learnt_from):
            continue
        scorer = fit(learnt_from)
        for trial in tried:
            scores = scorer.scores(trial.features)
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


def _likeliest(features: Floats, among: Places) -> Floats:
    rows = features[among]
    return rows[np.argsort(-(rows @ _LIKELY), kind="stable")[:_CANDIDATES]]


def _best(standard: Floats, ranking: Floats) -> tuple[int, Floats]:
    logits = standard @ ranking
    best = int(logits.argmax())
    return best, _signs(standard, logits)[best]


def _signs(standard: Floats, logits: Floats) -> Floats:
    """What tells that an entry is the right one: its own features, and how it stands among the others."""
    order = np.sort(logits)
    others = np.where(logits == order[-1], order[-2] if len(order) > 1 else order[-1] - 1, order[-1])
    return np.column_stack([standard, logits, logits - others, shares(logits)])
