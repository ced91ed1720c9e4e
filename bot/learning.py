"""Learning to understand: from labelled lines to the heads, with every threshold measured on lines not seen."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import precision_recall_curve
from threadpoolctl import threadpool_limits

from bot.calibration import calibration_error, fit_sureness
from bot.folds import Fold, OutOfFold, folds_of
from bot.heads import Head, fit_head
from bot.likeness import LikenessHead, fit_likeness
from bot.normalise import canonical, for_characters, for_vectors
from bot.reduction import Reduction
from bot.understanding import CALM, HeadSet, Understanding, beside, lexical_features
from bot.vectors import SentenceVectors, VectorsUnavailable

logger = logging.getLogger(__name__)

_OUT_OF_SCOPE = "out_of_scope"
_FEW_LINES = 200
# Inverse regularisation; ten times more or less changes no answer that matters.
_MOOD_STRENGTH = 10.0
_LEXICAL_STRENGTH = 3.0


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


@dataclass(frozen=True)
class LearningSettings:
    """What may be tuned in config.yml: from which confidence on an answer is trusted."""

    fallback_below: float = 0.5
    lexical_fallback_below: float = 0.55


def learn(examples: Sequence[Example], vectors: SentenceVectors, settings: LearningSettings) -> Understanding:
    """Fit all heads; the same lines in the same order always give the same model."""
    if not examples:
        raise ValueError("No labelled lines to learn from.")
    logger.info("Learning from %d lines, %d intents …", len(examples), len({example.intent for example in examples}))
    plain = [canonical(example.text) for example in examples]
    # Two cores halve the wait; more would be taken from the service that may run beside.
    with threadpool_limits(limits=2):
        # An n-gram seen once teaches nothing but that one line; leaving those out is quicker and more accurate.
        min_df = 2 if len(examples) > _FEW_LINES else 1
        wording = TfidfVectorizer(
            analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=min_df, dtype=np.float32
        )
        wording.fit([for_characters(text) for text in plain])
        alone = lexical_features(wording, plain)
        reduction = Reduction.of(alone)
        reduced = reduction.reduce(alone)
        intents = [example.intent for example in examples]
        fold = _measuring(examples) or folds_of(intents, 1)[0]
        logger.info("Wording alone:")
        by_words = fit_head(reduced, intents, [fold], _LEXICAL_STRENGTH)
        lexical = _heads(by_words, alone, examples, settings.lexical_fallback_below)
        full = None
        try:
            dense = vectors.encode([for_vectors(text) for text in plain])
            logger.info("Wording and sentence vectors:")
            by_likeness = fit_likeness(np.hstack([reduced, dense]), intents, fold)
            full = _heads(by_likeness, beside(alone, dense), examples, settings.fallback_below)
        except VectorsUnavailable as reason:
            logger.warning("Learning from wording alone, there are no sentence vectors: %s", reason)
    return Understanding(wording, reduction, full, lexical, _default_intent(examples))


def _measuring(examples: Sequence[Example]) -> Fold | None:
    """The fold that holds back the lines that tell how sure to be; None where there are no such lines."""
    told = np.array([example.also is not None for example in examples])
    return (np.flatnonzero(~told), np.flatnonzero(told)) if told.any() else None


def _heads(
    fitted: tuple[LikenessHead | Head, OutOfFold],
    features: csr_matrix,
    examples: Sequence[Example],
    fallback_below: float,
) -> HeadSet:
    intent, unseen = fitted
    answers = [intent.labels[column] for column in unseen.probabilities.argmax(axis=1)]
    asked = [examples[line] for line in unseen.lines]
    hits = np.array([name in (one.intent, *(one.also or ())) for name, one in zip(answers, asked, strict=True)])
    sureness = fit_sureness(unseen.probabilities, hits)
    confidence = sureness.of(unseen.probabilities).max(axis=1)
    trusted = confidence >= fallback_below
    # Mood and grievance hang on rare words, which a projection would blur.
    moods = [example.emotion for example in examples]
    emotion, unseen_moods = fit_head(features, moods, folds_of(moods, 2), _MOOD_STRENGTH, balanced=True)
    grievances = ["yes" if example.complaint else "no" for example in examples]
    complaint, unseen_grievances = fit_head(features, grievances, folds_of(grievances, 2), _MOOD_STRENGTH)
    logger.info(
        "  on %d lines not seen: intent %.3f right, %.3f where trusted (calibration error %.3f, %.1f %% below %.2f),"
        " emotion %.3f right.",
        len(hits),
        float(hits.mean()),
        float(hits[trusted].mean()) if trusted.any() else 0.0,
        calibration_error(confidence, hits),
        100 * float((~trusted).mean()),
        fallback_below,
        unseen_moods.accuracy,
    )
    return HeadSet(
        intent,
        sureness,
        emotion,
        complaint,
        fallback_below,
        _feeling_from(unseen_moods, emotion.labels),
        _complaint_from(unseen_grievances),
        float(hits.mean()),
    )


def _feeling_from(unseen: OutOfFold, labels: tuple[str, ...]) -> float:
    """The share of all feelings from which calling a line not calm gives the best F1 on lines not seen."""
    if len(labels) < 2 or CALM not in labels:
        return 0.5
    calm = labels.index(CALM)
    truth = unseen.correct != calm
    precision, recall, thresholds = precision_recall_curve(truth, 1 - unseen.probabilities[:, calm])
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    return float(thresholds[f1[:-1].argmax()])


def _complaint_from(unseen: OutOfFold) -> float:
    """The share of `yes` from which calling a line a complaint gives the best F2 on lines not seen.

    F2, because a complaint overlooked is worse than one too many.
    """
    if unseen.probabilities.shape[1] < 2:
        return 0.5
    precision, recall, thresholds = precision_recall_curve(unseen.correct == 1, unseen.probabilities[:, 1])
    f2 = 5 * precision * recall / np.maximum(4 * precision + recall, 1e-9)
    return float(thresholds[f2[:-1].argmax()])


def _default_intent(examples: Sequence[Example]) -> str:
    names = sorted({example.intent for example in examples})
    return _OUT_OF_SCOPE if _OUT_OF_SCOPE in names else names[0]
