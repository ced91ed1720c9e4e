"""Learning to understand: from labelled lines to the heads, with every threshold measured on lines not seen."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_limits

from bot.calibration import calibration_error
from bot.heads import OutOfFold, fit_head
from bot.intents import fit_intents
from bot.normalise import canonical, for_characters, for_vectors
from bot.reduction import Floats, Reduction
from bot.understanding import CALM, HeadSet, Understanding, beside, lexical_features
from bot.vectors import SentenceVectors, VectorsUnavailable

logger = logging.getLogger(__name__)

_OUT_OF_SCOPE = "out_of_scope"
_FEW_LINES = 200
# For mood and grievance; ten times more or less changes no answer that matters.
_FEW_LABEL_STRENGTHS = (10.0,)


@dataclass(frozen=True)
class Example:
    """One labelled line of the training data."""

    text: str
    intent: str
    emotion: str = CALM
    complaint: bool = False


@dataclass(frozen=True)
class LearningSettings:
    """What may be tuned in config.yml: the strengths tried, and from which confidence on an answer is trusted."""

    strengths: tuple[float, ...] = (3.0,)
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
        lexical = _fit_heads("wording", alone, reduced, examples, settings, settings.lexical_fallback_below)
        full = None
        try:
            dense = vectors.encode([for_vectors(text) for text in plain])
            both, narrow = beside(alone, dense), np.hstack([reduced, dense])
            full = _fit_heads("wording + vectors", both, narrow, examples, settings, settings.fallback_below)
        except VectorsUnavailable as reason:
            logger.warning("Learning from wording alone, there are no sentence vectors: %s", reason)
    return Understanding(wording, reduction, full, lexical, _default_intent(examples))


def _fit_heads(
    kind: str,
    features: csr_matrix,
    reduced: Floats,
    examples: Sequence[Example],
    settings: LearningSettings,
    fallback_below: float,
) -> HeadSet:
    intents = [example.intent for example in examples]
    intent, unseen = fit_intents(reduced, intents, settings.strengths)
    # Mood and grievance hang on rare words, which a projection would blur.
    emotion, _ = fit_head(features, [example.emotion for example in examples], _FEW_LABEL_STRENGTHS, balanced=True)
    grievances = ["yes" if example.complaint else "no" for example in examples]
    complaint, unseen_complaint = fit_head(features, grievances, _FEW_LABEL_STRENGTHS)
    confidence = unseen.probabilities.max(axis=1)
    hits = unseen.probabilities.argmax(axis=1) == unseen.correct
    logger.info(
        "%s, on lines not seen: intent %.3f right, %.3f where trusted (calibration error %.3f, %.1f %% below %.2f),"
        " emotion %.3f right.",
        kind,
        intent.accuracy,
        float(hits[confidence >= fallback_below].mean()) if (confidence >= fallback_below).any() else 0.0,
        calibration_error(confidence, hits),
        100 * float((confidence < fallback_below).mean()),
        fallback_below,
        emotion.accuracy,
    )
    return HeadSet(intent, emotion, complaint, fallback_below, _best_threshold(unseen_complaint))


def _best_threshold(unseen: OutOfFold) -> float:
    """The share of `yes` from which calling a line a complaint gives the best F1 on lines not seen."""
    if unseen.probabilities.shape[1] < 2:
        return 0.5
    share, truth = unseen.probabilities[:, 1], unseen.correct == 1
    candidates = np.linspace(0.2, 0.8, 25)
    scores = [
        2 * float((truth & (share >= one)).sum()) / float((share >= one).sum() + truth.sum()) for one in candidates
    ]
    best = np.flatnonzero(np.array(scores) >= max(scores) - 1e-9)
    return float(candidates[best[len(best) // 2]])  # the middle of a plateau, not its edge


def _default_intent(examples: Sequence[Example]) -> str:
    names = sorted({example.intent for example in examples})
    return _OUT_OF_SCOPE if _OUT_OF_SCOPE in names else names[0]
