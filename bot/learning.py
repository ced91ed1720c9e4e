"""Learning to understand: from labelled lines to the heads, with every threshold measured on lines not seen."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import precision_recall_curve
from threadpoolctl import threadpool_limits

from bot.calibration import Matrix, calibration_error, fit_sureness, fit_temperature
from bot.folds import SEED, Fold, columns_of, fold_of
from bot.heads import fit_head
from bot.likeness import Question, features_of, fit_likeness
from bot.normalise import canonical, for_characters, for_vectors
from bot.opinion import Adviser, Opinion, weighed
from bot.reduction import Floats, Reduction
from bot.shares import LikenessHeads, Shares, WordingHeads, shares_of_votes
from bot.signals import SIGNALS
from bot.understanding import CALM, Trust, Understanding, lexical_features
from bot.vectors import SentenceVectors, VectorsUnavailable

logger = logging.getLogger(__name__)

_OUT_OF_SCOPE = "out_of_scope"
_FEW_LINES = 200
# Inverse regularisation; ten times more or less changes no answer that matters.
_MOOD_STRENGTH = 10.0
# What is overlooked is worse than one too many.
_RECALL = 1.25
# Near the best F the curve is flat, and a few lines more or less move the best far: the median of so many draws stays.
_DRAWS = 101
_INTENT_STRENGTH = 3.0


@dataclass(frozen=True)
class Example:
    """One labelled line of the training data.

    `also` are the other intents that are right for it. Lines for which they are noted, if only that there are none,
    were written in the mix in which customers write: held back once, they tell how sure to be.
    """

    text: str
    intent: str
    emotion: str = CALM
    complaint: bool = False
    also: tuple[str, ...] | None = None
    signals: tuple[str, ...] = ()


@dataclass(frozen=True)
class LearningSettings:
    """What may be tuned in config.yml: from which confidence on an answer is trusted."""

    fallback_below: float = 0.5
    lexical_fallback_below: float = 0.55


def learn(
    examples: Sequence[Example],
    vectors: SentenceVectors,
    settings: LearningSettings,
    adviser: Adviser | None = None,
) -> Understanding:
    """Fit all heads; the same lines in the same order always give the same model."""
    if not examples:
        raise ValueError("No labelled lines to learn from.")
    logger.info("Learning from %d lines, %d intents …", len(examples), len({example.intent for example in examples}))
    plain = [canonical(example.text) for example in examples]
    labels = _Labels.of(examples)
    # Lines written in the mix in which customers write stand last among those held back.
    told = np.flatnonzero([example.also is not None for example in examples])
    fold = fold_of(labels.intents, told)
    asked = [examples[line] for line in (told if len(told) else fold[1])]
    lines = [for_vectors(text) for text in plain]
    # Two cores halve the wait; more would be taken from the service that may run beside.
    with threadpool_limits(limits=2), ThreadPoolExecutor(max_workers=1) as second_core:
        encoding = second_core.submit(vectors.encode, lines)
        advising = second_core.submit(_opinion, adviser, [lines[line] for line in fold[1][-len(asked) :]])
        # An n-gram seen once teaches nothing but that one line; leaving those out is quicker and more accurate.
        min_df = 2 if len(examples) > _FEW_LINES else 1
        wording = TfidfVectorizer(
            analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=min_df, dtype=np.float32
        )
        wording.fit([for_characters(text) for text in plain])
        alone = lexical_features(wording, plain)
        reduction = Reduction.of(alone)
        reduced = reduction.reduce(alone)
        by_wording, unseen = _by_wording(alone, reduced, labels, fold)
        lexical = _trust("Wording alone", unseen, by_wording, labels, fold, asked, settings.lexical_fallback_below)
        by_likeness, full, opinion = None, None, None
        try:
            by_likeness, of_votes = _by_likeness(features_of(reduced, encoding.result()), labels, fold)
            both = of_votes.and_wording(unseen)
            opinion = advising.result()
            if opinion is not None:
                # Other lines held back are known to the adviser, and tell nothing of it.
                fold = (fold[0], fold[1][-len(asked) :])
                both = weighed(both.last(len(asked)), by_wording, opinion)
            full = _trust("With likeness", both, by_wording, labels, fold, asked, settings.fallback_below)
        except VectorsUnavailable as reason:
            logger.warning("Learning from wording alone, there are no sentence vectors: %s", reason)
    by_default = _default_intent(examples)
    is_advised = opinion is not None
    return Understanding(wording, reduction, by_wording, by_likeness, full, lexical, by_default, is_advised)


@dataclass(frozen=True)
class _Labels:
    """The right answers to each question, one for each line; of signals any number."""

    intents: list[str]
    moods: list[str]
    grievances: list[str]
    signals: list[tuple[str, ...]]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> "_Labels":
        return cls(
            [example.intent for example in examples],
            [example.emotion for example in examples],
            ["yes" if example.complaint else "no" for example in examples],
            [example.signals for example in examples],
        )


def _opinion(adviser: Adviser | None, lines: list[str]) -> Opinion | None:
    try:
        return adviser.blind_opinion(lines) if adviser else None
    except VectorsUnavailable as reason:
        logger.warning("Learning without a second opinion: %s", reason)
        return None


def _by_wording(alone: csr_matrix, reduced: Floats, labels: _Labels, fold: Fold) -> tuple[WordingHeads, Shares]:
    intent, intents = fit_head(reduced, labels.intents, fold, _INTENT_STRENGTH)
    mood, moods = fit_head(alone, labels.moods, fold, _MOOD_STRENGTH, balanced=True)
    grievance, grievances = fit_head(alone, labels.grievances, fold, _MOOD_STRENGTH, balanced=True)
    return WordingHeads(intent, mood, grievance), Shares(intents, moods, grievances)


def _by_likeness(features: Floats, labels: _Labels, fold: Fold) -> tuple[LikenessHeads, Shares]:
    questions = [Question.which(answers) for answers in (labels.intents, labels.moods, labels.grievances)]
    likeness, votes, unseen = fit_likeness(features, [*questions, Question.any_of(SIGNALS, labels.signals)], fold)
    right = columns_of(labels.intents)[1][fold[1]]
    temperature = fit_temperature(unseen[0], [int(one) for one in right])
    intent, mood, grievance, signal = votes
    heads = LikenessHeads(likeness, intent, mood, grievance, signal, temperature)
    return heads, shares_of_votes(unseen, temperature)


def _trust(
    name: str,
    unseen: Shares,
    heads: WordingHeads,
    labels: _Labels,
    fold: Fold,
    asked: Sequence[Example],
    fallback_below: float,
) -> Trust:
    """What the lines held back say of these shares.

    How sure to be of an intent and from where on to see a feeling, the last of them (`asked`) tell: in their mix, as in
    a customer's, feelings are fewer and milder. Grievances are too rare in it: all lines tell.
    """
    intents = unseen.intents[-len(asked) :]
    answers = [heads.intent.labels[column] for column in intents.argmax(axis=1)]
    hits = np.array([answer in (one.intent, *(one.also or ())) for answer, one in zip(answers, asked, strict=True)])
    sureness = fit_sureness(intents, hits)
    confidence = sureness.of(intents).max(axis=1)
    is_trusted = confidence >= fallback_below
    feelings = np.array([one.emotion != CALM for one in asked])
    felt = 1 - _column(unseen.moods, heads.mood.labels, CALM)[-len(asked) :]
    grievances = np.array([labels.grievances[line] == "yes" for line in fold[1]])
    trust = Trust(
        sureness,
        fallback_below,
        _best_from(feelings, felt),
        _best_from(grievances, _column(unseen.grievances, heads.grievance.labels, "yes")),
        float(hits.mean()),
    )
    logger.info(
        "  %s: on %d lines not seen, intent %.3f right, %.3f where trusted (calibration error %.3f, %.1f %% below"
        " %.2f).",
        name,
        len(hits),
        trust.accuracy,
        float(hits[is_trusted].mean()) if is_trusted.any() else 0.0,
        calibration_error(confidence, hits),
        100 * float((~is_trusted).mean()),
        fallback_below,
    )
    return trust


def _column(shares: Matrix, labels: tuple[str, ...], label: str) -> Matrix:
    column: Matrix = shares[:, labels.index(label)] if label in labels else np.zeros(len(shares))
    return column


def _best_from(truth: npt.NDArray[np.bool_], shares: Matrix) -> float:
    """The share from which saying yes gives the best F on lines not seen; one half where there is nothing to tell."""
    if truth.all() or not truth.any():
        return 0.5
    draws = np.random.default_rng(SEED).integers(0, len(truth), (_DRAWS, len(truth)))
    return float(np.median([_best_of(truth[draw], shares[draw]) for draw in draws if truth[draw].any()]))


def _best_of(truth: npt.NDArray[np.bool_], shares: Matrix) -> float:
    precision, recall, thresholds = precision_recall_curve(truth, shares)
    squared = _RECALL**2
    best = (1 + squared) * precision * recall / np.maximum(squared * precision + recall, 1e-9)
    return float(thresholds[best[:-1].argmax()])


def _default_intent(examples: Sequence[Example]) -> str:
    names = sorted({example.intent for example in examples})
    return _OUT_OF_SCOPE if _OUT_OF_SCOPE in names else names[0]
