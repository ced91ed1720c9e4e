"""Learning from the knowledge base itself how sure a hit is: each line is asked as if it had never been written.

Nothing here is set by hand but the limits: another encoder or other entries give other weights and thresholds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handoff.domain import knowledge_fit
from handoff.domain.knowledge import Thresholds
from handoff.domain.knowledge_fit import Chance, Floats, between, shares
from handoff.domain.knowledge_index import KnowledgeIndex
from handoff.domain.knowledge_measure import ASIDE, FEATURES, measure

# Few, for each is learnt from anew.
_FOLDS = 3
# Of a large base a part is enough to learn from.
_MOST_LINES = 5000
_EVERY_LINE_GONE = 6
# Of what customers ask, this share is taken to have an answer here.
_ANSWERABLE = 2 / 3
# A line whose entry is taken away is often answered by another one: it teaches, but less.
_GONE = 0.3
_OUT_OF_QUESTION = -50.0
# With nobody beside it, an entry is ahead by so much.
_FAR_AHEAD = 10.0
# What tells that an entry answers is how much nearer it is than the lines that lie elsewhere.
_FARTHER = tuple(
    (FEATURES.index(of_entry), ASIDE.index(of_question))
    for of_entry, of_question in (
        ("nearest", "elsewhere"),
        ("worded", "elsewhere_worded"),
        ("matter_worded", "elsewhere_matter"),
    )
)


@dataclass(frozen=True)
class Limits:
    """What is borne on lines held out: wrong answers told, of all lines; lines without an answer left alone."""

    told_wrong: float = 0.015
    left_alone: float = 0.89


@dataclass(frozen=True)
class Trials:
    """Lines asked of the knowledge base without them: their likeliest entries' numbers and their own.

    `there` is false where a line has fewer entries than others; `right` is the row of its own entry, -1 where no
    answer is there. Only what `counts` moves the thresholds.
    """

    rows: Floats
    there: NDArray[np.bool_]
    aside: Floats
    right: NDArray[np.int64]
    weight: Floats
    counts: NDArray[np.bool_]
    fold: NDArray[np.int64]

    def only(self, which: NDArray[np.bool_]) -> "Trials":
        return Trials(*(getattr(self, name)[which] for name in self.__dataclass_fields__))

    @property
    def answered(self) -> NDArray[np.bool_]:
        return self.right >= 0


@dataclass(frozen=True)
class Scorer:
    """Turns what was measured into scores in 0–1: which entry is the best, how sure it is the right one, and whether
    the base has an answer at all, which is often sure before it is sure which of two neighbours it is."""

    mean: Floats
    spread: Floats
    ranking: Floats
    right: Chance
    any_right: Chance

    def logits(self, rows: Floats) -> Floats:
        return np.asarray((rows - self.mean) / self.spread @ self.ranking, dtype=np.float64)

    def ranked(self, rows: Floats, aside: Floats) -> tuple[NDArray[np.int64], Floats, float]:
        """The rows, each an entry that may answer, best first; their scores, of which none is above a better one's;
        and how likely any of them answers."""
        each, logits = np.arange(len(rows)), self.logits(rows)
        order = np.argsort(-logits, kind="stable")
        signs = _signs(
            np.broadcast_to(rows, (len(rows), *rows.shape)),
            np.broadcast_to(aside, (len(rows), len(aside))),
            np.broadcast_to(logits, (len(rows), len(rows))),
            each,
        )[order]
        return order, np.minimum.accumulate(self.right.of(signs)), float(self.known(signs[:1])[0])

    def known(self, signs: Floats) -> Floats:
        """Of both, by the best entry's signs: learnt from near misses alone, the second is too quick to see one."""
        return between(self.right.of(signs), self.any_right.of(signs))


@dataclass(frozen=True)
class Outcome:
    """`score`: how sure the best entry is the right one; `known`: how sure that there is an answer."""

    score: float
    known: float
    is_right: bool
    has_answer: bool
    weight: float


