"""What one line means, read on its own: intent, mood and grievance, each with how sure we are."""

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import joblib
import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.calibration import Matrix, Sureness
from bot.cues import cues
from bot.heads import Head
from bot.likeness import LikenessHead
from bot.normalise import canonical, for_characters, for_vectors, says_something
from bot.reduction import Floats, Reduction
from bot.topics import topics
from bot.vectors import SentenceVectors, Vectors, VectorsUnavailable
from bot.wish import NO_WISH, wish_beside_numbers

logger = logging.getLogger(__name__)

MODEL_FILE = "understanding.joblib"
CALM, ANXIOUS, ANGRY = "calm", "anxious", "angry"
# How much of the 0–1 intensity a mood stands for when it is certain.
_INTENSITY = {CALM: 0.0, ANXIOUS: 0.5, ANGRY: 1.0}
# Beside n-grams of length one in all: strong enough to be used, weak enough to be overruled.
_CUE_WEIGHT = 0.3
_TOPIC_WEIGHT = 0.2
# Praise of a colleague says much the same words as a complaint of one; and what is none of our trade is no grievance.
_NO_GRIEVANCE = frozenset({"praise", "thanks", "greet", "goodbye", "out_of_scope"})


@dataclass(frozen=True)
class Reading:
    """The answer for one line; `ranking` holds every intent, most likely first."""

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    fallback: bool
    emotion: str
    emotion_score: float
    complaint: bool
    degraded: bool


@dataclass(frozen=True)
class HeadSet:
    """The heads over one kind of features, and from where on their answers are trusted."""

    intent: LikenessHead | Head
    sureness: Sureness
    emotion: Head
    complaint: Head
    fallback_below: float
    feeling_from: float
    complaint_from: float
    # Right intents among the lines that were held back.
    accuracy: float


@dataclass(frozen=True)
class Understanding:
    """The trained model: `full` reads wording and sentence vectors, `lexical` wording alone."""

    wording: TfidfVectorizer
    reduction: Reduction
    full: HeadSet | None
    lexical: HeadSet
    default_intent: str

    def read(self, texts: list[str], vectors: SentenceVectors) -> list[Reading]:
        """Read lines; without vectors the answers come from wording alone and say so (`degraded`)."""
        readings = self._read(texts, vectors)
        wishes = {row: wish_beside_numbers(text) for row, text in enumerate(texts)}
        rows = [row for row, wish in wishes.items() if wish is not None]
        for row, wish in zip(rows, self._read([wishes[row] or "" for row in rows], vectors), strict=True):
            # A number is no feeling and no grievance.
            readings[row] = replace(
                readings[row], emotion=wish.emotion, emotion_score=wish.emotion_score, complaint=wish.complaint
            )
            if wish.intent not in NO_WISH and not wish.fallback and _outweighs(wish, readings[row]):
                readings[row] = replace(
                    readings[row],
                    intent=wish.intent,
                    confidence=wish.confidence,
                    ranking=wish.ranking,
                    fallback=False,
                )
        return readings

    def _read(self, texts: list[str], vectors: SentenceVectors) -> list[Reading]:
        if not texts:
            return []
        plain = [canonical(text) for text in texts]
        heads, features, reduced = self._features(plain, vectors)
        intents = heads.sureness.of(heads.intent.probabilities(reduced))
        moods = heads.emotion.probabilities(features)
        grievances = heads.complaint.probabilities(features)
        known = np.diff(features[:, : len(self.wording.vocabulary_)].indptr) > 0
        return [
            self._reading(
                heads, intents[row], moods[row], grievances[row], bool(known[row]) and says_something(plain[row])
            )
            if plain[row]
            else self._nothing(heads)
            for row in range(len(texts))
        ]

    def save(self, path: Path) -> None:
        joblib.dump(self, path, compress=3)

    @staticmethod
    def load(path: Path) -> "Understanding":
        return cast("Understanding", joblib.load(path))

    def _features(self, plain: list[str], vectors: SentenceVectors) -> tuple[HeadSet, csr_matrix, Floats]:
        """The heads to ask, what mood and grievance are read from, and what the intent is."""
        alone = lexical_features(self.wording, plain)
        reduced = self.reduction.reduce(alone)
        if self.full is not None:
            try:
                dense = vectors.encode([for_vectors(text) for text in plain])
                return self.full, beside(alone, dense), np.hstack([reduced, dense])
            except VectorsUnavailable as reason:
                logger.warning("No sentence vectors, reading from wording alone: %s", reason)
        return self.lexical, alone, reduced

    def _reading(self, heads: HeadSet, intent: Matrix, mood: Matrix, grievance: Matrix, has_sense: bool) -> Reading:
        order = np.argsort(-intent, kind="stable")
        ranking = tuple((heads.intent.labels[column], float(intent[column])) for column in order)
        name, confidence = ranking[0]
        label = _mood(heads, mood)
        score = sum(
            _INTENSITY.get(one, 0.0) * float(share) for one, share in zip(heads.emotion.labels, mood, strict=True)
        )
        is_sure = has_sense and confidence >= heads.fallback_below
        is_harmless = is_sure and name in _NO_GRIEVANCE
        return Reading(
            intent=name,
            confidence=confidence,
            ranking=ranking,
            fallback=not is_sure,
            emotion=label,
            emotion_score=min(1.0, score),
            complaint=_share(heads.complaint, grievance) >= heads.complaint_from and not is_harmless,
            degraded=heads is not self.full,
        )

    def _nothing(self, heads: HeadSet) -> Reading:
        others = sorted(set(heads.intent.labels) - {self.default_intent})
        ranking = tuple((name, 0.0) for name in (self.default_intent, *others))
        return Reading(
            self.default_intent, 0.0, ranking, True, CALM, 0.0, complaint=False, degraded=heads is not self.full
        )


def lexical_features(wording: TfidfVectorizer, plain: list[str]) -> csr_matrix:
    """Character n-grams, cues and topics of canonical lines, shape (lines, n-grams + cues + topics)."""
    grams = wording.transform([for_characters(text) for text in plain])
    named = [csr_matrix(cues(plain) * _CUE_WEIGHT), csr_matrix(topics(plain) * _TOPIC_WEIGHT)]
    return hstack([grams, *named], format="csr", dtype=np.float32)


def beside(alone: csr_matrix, dense: Vectors) -> csr_matrix:
    """Wording and sentence vectors side by side."""
    return hstack([alone, csr_matrix(dense)], format="csr", dtype=np.float32)


def _outweighs(wish: Reading, whole: Reading) -> bool:
    """Two long numbers drown the few words beside them: “取消260000000001，尾号1234” reads as bare information."""
    return whole.fallback or whole.intent == "inform" or wish.confidence > whole.confidence


def _mood(heads: HeadSet, mood: Matrix) -> str:
    """Calm, unless enough speaks for a feeling; then the likelier of the two."""
    by_label = dict(zip(heads.emotion.labels, mood.tolist(), strict=True))
    calm = by_label.pop(CALM, 0.0)
    return max(by_label, key=by_label.__getitem__) if by_label and 1 - calm >= heads.feeling_from else CALM


def _share(head: Head, answers: Matrix) -> float:
    return float(answers[head.labels.index("yes")]) if "yes" in head.labels else 0.0