def trials(index: KnowledgeIndex) -> Trials:
    """Lines with their own entry there, some with it gone, and the lines that lie elsewhere."""
    found: list[tuple[Floats, Floats, int, float, bool, int]] = []
    turns = np.arange(len(index.owner)) - index.starts[index.owner]
    lines = range(0, len(index.owner), 1 + len(index.owner) // _MOST_LINES)
    questions = index.compare_all([index.readings[line] for line in lines], index.vectors[lines.start :: lines.step])
    for line, question in zip(lines, questions, strict=True):
        own = int(index.owner[line])
        others = index.together_with(own)
        others[own] = False
        places = np.concatenate([[own], index.likeliest(question, others)])
        rows, aside = measure(index, question, places, without_line=line)
        found.append((rows, aside, 0, 1.0, True, own))
        if turns[line] % _EVERY_LINE_GONE == 0 and others.any():
            found.append((rows[1:], aside, -1, _GONE, not index.elsewhere_readings, own))
    answerable = sum(right == 0 for _, _, right, *_ in found)
    weight = answerable * (1 - _ANSWERABLE) / _ANSWERABLE / max(len(index.elsewhere_readings), 1)
    everything = np.ones(len(index.entries), dtype=bool)
    elsewhere = index.compare_all(index.elsewhere_readings, index.elsewhere_vectors)
    for line, question in enumerate(elsewhere):
        rows, aside = measure(index, question, index.likeliest(question, everything), without_elsewhere=line)
        found.append((rows, aside, -1, weight, True, line))
    of_lines, asides, right, weights, counts, fold = zip(*found, strict=True)
    padded = np.zeros((len(found), max(map(len, of_lines)), len(FEATURES)))
    there = np.zeros(padded.shape[:2], dtype=bool)
    for place, rows in enumerate(of_lines):
        padded[place, : len(rows)], there[place, : len(rows)] = rows, True
    return Trials(
        padded, there, np.array(asides), np.array(right), np.array(weights), np.array(counts), np.array(fold) % _FOLDS
    )


def fit(learnt_from: Trials) -> Scorer:
    everything = learnt_from.rows[learnt_from.there]
    mean, spread = everything.mean(axis=0), everything.std(axis=0) + 1e-9
    answered = learnt_from.only(learnt_from.answered)
    ranking = knowledge_fit.choose((answered.rows - mean) / spread, answered.right, answered.there)
    logits = np.where(learnt_from.there, (learnt_from.rows - mean) / spread @ ranking, _OUT_OF_QUESTION)
    best = logits.argmax(axis=1)
    signs = _signs(learnt_from.rows, learnt_from.aside, logits, best)
    right = Chance.learnt(signs, best == learnt_from.right, learnt_from.weight)
    return Scorer(mean, spread, ranking, right, Chance.learnt(signs, learnt_from.answered, learnt_from.weight))


def held_out(asked: Trials) -> list[Outcome]:
    """How each trial that counts comes out when no line of its entry was learnt from."""
    outcomes = []
    for fold in range(_FOLDS):
        tried, learnt_from = asked.only((asked.fold == fold) & asked.counts), asked.only(asked.fold != fold)
        if not len(tried.right) or not learnt_from.answered.any():
            continue
        scorer = fit(learnt_from)
        logits = np.where(tried.there, scorer.logits(tried.rows), _OUT_OF_QUESTION)
        best = logits.argmax(axis=1)
        signs = _signs(tried.rows, tried.aside, logits, best)
        outcomes += [
            Outcome(*outcome)
            for outcome in zip(
                scorer.right.of(signs).tolist(),
                scorer.known(signs).tolist(),
                (best == tried.right).tolist(),
                tried.answered.tolist(),
                tried.weight.tolist(),
                strict=True,
            )
        ]
    return outcomes


def thresholds_within(outcomes: Sequence[Outcome], limits: Limits) -> Thresholds:
    """The lowest two thresholds, in steps of a thousandth, at which the outcomes keep the limits."""
    scores = np.array([outcome.score for outcome in outcomes])
    known = np.array([outcome.known for outcome in outcomes])
    weight = np.array([outcome.weight for outcome in outcomes])
    wrong = np.where([outcome.is_right for outcome in outcomes], 0.0, weight)
    no_answer = np.where([outcome.has_answer for outcome in outcomes], 0.0, weight)
    steps = np.arange(1, 1000) / 1000
    offered = (known[None, :] >= steps[:, None]) @ no_answer
    confirm = _first(steps, offered <= (1 - limits.left_alone) * no_answer.sum())
    told = ((scores[None, :] >= steps[:, None]) & (known >= confirm)) @ wrong
    return Thresholds(answer=_first(steps, told <= limits.told_wrong * weight.sum()), confirm=confirm)


def _first(steps: Floats, is_kept: NDArray[np.bool_]) -> float:
    # Where no threshold keeps the limit, only an entry's own line, with its 1.0, is worth anything.
    return float(steps[is_kept.argmax()]) if is_kept.any() else 1.0


def _signs(rows: Floats, aside: Floats, logits: Floats, chosen: NDArray[np.int64]) -> Floats:
    """What tells that an entry is the right one: its numbers, the question's, and how it stands among the others.

    One line per question: `rows` are questions × entries × numbers, `chosen` the row asked about.
    """
    each = np.arange(len(chosen))
    of_others = logits.copy()
    of_others[each, chosen] = _OUT_OF_QUESTION
    rival = of_others.argmax(axis=1)
    share = shares(logits)
    own, of_rival = rows[each, chosen], rows[each, rival]
    return np.column_stack(
        [
            own,
            aside,
            logits[each, chosen],
            np.minimum(logits[each, chosen] - of_others[each, rival], _FAR_AHEAD),
            share[each, chosen],
            np.partition(share, -min(3, share.shape[1]), axis=1)[:, -3:].sum(axis=1),
            *(own[:, of_entry] - aside[:, of_question] for of_entry, of_question in _FARTHER),
            own - of_rival,
        ]
    )
